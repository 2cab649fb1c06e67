import { setTimeout as sleep } from 'node:timers/promises'
import { CongkyError } from '@congky/shared'

/** A database that hangs is given up on; its connection ends by its own limits a little later. */
const CHECK_MS = 30_000
/** Of all people together, those included that nobody waits for any more. */
const CHECKS_MAX = 6

/**
 * Where people reach out to databases that are no sources yet. Each person does one thing at a time: the next one
 * ends the waiting for the one before, as does going away. What reaches out is bounded in time and number, so that
 * nobody makes a scanner of the gateway.
 */
export class CheckDesk {
  readonly #waiting = new Map<string, AbortController>()
  #running = 0

  /**
   * @param who The name of an account.
   * @param left Aborts when the caller went away.
   * @throws {CongkyError} What the work throws; ERR_RATE_LIMITED, ERR_CHECK_ENDED.
   */
  async run<T>(who: string, left: AbortSignal, work: () => Promise<T>): Promise<T> {
    this.#waiting.get(who)?.abort()
    if (this.#running >= CHECKS_MAX) throw new CongkyError('ERR_RATE_LIMITED')
    const mine = new AbortController()
    this.#waiting.set(who, mine)
    this.#running++
    const worked = work().finally(() => this.#running--)
    try {
      const signal = AbortSignal.any([mine.signal, left])
      // Without an end of its own it is cut short by the signal, or by the time.
      const ended = sleep(CHECK_MS, null, { signal, ref: false }).catch(() => null)
      const answer = await Promise.race([worked.then((value) => ({ value })), ended])
      if (answer === null) throw new CongkyError('ERR_CHECK_ENDED', { seconds: CHECK_MS / 1000 })
      return answer.value
    } finally {
      worked.catch(() => {}) // Nobody waits for it any more.
      if (this.#waiting.get(who) === mine) this.#waiting.delete(who)
      mine.abort()
    }
  }
}
