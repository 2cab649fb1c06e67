/** What the history says of calls that were refused: the first of a minute, and how many came with it, since anybody may call. */
import type { ErrorCode } from '@congky/shared'
import { EXCHANGE_SOURCE } from '../../domain/exchange-config.ts'
import type { HistoryEntry } from '../../domain/history-record.ts'

const WINDOW_MS = 60_000

export class RefusalNotes {
  readonly #now: () => number
  #openUntil = 0
  #untold = 0

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** @returns The note to be made, or null: it is counted for the next one. */
  next(code: ErrorCode, origin: string): HistoryEntry | null {
    if (this.#now() < this.#openUntil) {
      this.#untold++
      return null
    }
    const more = this.#untold === 0 ? [] : [`${this.#untold} more since the last note`]
    this.#openUntil = this.#now() + WINDOW_MS
    this.#untold = 0
    const note = ['call for customs refused', ...more].join('; ')
    return { kind: 'exchange', source: EXCHANGE_SOURCE, origin, code, note }
  }
}
