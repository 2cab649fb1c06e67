/** Backups over the network: `POST /admin/backup` makes one, and the browser takes it while it is kept. */
import type { ErrorView } from '../wire.ts'

export interface BackupView {
  /** When a backup was last made and taken to where it is kept, ISO 8601; null: never, as far as is known. */
  readonly lastBackupAt: string | null
  /** The one that is being made or waits to be taken. */
  readonly job: BackupJobView | null
}

export type BackupJobView = BackupProgressView | BackupReadyView | BackupFailedView

interface BackupJob {
  readonly id: string
  readonly startedAt: string
}

export interface BackupProgressView extends BackupJob {
  readonly state: 'making'
  readonly doneBytes: number
  /** 0 until it is known. */
  readonly totalBytes: number
}

export interface BackupReadyView extends BackupJob {
  readonly state: 'ready'
  readonly fileName: string
  readonly bytes: number
  readonly historyRecords: number
  /** What is wrong with the history in it, as `congky history verify` names it; null when all is well. */
  readonly historyDamage: string | null
  /** Until then it can be taken; after that the gateway deletes its copy. */
  readonly keptUntil: string
  /** Whether it was taken whole. */
  readonly taken: boolean
}

export interface BackupFailedView extends BackupJob {
  readonly state: 'failed'
  readonly error: ErrorView
}
