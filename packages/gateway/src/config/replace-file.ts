import { chownSync, closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { syncFolder } from '../sync-folder.ts'

/**
 * Replaces a file as a whole: whoever reads it sees the old content or the new, also after a power cut.
 * Run by root, the new file belongs to whom the folder belongs to, so that a daemon with a user of its own
 * can still read what an admin wrote for it.
 *
 * @param mode Permission bits of the new file.
 */
export function replaceFile(file: string, content: string, mode: number): void {
  const folder = dirname(file)
  const temporary = join(folder, `.${basename(file)}.${process.pid}.tmp`)
  try {
    const descriptor = openSync(temporary, 'wx', mode)
    try {
      writeSync(descriptor, content)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    if (process.getuid?.() === 0) {
      const owner = statSync(folder)
      chownSync(temporary, owner.uid, owner.gid)
    }
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncFolder(folder)
}
