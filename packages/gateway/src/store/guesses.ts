/**
 * The durable memory of wrong guesses. A guess is counted before it is looked at and taken back when it was
 * right, so that a hundred at once count as a hundred, and a crash forgets none.
 */
import { CongkyError } from '@congky/shared'
import type Database from 'better-sqlite3'
import { FORGET_ADDRESS_MS, FORGET_GUESSES_MS, type GuessRule, isBurst, waitAfter } from '../domain/guess-limit.ts'
import type { HistoryEntry } from '../domain/history-record.ts'
import type { StateDatabase } from './database.ts'
import type { HistoryWriter } from './history.ts'

/** What guesses are counted by: an address, an account, both. */
export interface GuessSubject {
  readonly key: string
  readonly rule: GuessRule
}

/** A guess under way, with the count of wrong ones that it would bring each subject to. */
export interface Guess {
  readonly subjects: readonly GuessSubject[]
  readonly wrong: readonly number[]
}

interface GuessRow {
  readonly wrong: number
  readonly last_at: number
  readonly blocked_until: number
  readonly succeeded_at: number | null
}

export class GuessStore {
  readonly #database: StateDatabase
  readonly #history: HistoryWriter
  readonly #now: () => number
  readonly #row: Database.Statement<[string], GuessRow>

  /** @param now Milliseconds since 1970; tests let it run faster. */
  constructor(database: StateDatabase, history: HistoryWriter, now: () => number = Date.now) {
    this.#database = database
    this.#history = history
    this.#now = now
    this.#row = database.sqlite.prepare('SELECT * FROM guess WHERE subject = ?')
  }

  /**
   * Counts a guess that is about to be looked at as a wrong one.
   *
   * @throws {CongkyError} ERR_GUESSES_SLOWED: it is too early, and it does not count.
   */
  async begin(subjects: readonly GuessSubject[]): Promise<Guess> {
    // A flood of guesses that come too early should not keep the disk busy.
    this.#requireNoWait(subjects)
    return this.#database.write(() => {
      const now = this.#requireNoWait(subjects)
      this.#forgetOld(now)
      const wrong = subjects.map(({ key, rule }) => {
        const row = this.#current(key, now)
        const count = row.wrong + 1
        this.#save(key, { ...row, wrong: count, last_at: now, blocked_until: now + waitAfter(count, rule) })
        return count
      })
      return { subjects, wrong }
    })
  }

  /** The guess was right. */
  async succeed({ subjects }: Guess): Promise<void> {
    await this.#database.write(() => {
      const now = this.#now()
      for (const { key, rule } of subjects) {
        const row = this.#current(key, now)
        const wrong = rule.afterSuccess === 'forget' ? 0 : Math.max(0, row.wrong - 1)
        const blocked_until = row.last_at + waitAfter(wrong, rule)
        this.#save(key, { ...row, wrong, blocked_until, succeeded_at: now })
      }
    })
  }

  /** The guess was wrong: it stays counted, and a burst of them becomes a record of the history. */
  async fail({ subjects, wrong }: Guess, entry: Omit<HistoryEntry, 'kind' | 'code' | 'note'>): Promise<void> {
    const bursts = subjects.map(({ rule }, at) => (isBurst(wrong[at] ?? 0, rule) ? (wrong[at] ?? 0) : 0))
    const most = Math.max(0, ...bursts)
    if (most === 0) return
    await this.#history.append({ kind: 'account', code: 'ERR_GUESSES_SLOWED', ...entry, note: `${most} wrong guesses` })
  }

  /** Whether a right guess was made there lately. */
  hasSucceeded(key: string): boolean {
    const succeededAt = this.#row.get(key)?.succeeded_at ?? null
    return succeededAt !== null && succeededAt > this.#now() - FORGET_ADDRESS_MS
  }

  /** @returns The time it was asked at. @throws {CongkyError} ERR_GUESSES_SLOWED */
  #requireNoWait(subjects: readonly GuessSubject[]): number {
    const now = this.#now()
    // A clock that was set back must not make a wait longer than any wait is.
    const waits = subjects.map(({ key, rule }) => Math.min(this.#current(key, now).blocked_until - now, rule.waitMaxMs))
    const waitMs = Math.max(0, ...waits)
    if (waitMs > 0) throw new CongkyError('ERR_GUESSES_SLOWED', { seconds: Math.ceil(waitMs / 1000) })
    return now
  }

  #current(key: string, now: number): GuessRow {
    const row = this.#row.get(key)
    if (!row) return { wrong: 0, last_at: now, blocked_until: 0, succeeded_at: null }
    return row.last_at < now - FORGET_GUESSES_MS ? { ...row, wrong: 0, blocked_until: 0 } : row
  }

  #save(key: string, row: GuessRow): void {
    this.#database.sqlite
      .prepare(
        `INSERT OR REPLACE INTO guess (subject, wrong, last_at, blocked_until, succeeded_at)
         VALUES (@key, @wrong, @last_at, @blocked_until, @succeeded_at)`,
      )
      .run({ key, ...row })
  }

  #forgetOld(now: number): void {
    this.#database.sqlite
      .prepare('DELETE FROM guess WHERE last_at < ? AND (succeeded_at IS NULL OR succeeded_at < ?)')
      .run(now - FORGET_GUESSES_MS, now - FORGET_ADDRESS_MS)
  }
}
