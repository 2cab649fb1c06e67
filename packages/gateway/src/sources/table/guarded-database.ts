import { type SourceFacts, toSourceError } from './describe-driver-error.ts'
import type { ColumnInfo, Listener, Row, Session, TableDatabase } from './dialects/dialect.ts'
import type { Sql } from './sql.ts'

/** A database whose driver's errors come out as ours, scrubbed: ERR_SOURCE_UNAVAILABLE or ERR_SOURCE_LAYOUT. */
export class GuardedDatabase implements Omit<TableDatabase, 'listen'> {
  readonly #database: TableDatabase
  readonly #facts: SourceFacts

  constructor(database: TableDatabase, facts: SourceFacts) {
    this.#database = database
    this.#facts = facts
  }

  query(statement: Sql): Promise<readonly Row[]> {
    return this.#guard(this.#database.query(statement))
  }

  execute(statement: Sql): Promise<number> {
    return this.#guard(this.#database.execute(statement))
  }

  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const failures: unknown[] = []
    const guarded = async (session: Session) => {
      try {
        return await work({
          query: (statement) => this.#guard(session.query(statement)),
          execute: (statement) => this.#guard(session.execute(statement)),
        })
      } catch (error) {
        failures.push(error)
        throw error
      }
    }
    try {
      return await this.#database.transaction(guarded)
    } catch (error) {
      // What `work` threw is no driver's error, unless it came through the guard above.
      throw failures.length > 0 ? failures[0] : toSourceError(error, this.#facts)
    }
  }

  describe(table: Sql): Promise<readonly ColumnInfo[]> {
    return this.#guard(this.#database.describe(table))
  }

  /** @returns Null where the database cannot announce new rows. */
  listen(channel: string, wake: () => void): Listener | null {
    return this.#database.listen?.(channel, wake) ?? null
  }

  /** Whether what the database announces arrives. */
  async hears(): Promise<boolean> {
    return this.#database.hears ? this.#guard(this.#database.hears()) : false
  }

  close(): Promise<void> {
    return this.#database.close()
  }

  async #guard<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer
    } catch (error) {
      throw toSourceError(error, this.#facts)
    }
  }
}
