/** The door of the state database for tables whose statements are written elsewhere, since they run in others as well. */
import type { StateDatabase } from './database.ts'

type Value = string | number | bigint | Uint8Array

/** Runs one statement at once. @param reads Whether it returns rows; else it changes some. */
export type RunStatement = (
  text: string,
  values: readonly Value[],
  reads: boolean,
) => { readonly rows: readonly Readonly<Record<string, unknown>>[]; readonly changed: number }

export class StatementStore {
  readonly #database: StateDatabase

  constructor(database: StateDatabase) {
    this.#database = database
  }

  /**
   * Runs statements in the next group commit, all of them or none.
   *
   * @returns What `work` returned, once it is durable.
   * @throws {CongkyError} ERR_STORE_FULL, ERR_STORE_FAILED
   */
  write<T>(work: (run: RunStatement) => T): Promise<T> {
    return this.#database.write(() => work(this.#run))
  }

  /** Runs statements that change nothing. @returns What `work` returned, once what it read is durable. */
  async read<T>(work: (run: RunStatement) => T): Promise<T> {
    const found = work(this.#run)
    await this.#database.durable()
    return found
  }

  readonly #run: RunStatement = (text, values, reads) => {
    const statement = this.#database.sqlite.prepare<unknown[], Record<string, unknown>>(text)
    if (reads) return { rows: statement.all(...values), changed: 0 }
    return { rows: [], changed: statement.run(...values).changes }
  }
}
