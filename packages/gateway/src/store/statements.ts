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

  /**
   * Drops the texts of messages that came or were made before a time; that there were such messages stays known. What
   * has no answer yet keeps its text, whatever its age.
   *
   * @returns How many messages lost their text, at most `limit` of each table.
   */
  dropTexts(before: Date, limit: number): Promise<number> {
    const values = [before.getTime(), limit]
    return this.#database.write(() => DROP_TEXTS.reduce((sum, text) => sum + this.#run(text, values, false).changed, 0))
  }
}

/** MSG_REQUESTED 1 and 2: sent and answered, and answers of ours. */
const DROP_TEXTS = [
  `UPDATE MSG_INBOX SET MSG_ORIGIN = NULL WHERE ID IN (
     SELECT ID FROM MSG_INBOX WHERE CONGKY_RECEIVED_MS < ? AND MSG_PROCESSED = 1 AND MSG_ORIGIN IS NOT NULL LIMIT ?)`,
  `UPDATE MSG_OUTBOX SET MSG_CONTENT = NULL, CONGKY_ANSWER = NULL WHERE ID IN (
     SELECT ID FROM MSG_OUTBOX
     WHERE CONGKY_CREATED_MS < ? AND MSG_REQUESTED IN (1, 2) AND MSG_CONTENT IS NOT NULL LIMIT ?)`,
]
