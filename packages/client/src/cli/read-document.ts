import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CongkyError } from '@congky/shared'
import type { CliIo } from './cli-context.ts'
import { fileError } from './file-error.ts'

/** Larger than any document a gateway takes; keeps a film that was named by mistake out of memory. */
const FILE_BYTES_MAX = 64 * 1024 * 1024

/** @throws {CongkyError} ERR_FILE_UNUSABLE, ERR_DOCUMENT_TOO_LARGE */
export async function readDocument(file: string, { cwd }: Pick<CliIo, 'cwd'>): Promise<Uint8Array> {
  const path = resolve(cwd, file)
  try {
    const { size } = await stat(path)
    if (size > FILE_BYTES_MAX) throw new CongkyError('ERR_DOCUMENT_TOO_LARGE', { limit: FILE_BYTES_MAX })
    return await readFile(path)
  } catch (cause) {
    throw cause instanceof CongkyError ? cause : fileError(file, cause)
  }
}
