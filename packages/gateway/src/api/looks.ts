/** Who read what, on record; opening the same page again and again is one look. */
import type { HistoryEntry } from '../domain/history-record.ts'
import type { HistoryWriter } from '../store/history.ts'

/** One look of one person is recorded once in that time. */
const LOOK_MS = 10 * 60_000
const LOOKS_MAX = 1_000

export class Looks {
  readonly #history: Pick<HistoryWriter, 'append'>
  readonly #last = new Map<string, number>()

  constructor(history: Pick<HistoryWriter, 'append'>) {
    this.#history = history
  }

  async record(entry: HistoryEntry): Promise<void> {
    const key = JSON.stringify(entry)
    const now = Date.now()
    if (now - (this.#last.get(key) ?? 0) < LOOK_MS) return
    await this.#history.append(entry)
    if (this.#last.size >= LOOKS_MAX) this.#last.clear()
    this.#last.set(key, now)
  }
}
