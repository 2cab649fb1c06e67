import { setTimeout as sleep } from 'node:timers/promises'
import { CongkyError } from '@congky/shared'
import type { Session } from '../../sources/table/dialects/dialect.ts'
import type { GuardedDatabase } from '../../sources/table/guarded-database.ts'
import { SharedTable } from '../../sources/table/shared-table.ts'
import type { Script, ScriptRunner, StepResult } from './script.ts'

/** After a failed connection nobody knocks again for this long, so that a burst of messages is not answered late. */
const PAUSE_MS = 1_000

interface Opened {
  readonly database: GuardedDatabase
}

/**
 * Runs scripts in a database of the warehouse keeper, each in a transaction. It connects when it is first needed, and
 * anew after a failure; while the database is away every script fails with ERR_SOURCE_UNAVAILABLE.
 */
export class DatabaseRunner implements ScriptRunner {
  readonly #open: () => Promise<GuardedDatabase>
  #shared: SharedTable<Opened> | null = null
  #isClosed = false

  /** @param open Connects. @throws {CongkyError} ERR_SOURCE_UNAVAILABLE, ERR_SOURCE_LAYOUT */
  constructor(open: () => Promise<GuardedDatabase>) {
    this.#open = open
  }

  async run<T>(script: () => Script<T>): Promise<T> {
    if (this.#isClosed) throw new CongkyError('ERR_STOPPING')
    this.#shared ??= new SharedTable(this.#open().then((database) => ({ database })))
    const shared = this.#shared
    let isOpen = false
    try {
      const { database } = await shared.enter()
      isOpen = true
      return await database.transaction((session) => perform(session, script()))
    } catch (error) {
      if (!isOpen) this.#giveUpLater(shared)
      else if (error instanceof CongkyError && error.code === 'ERR_SOURCE_UNAVAILABLE') this.#giveUp(shared)
      throw error
    } finally {
      shared.leave()
    }
  }

  /** In a transaction as well: its statements see one moment. */
  read<T>(script: () => Script<T>): Promise<T> {
    return this.run(script)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#shared?.giveUp()
  }

  #giveUp(shared: SharedTable<Opened>): void {
    if (this.#shared === shared) this.#shared = null
    void shared.giveUp()
  }

  #giveUpLater(shared: SharedTable<Opened>): void {
    void sleep(PAUSE_MS, undefined, { ref: false }).then(() => this.#giveUp(shared))
  }
}

async function perform<T>(session: Session, steps: Script<T>): Promise<T> {
  let next = steps.next()
  while (!next.done) {
    const { statement, reads } = next.value
    const result: StepResult = reads
      ? { rows: await session.query(statement), changed: 0 }
      : { rows: [], changed: await session.execute(statement) }
    next = steps.next(result)
  }
  return next.value
}
