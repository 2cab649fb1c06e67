/**
 * Addresses from which access keys come that never were any. With 256 bits nobody guesses one, so this keeps
 * the noise down: after some, an address is told to wait instead of being looked up again and again. A valid
 * key is never refused for the wrong ones beside it, since a whole office may share an address.
 */
import { CongkyError } from '@congky/shared'
import type { Log } from '../domain/log.ts'

const WINDOW_MS = 60_000
const WRONG_KEYS_MAX = 20
/** Addresses remembered; beyond it the oldest is forgotten. */
const ADDRESSES_MAX = 10_000

export class WrongKeys {
  readonly #log: Log
  readonly #byAddress = new Map<string, { count: number; readonly endsAtMs: number }>()

  constructor(log: Log) {
    this.#log = log
  }

  get size(): number {
    return this.#byAddress.size
  }

  /** Counts one. @throws {CongkyError} ERR_RATE_LIMITED once there were too many within a minute. */
  count(address: string, nowMs = performance.now()): void {
    const known = this.#byAddress.get(address)
    if (known === undefined || known.endsAtMs <= nowMs) {
      this.#byAddress.delete(address)
      this.#byAddress.set(address, { count: 1, endsAtMs: nowMs + WINDOW_MS })
      const [oldest] = this.#byAddress.keys()
      if (this.#byAddress.size > ADDRESSES_MAX && oldest !== undefined) this.#byAddress.delete(oldest)
      return
    }
    known.count += 1
    if (known.count <= WRONG_KEYS_MAX) return
    if (known.count === WRONG_KEYS_MAX + 1) this.#log.warn({ address }, 'many wrong access keys from one address')
    throw new CongkyError('ERR_RATE_LIMITED', { retryAfterMs: Math.ceil(known.endsAtMs - nowMs) })
  }
}
