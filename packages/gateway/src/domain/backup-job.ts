/** A backup that was asked for over the network: made, kept for a while, and taken by a browser. */
import type { CongkyError } from '@congky/shared'

export type BackupJob = { readonly id: string; readonly startedAt: Date } & BackupStage

export type BackupStage =
  | { readonly state: 'making'; readonly doneBytes: number; readonly totalBytes: number }
  | ({ readonly state: 'ready'; readonly keptUntil: Date; readonly taken: boolean } & BackupFile)
  | { readonly state: 'failed'; readonly error: CongkyError }

export interface BackupFile {
  readonly fileName: string
  readonly bytes: number
  readonly historyRecords: number
  /** What is wrong with the history in it; null when all is well. */
  readonly historyDamage: string | null
}

/** Characters. A file that may be copied and attacked at leisure needs more than a PIN. */
export const PASSPHRASE_LENGTH_MIN = 12
