/** What lies in a watched folder: its files, and those of its subfolders that are named after a tax code. */
import type { BigIntStats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseTaxCode, type TaxCode } from '@congky/shared'
import { mapLimited } from '../../map-limited.ts'
import type { FileLook } from './settling.ts'

export interface FoundFile extends FileLook {
  /** Below the watched folder, such as `0101300842/to-khai.xml`. */
  readonly name: string
  /** From the name of its subfolder. */
  readonly taxCode: TaxCode | null
}

const LOOKS_AT_ONCE = 32

/**
 * @param movedIn Names right in the folder that were moved there.
 * @throws {Error} of the file system: the folder itself cannot be read.
 */
export async function scanFolder(root: string, movedIn: ReadonlySet<string> = new Set()): Promise<FoundFile[]> {
  const places: { readonly name: string; readonly taxCode: TaxCode | null }[] = []
  for (const entry of await readdir(root, { withFileTypes: true })) {
    const taxCode = entry.isDirectory() ? taxCodeIn(entry.name) : null
    if (entry.isFile()) places.push({ name: entry.name, taxCode: null })
    // A subfolder that is being removed or closed to us is empty for now.
    const below = taxCode === null ? [] : await readdir(join(root, entry.name), { withFileTypes: true }).catch(() => [])
    for (const file of below) if (file.isFile()) places.push({ name: join(entry.name, file.name), taxCode })
  }
  const looks = await mapLimited(places, LOOKS_AT_ONCE, async ({ name, taxCode }): Promise<FoundFile[]> => {
    const path = join(root, name)
    // Gone since it was listed, or locked by its writer: the next look tells.
    const stats = await lstat(path, { bigint: true }).catch(() => null)
    if (!stats?.isFile()) return []
    const names = { name, taxCode, path, isTemporary: isTemporaryName(path), isMovedIn: movedIn.has(name) }
    return [{ ...names, ...stamps(path, stats) }]
  })
  return looks.flat()
}

/** The tax code that a folder is named after, or null. Names such as `2026` or `da-ky` are not ours. */
export function taxCodeIn(folderName: string): TaxCode | null {
  return /^(\d{10}(-?\d{3})?|\d{12})$/.test(folderName) ? parseTaxCode(folderName) : null
}

/** Names that programs give to what is not finished, not a document, or our own. */
export function isTemporaryName(path: string): boolean {
  const name = path.replace(/^.*[/\\]/, '')
  return (
    /^(\.|~\$|~)/.test(name) ||
    /(~|\.(tmp|temp|part|partial|crdownload|download|filepart|swp|lock|lnk|ini))$/i.test(name) ||
    /^thumbs\.db$/i.test(name)
  )
}

function stamps(path: string, { dev, ino, size, mtimeNs, ctimeNs }: BigIntStats) {
  // Some network shares have no inodes; there a name is all that tells files apart.
  return { id: ino === 0n ? path : `${dev}:${ino}`, size, mtimeNs, ctimeNs }
}
