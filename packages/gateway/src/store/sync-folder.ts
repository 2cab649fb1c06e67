import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Makes the names of new files durable, which syncing their contents does not promise (fsync(2), NOTES). */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
