/** Where signed documents go: never over anything, unless that was asked for. */
import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { CongkyError, RESULT_EXTENSIONS } from '@congky/shared'
import { fileError } from './file-error.ts'

/**
 * `to-khai.xml` → `to-khai.signed.xml`, or `hop-dong.pdf` → `hop-dong.pdf.p7s` where the result is no document of
 * its own kind; beside the original or in `folder`.
 *
 * @param resultExtension As the gateway says with the result; null before that.
 */
export function signedName(file: string, folder: string | undefined, resultExtension: string | null): string {
  const extension = extname(file)
  const name =
    resultExtension === null ? `${basename(file, extension)}.signed${extension}` : basename(file) + resultExtension
  return join(folder ?? dirname(file), name)
}

/** Every name that the result may get: which one is known with the result only. */
export function possibleNames(file: string, folder: string | undefined): string[] {
  return [null, ...RESULT_EXTENSIONS].map((extension) => signedName(file, folder, extension))
}

/**
 * Leaves out the results of an earlier run, which `*.xml` picks up as well: a file whose original is also named.
 */
export function withoutResults(files: readonly string[]): { documents: string[]; results: string[] } {
  const results = new Set(files.flatMap((file) => possibleNames(file, undefined)))
  const isResult = (file: string) => results.has(join(file))
  return { documents: files.filter((file) => !isResult(file)), results: files.filter(isResult) }
}

/** The bytes of a file, or null when there is none. @throws {CongkyError} ERR_FILE_UNUSABLE */
export async function readIfThere(file: string): Promise<Uint8Array | null> {
  try {
    return await readFile(file)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw fileError(file, cause)
  }
}

/**
 * Writes a signed document so that nobody ever sees half of it.
 *
 * @throws {CongkyError} ERR_FILE_EXISTS, ERR_FILE_UNUSABLE
 */
export async function writeSigned(file: string, bytes: Uint8Array, options: { force: boolean }): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`)
  try {
    await writeFile(temporary, bytes, { flag: 'wx' })
    if (!options.force && (await stat(file).catch(() => null))) throw new CongkyError('ERR_FILE_EXISTS', { file })
    await rename(temporary, file)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {})
    throw cause instanceof CongkyError ? cause : fileError(file, cause)
  }
}
