/**
 * When this gateway was last backed up, beside its state: `congky doctor`, `status` and the metrics tell. A file and
 * no row, because the command that makes a backup only reads the database.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from '../config/replace-file.ts'

export const LAST_BACKUP_FILE = 'last-backup.json'

const schema = z.object({ at: z.iso.datetime() })

export function recordBackup(stateDir: string, at: Date): void {
  replaceFile(join(stateDir, LAST_BACKUP_FILE), `${JSON.stringify({ at: at.toISOString() })}\n`, 0o600)
}

/** @returns null: never, or nobody knows. */
export function readLastBackup(stateDir: string): Date | null {
  try {
    return new Date(schema.parse(JSON.parse(readFileSync(join(stateDir, LAST_BACKUP_FILE), 'utf8'))).at)
  } catch {
    return null
  }
}
