/**
 * Runs a group of writes in one transaction, so that they share a commit; a write that throws undoes only itself.
 *
 * Nearly none ever throws, so at first they run without savepoints, each of which would copy every page that it
 * touches (and costs a third of a write of ours). When one throws after all, the transaction is rolled back and the
 * writes run once more, each in a savepoint of its own. So a write may be run twice, and does nothing that could not
 * be undone with its transaction.
 */
import Database from 'better-sqlite3'

/** How one write of a group ended. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown }

export class WriteGroup {
  readonly #sqlite: Database.Database
  readonly #begin: Database.Statement
  readonly #commit: Database.Statement
  readonly #savepoint: Database.Statement
  readonly #release: Database.Statement
  readonly #rollback: Database.Statement
  /** The last part of every transaction. */
  readonly #beforeCommit: () => void
  /** Told when something was undone: what was remembered of it is out of date. */
  readonly #onUndone: () => void

  constructor(sqlite: Database.Database, beforeCommit: () => void, onUndone: () => void) {
    this.#sqlite = sqlite
    this.#beforeCommit = beforeCommit
    this.#onUndone = onUndone
    this.#begin = sqlite.prepare('BEGIN IMMEDIATE')
    this.#commit = sqlite.prepare('COMMIT')
    this.#savepoint = sqlite.prepare('SAVEPOINT one_write')
    this.#release = sqlite.prepare('RELEASE one_write')
    this.#rollback = sqlite.prepare('ROLLBACK TO one_write')
  }

  /**
   * @returns How each write ended, in order; what did not throw is committed.
   * @throws Whatever keeps the whole group from being written, a full disk for example; then nothing was.
   */
  run(writes: readonly (() => unknown)[]): readonly Outcome[] {
    try {
      return this.#inTransaction(() => writes.map((write) => ({ value: write() })))
    } catch (error) {
      if (isDiskError(error)) throw error
      return this.#inTransaction(() => writes.map((write) => this.#runAlone(write)))
    }
  }

  #inTransaction(work: () => readonly Outcome[]): readonly Outcome[] {
    try {
      this.#begin.run()
      const outcomes = work()
      this.#beforeCommit()
      this.#commit.run()
      return outcomes
    } catch (error) {
      if (this.#sqlite.open && this.#sqlite.inTransaction) this.#sqlite.exec('ROLLBACK')
      this.#onUndone()
      throw error
    }
  }

  #runAlone(write: () => unknown): Outcome {
    this.#savepoint.run()
    try {
      const value = write()
      this.#release.run()
      return { value }
    } catch (error) {
      // A full disk has already ended the whole transaction: nothing is left to undo here.
      if (!this.#sqlite.inTransaction || isDiskError(error)) throw error
      this.#rollback.run()
      this.#release.run()
      this.#onUndone()
      return { error }
    }
  }
}

export function isDiskError(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(FULL|IOERR)/.test(error.code)
}
