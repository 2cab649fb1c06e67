import type { StateDatabase } from './database.ts'

/**
 * The durable memory of refused PINs: an attempt is written before the token sees it, and taken back when
 * the token accepted it. A crash in between counts as a refusal, since nobody knows.
 */
export class PinAttemptStore {
  readonly #database: StateDatabase

  constructor(database: StateDatabase) {
    this.#database = database
  }

  async isRefused(tokenKey: string): Promise<boolean> {
    return this.#database.sqlite.prepare('SELECT 1 FROM pin_attempt WHERE token_key = ?').get(tokenKey) !== undefined
  }

  async recordAttempt(tokenKey: string): Promise<void> {
    await this.#database.write(() =>
      this.#database.sqlite
        .prepare('INSERT OR REPLACE INTO pin_attempt (token_key, attempted_at) VALUES (?, ?)')
        .run(tokenKey, Date.now()),
    )
  }

  async recordSuccess(tokenKey: string): Promise<void> {
    await this.#database.write(() =>
      this.#database.sqlite.prepare('DELETE FROM pin_attempt WHERE token_key = ?').run(tokenKey),
    )
  }
}
