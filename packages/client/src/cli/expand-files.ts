/**
 * Which files a command line means. Shells of Unix expand patterns themselves; cmd and PowerShell hand them
 * over, so `*` and `?` in the last part of a path are expanded here, on Windows only: elsewhere they may be part
 * of a name.
 */
import { readdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { CliIo } from './cli-context.ts'
import { fileError } from './file-error.ts'

/**
 * @returns File names in order, each once. A pattern without a match stays as it is, to be reported as a file
 * that does not exist.
 * @throws {CongkyError} ERR_FILE_UNUSABLE: the folder of a pattern cannot be read.
 */
export async function expandFiles(
  names: readonly string[],
  { platform, cwd }: Pick<CliIo, 'platform' | 'cwd'>,
): Promise<string[]> {
  const files = new Set<string>()
  for (const name of names) {
    const matches = platform === 'win32' && /[*?]/.test(basename(name)) ? await match(name, cwd) : []
    for (const file of matches.length > 0 ? matches : [name]) files.add(file)
  }
  return [...files]
}

async function match(pattern: string, cwd: string): Promise<string[]> {
  const folder = dirname(pattern)
  // `a*.xml` gives `a1.xml`, not `./a1.xml`; a folder that was named is repeated.
  const named = pattern !== basename(pattern)
  const fits = toRegExp(basename(pattern))
  try {
    const entries = await readdir(resolve(cwd, folder), { withFileTypes: true })
    const found = entries.filter((entry) => entry.isFile() && fits.test(entry.name)).map(({ name }) => name)
    return found.sort().map((name) => (named ? join(folder, name) : name))
  } catch (cause) {
    throw fileError(folder, cause)
  }
}

/** Windows compares names without regard to case. */
function toRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
  return new RegExp(`^${source}$`, 'is')
}
