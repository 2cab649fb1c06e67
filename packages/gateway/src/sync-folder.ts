import { closeSync, fsyncSync, openSync } from 'node:fs'

/**
 * Makes the names of new and renamed files durable, which syncing their contents does not promise (fsync(2),
 * NOTES). Windows does so by itself and lets nobody open a folder.
 */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
