import { randomUUID } from 'node:crypto'
import type { CongkyError } from '@congky/shared'
import { AccountStore } from './accounts.ts'
import { ApprovalStore } from './approvals.ts'
import { StateDatabase } from './database.ts'
import { DelegationStore } from './delegations.ts'
import { GuessStore } from './guesses.ts'
import type { HistoryWriter } from './history.ts'
import { JobStore } from './jobs.ts'
import { NotificationStore } from './notifications.ts'
import { type OpenedHistory, openHistory } from './open-history.ts'
import { PasskeyStore } from './passkeys.ts'
import { PinAttemptStore } from './pin-attempts.ts'
import { type SessionRules, SessionStore } from './sessions.ts'
import { StatementStore } from './statements.ts'
import { WorkstationStore } from './workstations.ts'

/** Everything durable of one gateway. */
export interface Store {
  /** Who this gateway is towards its sources; made once and kept. */
  readonly gatewayId: string
  /** How the history was found at the start. */
  readonly historyAtStart: Pick<OpenedHistory, 'key' | 'fault' | 'keyWasOpen'>
  /** Groups of writes that were committed since the start. */
  readonly commits: () => number
  /** Why nothing can be written now (a full disk), or null. */
  readonly problem: () => CongkyError | null
  /** Resolves when the disk did not confirm a write: nothing is written any more, and a new start is needed. */
  readonly failed: Promise<CongkyError>
  /** Writes without changing anything: true once it is durable, or the disk is full, which no new start mends. */
  answers(): Promise<boolean>
  readonly jobs: JobStore
  readonly approvals: ApprovalStore
  readonly delegations: DelegationStore
  readonly history: HistoryWriter
  readonly workstations: WorkstationStore
  readonly accounts: AccountStore
  readonly sessions: SessionStore
  readonly passkeys: PasskeyStore
  readonly guesses: GuessStore
  readonly pinAttempts: PinAttemptStore
  readonly notifications: NotificationStore
  /** For MSG_INBOX and MSG_OUTBOX, whose statements are those of `exchange/tables`. */
  readonly statements: StatementStore
  close(): void
}

const IN_OFFICE = { sessionIdleMinutes: 60, sessionHours: 12 }
const SESSION_RULES: SessionRules = { ...IN_OFFICE, overProxy: { sessionIdleMinutes: 15, sessionHours: 4 } }

/**
 * @param sessionRules How long people's sessions last, as the configuration says now.
 * @throws {CongkyError} ERR_STATE_IN_USE, ERR_STORE_FULL, ERR_HISTORY_KEY
 */
export function openStore(stateDir: string, sessionRules: () => SessionRules = () => SESSION_RULES): Store {
  const database = StateDatabase.open(stateDir)
  try {
    return buildStore(database, stateDir, sessionRules)
  } catch (error) {
    database.close()
    throw error
  }
}

function buildStore(database: StateDatabase, stateDir: string, sessionRules: () => SessionRules): Store {
  database.sqlite.prepare('INSERT OR IGNORE INTO gateway (only, id) VALUES (1, ?)').run(`gw-${randomUUID()}`)
  const gatewayId = database.sqlite.prepare<[], string>('SELECT id FROM gateway').pluck().get() ?? ''
  const approvals = new ApprovalStore(database.sqlite)
  const { writer: history, ...historyAtStart } = openHistory(database, stateDir, gatewayId)
  return {
    gatewayId,
    historyAtStart,
    commits: () => database.commits,
    problem: () => database.problem,
    failed: database.failed,
    answers: () => database.answers(),
    jobs: new JobStore(database, history, approvals),
    approvals,
    delegations: new DelegationStore(database, history),
    history,
    workstations: new WorkstationStore(database, history),
    accounts: new AccountStore(database, history),
    sessions: new SessionStore(database, history, sessionRules),
    passkeys: new PasskeyStore(database, history),
    guesses: new GuessStore(database, history),
    pinAttempts: new PinAttemptStore(database),
    notifications: new NotificationStore(database),
    statements: new StatementStore(database),
    close: () => database.close(),
  }
}
