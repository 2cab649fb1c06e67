/**
 * The mark of a state that came out of a backup and that nobody has confirmed yet. While it is there the gateway signs
 * nothing: the one that the backup was made of may still run, and both hold the same jobs.
 */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

export const RESTORED_FILE = 'restored.json'

const schema = z.object({ backupAt: z.iso.datetime(), restoredAt: z.iso.datetime() })

export interface RestoredMark {
  /** ISO 8601; null when the mark cannot be read. */
  readonly backupAt: string | null
  readonly restoredAt: string | null
}

export function restoredMarkText(backupAt: Date, restoredAt: Date): string {
  return `${JSON.stringify({ backupAt: backupAt.toISOString(), restoredAt: restoredAt.toISOString() })}\n`
}

/** @returns null when the state is confirmed, or was never restored. A mark that cannot be read is a mark. */
export function readRestoredMark(stateDir: string): RestoredMark | null {
  try {
    return schema.parse(JSON.parse(readFileSync(join(stateDir, RESTORED_FILE), 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    return { backupAt: null, restoredAt: null }
  }
}

export function removeRestoredMark(stateDir: string): void {
  rmSync(join(stateDir, RESTORED_FILE), { force: true })
}
