import { randomUUID } from 'node:crypto'
import type { CongkyError } from '@congky/shared'
import { StateDatabase } from './database.ts'
import { HistoryWriter, lastRecordIsWhole } from './history.ts'
import { JobStore } from './jobs.ts'
import { PinAttemptStore } from './pin-attempts.ts'
import { WorkstationStore } from './workstations.ts'

/** Everything durable of one gateway. */
export interface Store {
  /** Who this gateway is towards its sources; made once and kept. */
  readonly gatewayId: string
  /** False when the newest history record is torn: to be reported, the rest is still there. */
  readonly historyIsWhole: boolean
  /** Why nothing can be written now (a full disk), or null. */
  readonly problem: () => CongkyError | null
  /** Resolves when the disk did not confirm a write: nothing is written any more, and a new start is needed. */
  readonly failed: Promise<CongkyError>
  readonly jobs: JobStore
  readonly history: HistoryWriter
  readonly workstations: WorkstationStore
  readonly pinAttempts: PinAttemptStore
  close(): void
}

/** @throws {CongkyError} ERR_STATE_IN_USE, ERR_STORE_FULL */
export function openStore(stateDir: string): Store {
  const database = StateDatabase.open(stateDir)
  const history = new HistoryWriter(database)
  database.sqlite.prepare('INSERT OR IGNORE INTO gateway (only, id) VALUES (1, ?)').run(`gw-${randomUUID()}`)
  return {
    gatewayId: database.sqlite.prepare<[], string>('SELECT id FROM gateway').pluck().get() ?? '',
    historyIsWhole: lastRecordIsWhole(database.sqlite),
    problem: () => database.problem,
    failed: database.failed,
    jobs: new JobStore(database, history),
    history,
    workstations: new WorkstationStore(database, history),
    pinAttempts: new PinAttemptStore(database),
    close: () => database.close(),
  }
}
