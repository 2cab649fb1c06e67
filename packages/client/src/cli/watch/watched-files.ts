/**
 * Where files of a watched folder go. Nothing here overwrites anything, and each step can be repeated after a
 * crash: the signed document is durable under its name before its original leaves the folder.
 */
import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { sha256 } from '../sign-results.ts'
import { readIfThere } from '../signed-files.ts'

const TEMPORARY = /^\.congky-.*\.tmp$/

/**
 * Writes a document under a name that is free, unless exactly this document has the name already.
 *
 * @param name Below `folder`, such as `0101300842/to-khai.xml`.
 * @returns The file's path: `name`, else `name (2)` and so on.
 * @throws {Error} of the file system, {CongkyError} ERR_FILE_UNUSABLE
 */
export async function placeDocument(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  for (let count = 1; ; count++) {
    const path = join(folder, numbered(name, count))
    const existing = await readIfThere(path)
    if (existing === null && (await writeNew(path, bytes))) return path
    if (existing !== null && sha256(existing) === sha256(bytes)) return path
  }
}

export type MoveResult = 'moved' | 'changed' | 'gone'

/**
 * Moves a file that is done with out of the watched folder, if its content is still what was signed. A file
 * that was written to meanwhile goes back: it is a new one.
 *
 * @param contentSha256 null: whatever it is now.
 * @throws {Error} of the file system: it is in use, or may not be moved.
 */
export async function moveAway(
  path: string,
  folder: string,
  name: string,
  contentSha256: string | null,
): Promise<MoveResult> {
  const target = await freeName(folder, name)
  try {
    await rename(path, target)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return 'gone'
    throw error
  }
  // Looked at only now: nobody opens it by its old name any more.
  if (contentSha256 === null || sha256(await readFile(target)) === contentSha256) return 'moved'
  await rename(target, await freeName(dirname(path), basename(path)))
  return 'changed'
}

/** Takes away what a run that was killed left half-written. */
export async function removeTemporaries(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (TEMPORARY.test(name)) await rm(join(folder, name), { force: true })
}

/** @returns Whether it is there now; false when somebody else took the name. */
async function writeNew(path: string, bytes: Uint8Array): Promise<boolean> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true })
  const temporary = join(folder, `.congky-${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    if (!(await nameIt(temporary, path))) return false
    await syncFolder(folder)
    return true
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Gives a finished file its name in one step, and takes none that is there. */
async function nameIt(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
  }
  // Shares and FAT know no links. Two writers of one name at the same moment are left to them.
  if (await stat(path).catch(() => null)) return false
  await rename(temporary, path)
  return true
}

/** So that the name survives a power cut as well. */
async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders, and its file systems keep names in a journal of their own.
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

async function freeName(folder: string, name: string): Promise<string> {
  for (let count = 1; ; count++) {
    const path = join(folder, numbered(name, count))
    if ((await stat(path).catch(() => null)) === null) {
      await mkdir(dirname(path), { recursive: true })
      return path
    }
  }
}

/** `to-khai.xml`, `to-khai (2).xml`… */
function numbered(name: string, count: number): string {
  if (count === 1) return name
  const extension = extname(name)
  return `${name.slice(0, name.length - extension.length)} (${count})${extension}`
}

export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
