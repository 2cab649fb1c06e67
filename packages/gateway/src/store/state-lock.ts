import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { CongkyError } from '@congky/shared'
import Database from 'better-sqlite3'

export const LOCK_FILE = 'lock.sqlite'

/**
 * One gateway a state folder. The operating system drops the lock when the process ends, however it ends.
 *
 * @throws {CongkyError} ERR_STATE_IN_USE
 */
export function lockStateDir(stateDir: string): Database.Database {
  const file = join(stateDir, LOCK_FILE)
  const lock = new Database(file, { timeout: 0 })
  try {
    chmodSync(file, 0o600)
    lock.pragma('locking_mode = EXCLUSIVE')
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (cause) {
    lock.close()
    throw new CongkyError('ERR_STATE_IN_USE', { folder: stateDir }, { cause })
  }
}
