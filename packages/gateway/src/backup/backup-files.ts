/** Which files belong into a backup, and what a manifest says of them. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { DATABASE_FILE } from '../store/database.ts'
import { SETUP_CODE_FILE } from '../store/setup-code.ts'
import { LAST_BACKUP_FILE } from './last-backup.ts'
import { RESTORED_FILE } from './restored-mark.ts'

export const manifestSchema = z.object({
  /** Version of congky that made it. */
  congky: z.string(),
  createdAt: z.iso.datetime(),
  host: z.string(),
  gatewayId: z.string(),
  historyRecords: z.int(),
  /** What `congky history verify` found when the backup was made, or null. */
  historyDamage: z.string().nullable(),
  /** Hash of the newest history record. */
  historyHead: z.string(),
})
export type Manifest = z.infer<typeof manifestSchema>

/** Keys, certificates and secrets are small; whatever else lies in a state folder and is larger was not put there by us. */
export const SMALL_FILE_BYTES_MAX = 4_194_304

/**
 * What belongs to one run, one host or one backup, and not into the next: the lock, the socket, the log, the setup
 * code, temporary files. The database is copied apart, as a snapshot.
 */
function isLeftOut(name: string): boolean {
  return (
    name.startsWith('.') ||
    name.startsWith('lock.sqlite') ||
    name.startsWith(DATABASE_FILE) ||
    name.endsWith('.log') ||
    name === LAST_BACKUP_FILE ||
    name === SETUP_CODE_FILE ||
    name === RESTORED_FILE
  )
}

/** The small files of a state folder: secrets and their key, the TLS certificate, the key of the history. */
export function smallStateFiles(stateDir: string): readonly { readonly name: string; readonly content: Buffer }[] {
  return readdirSync(stateDir)
    .filter((name) => !isLeftOut(name) && /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name))
    .filter((name) => {
      const { size, isFile } = fileFacts(join(stateDir, name))
      return isFile && size <= SMALL_FILE_BYTES_MAX
    })
    .sort()
    .map((name) => ({ name, content: readFileSync(join(stateDir, name)) }))
}

function fileFacts(path: string): { readonly size: number; readonly isFile: boolean } {
  const stat = statSync(path, { throwIfNoEntry: false })
  return { size: stat?.size ?? 0, isFile: stat?.isFile() === true }
}
