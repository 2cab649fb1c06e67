/** The state database as a whole: copied beside a running gateway, checked, and taken over by another gateway. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CongkyError, type ErrorCode } from '@congky/shared'
import Database from 'better-sqlite3'
import { type ChainVerdict, ChainVerifier } from '../domain/verify-chain.ts'
import { StateDatabase } from './database.ts'
import { walkHistory } from './history.ts'
import { readHead } from './history-head.ts'
import { migrate, SCHEMA_VERSION } from './migrate.ts'
import { LOCK_FILE, lockStateDir } from './state-lock.ts'

/** Pages in one step: some milliseconds, so that the bar moves. */
const STEP_PAGES = 1_000

/**
 * Copies the database as it is at this moment, beside a gateway that goes on writing. A read transaction that stays
 * open keeps the moment; without one, SQLite would begin anew after each write of the gateway.
 *
 * @throws {CongkyError} ERR_NOT_FOUND: there is no state database yet.
 */
export async function snapshotState(
  stateDir: string,
  target: string,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const sqlite = StateDatabase.openForReading(stateDir)
  try {
    sqlite.exec('BEGIN')
    sqlite.prepare('SELECT count(*) FROM gateway').get()
    await sqlite.backup(target, {
      progress: ({ totalPages, remainingPages }) => {
        onProgress(totalPages - remainingPages, totalPages)
        return STEP_PAGES
      },
    })
    sqlite.exec('COMMIT')
  } finally {
    sqlite.close()
  }
}

export interface SnapshotFacts {
  readonly gatewayId: string
  /** Number of the newest history record, and its hash. */
  readonly historyRecords: number
  readonly historyHead: string
}

export function describeSnapshot(file: string): SnapshotFacts {
  return withDatabase(file, (sqlite) => {
    const id = sqlite.prepare<[], string>('SELECT id FROM gateway').pluck().get() ?? ''
    const last = sqlite
      .prepare<[], { seq: number; hash: string }>('SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1')
      .get()
    return { gatewayId: id, historyRecords: last?.seq ?? 0, historyHead: last?.hash ?? '' }
  })
}

/** @returns False for a database that a newer version made; this one must not touch it. */
export function isSchemaKnown(file: string): boolean {
  return withDatabase(file, (sqlite) => Number(sqlite.pragma('user_version', { simple: true })) <= SCHEMA_VERSION)
}

/** Whether the file is sound, and its history whole from the first record to the last. */
export function checkSnapshot(file: string): { readonly isSound: boolean; readonly history: ChainVerdict } {
  return withDatabase(file, (sqlite) => {
    const isSound = sqlite.pragma('quick_check(1)', { simple: true }) === 'ok'
    const chain = new ChainVerifier({})
    for (const record of walkHistory(sqlite)) chain.check(record)
    return { isSound, history: chain.finish(readHead(sqlite), true) }
  })
}

/** Jobs that no row of a table answers for: whether the original signed them since, only a person can find out. */
const UNFENCED = "(workstation_id IS NOT NULL OR claim ->> '$.claimToken' IS NULL)"

/**
 * Makes a copy another gateway's: a new id, and new claim tokens for every row that is still in hand, which no row of
 * any table carries. Should the original still run, the two have no claim in common. What no claim fences off, or what
 * somebody has to approve, is held for a person, since the original may have signed it after the copy was made. Sessions,
 * pairing codes and approvals end.
 */
export function adoptSnapshot(file: string): void {
  const sqlite = new Database(file, { fileMustExist: true })
  try {
    migrate(sqlite)
    sqlite.transaction(() => {
      const held = 'ERR_RESTORED_REQUEST' satisfies ErrorCode
      sqlite
        .prepare(
          `UPDATE job SET state = 'held', reason_code = ?, reason_details = '{}', attempts = 0
           WHERE state IN ('received', 'held', 'awaiting-approval') AND (${UNFENCED} OR approval_id IS NOT NULL)`,
        )
        .run(held)
      endApprovals(sqlite, Date.now())
      // States of table-outbox.ts: what waits for its signature, to be sent, or for an answer, is held (4).
      sqlite
        .prepare(
          `UPDATE MSG_OUTBOX SET MSG_REQUESTED = 4, CONGKY_NEXT_MS = NULL, CONGKY_ERROR_CODE = ?, CONGKY_ERROR_DETAILS = NULL
           WHERE CONGKY_ID IS NOT NULL AND MSG_REQUESTED IN (0, 3, 5)`,
        )
        .run(held)
      // What was ended since the copy was made would come back with it.
      sqlite.exec(`
        DELETE FROM session;
        DELETE FROM notification_message;
        DELETE FROM gateway_run;
        UPDATE workstation SET pairing_hash = NULL, pairing_expires_at = NULL, pairing_overlap_ms = NULL;
      `)
      sqlite.prepare('UPDATE gateway SET id = ?').run(`gw-${randomUUID()}`)
      sqlite
        .prepare(
          `UPDATE job SET claim = json_set(claim, '$.claimToken', 'restored-' || ?)
           WHERE delivered_at IS NULL AND claim ->> '$.claimToken' IS NOT NULL`,
        )
        .run(randomUUID())
    })()
    sqlite.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    sqlite.close()
  }
}

/**
 * An approval is used once, and the original may have used it since the copy was made: what it was given for waits for
 * a person, and is asked for anew. Rights to approve that were lent end, for they may have been taken back there.
 */
function endApprovals(sqlite: Database.Database, now: number): void {
  sqlite
    .prepare(
      `UPDATE approval SET state = 'void', ended_at = ?, version = version + 1
       WHERE state IN ('open', 'approved', 'used')
         AND job_id IN (SELECT id FROM job WHERE state NOT IN ('signed', 'rejected'))`,
    )
    .run(now)
  sqlite.prepare('UPDATE delegation SET revoked_at = ? WHERE revoked_at IS NULL').run(now)
}

/** Whether a process, the gateway or another, holds the state folder right now. */
export function isStateInUse(stateDir: string): boolean {
  const file = join(stateDir, LOCK_FILE)
  if (!existsSync(file)) return false
  const lock = new Database(file, { readonly: true, timeout: 0 })
  try {
    lock.prepare('SELECT count(*) FROM sqlite_master').get()
    return false
  } catch {
    return true
  } finally {
    lock.close()
  }
}

/** Keeps every gateway out of the folder while `action` runs. @throws {CongkyError} ERR_STATE_IN_USE */
export function withLockedState<T>(stateDir: string, action: () => T): T {
  if (isStateInUse(stateDir)) throw new CongkyError('ERR_STATE_IN_USE', { folder: stateDir })
  const lock = lockStateDir(stateDir)
  // Windows moves no folder in which a file is open: there the lock only says that nobody is in it now.
  if (process.platform === 'win32') lock.close()
  try {
    return action()
  } finally {
    lock.close()
  }
}

function withDatabase<T>(file: string, read: (sqlite: Database.Database) => T): T {
  const sqlite = new Database(file, { readonly: true, fileMustExist: true })
  try {
    return read(sqlite)
  } finally {
    sqlite.close()
  }
}
