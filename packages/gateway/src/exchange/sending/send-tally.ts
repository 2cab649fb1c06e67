import { describeError, type SendView, toCongkyError } from '@congky/shared'
import type { Log } from '../../domain/log.ts'
import type { Outbox } from '../exchange-store.ts'

/** Messages whose states are counted. */
export const COUNTED_MAX = 500
const LOOK_MS = 5_000
const NOTHING: SendView = { signing: 0, waiting: 0, unknown: 0, held: 0, problem: null }

/**
 * How our messages stand, for the status: looked up from time to time, since their database may be far away and the
 * status has to be there at once.
 */
export class SendTally {
  readonly #outbox: Outbox
  readonly #log: Log
  #view = NOTHING
  #timer: NodeJS.Timeout | null = null
  #isLooking = false

  constructor(outbox: Outbox, log: Log) {
    this.#outbox = outbox
    this.#log = log
  }

  get view(): SendView {
    return this.#view
  }

  start(): void {
    this.#timer = setInterval(() => void this.#look(), LOOK_MS)
    void this.#look()
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      const messages = await this.#outbox.list(COUNTED_MAX)
      const count = (wanted: string) => messages.filter(({ state }) => state === wanted).length
      const [signing, waiting, unknown, held] = ['signing', 'waiting', 'unknown', 'held'].map(count)
      this.#view = { ...NOTHING, signing: signing ?? 0, waiting: waiting ?? 0, unknown: unknown ?? 0, held: held ?? 0 }
    } catch (error) {
      this.#note(error)
    } finally {
      this.#isLooking = false
    }
  }

  /** What was counted last stands on. */
  #note(error: unknown): void {
    if (this.#timer === null) return
    const { code, details } = toCongkyError(error)
    if (code === 'ERR_INTERNAL') this.#log.error({ err: error }, 'messages to customs could not be counted')
    const [en, vi] = [describeError(code, details, 'en'), describeError(code, details, 'vi')]
    const problem = { code, message: en.message, messageVi: vi.message, next: en.next, nextVi: vi.next }
    this.#view = { ...this.#view, problem }
  }
}
