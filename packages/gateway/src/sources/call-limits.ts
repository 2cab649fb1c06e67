/**
 * What one workstation may ask of the gateway: so many calls a minute, and so many connections and calls at a
 * time. Each has its own measure, so that one that asks too much takes nothing from the others.
 *
 * The rate is a bucket of tokens that holds a minute's worth and refills evenly: a burst after a quiet time
 * is fine. Memory: one entry a workstation, gone again when its bucket is full and nothing is open.
 */
import { CongkyError } from '@congky/shared'
import type { Limits } from '../domain/gateway-config.ts'

type CallLimitsConfig = Pick<Limits, 'requestsPerMinutePerWorkstation' | 'connectionsPerWorkstationMax'>

interface Measure {
  tokens: number
  atMs: number
  open: number
}

const MINUTE_MS = 60_000
/** Entries beyond which those of quiet workstations are dropped. */
const SWEEP_AT = 1_000

export class CallLimits {
  readonly #limits: () => CallLimitsConfig
  readonly #nowMs: () => number
  readonly #measures = new Map<string, Measure>()

  constructor(limits: () => CallLimitsConfig, nowMs: () => number = () => performance.now()) {
    this.#limits = limits
    this.#nowMs = nowMs
  }

  /** Counts one call. @throws {CongkyError} ERR_RATE_LIMITED, with `retryAfterMs` in its details. */
  take(workstationId: string): void {
    const measure = this.#refilled(workstationId)
    if (measure.tokens < 1) {
      const perMs = this.#limits().requestsPerMinutePerWorkstation / MINUTE_MS
      throw new CongkyError('ERR_RATE_LIMITED', { retryAfterMs: Math.ceil((1 - measure.tokens) / perMs) })
    }
    measure.tokens -= 1
  }

  /** Counts what must not be refused; the calls that follow pay for it, at most a minute's worth. */
  charge(workstationId: string, calls: number): void {
    const measure = this.#refilled(workstationId)
    measure.tokens = Math.max(measure.tokens - calls, -this.#limits().requestsPerMinutePerWorkstation)
  }

  /**
   * Counts one connection or call that is open.
   *
   * @returns How to say that it ended; saying so twice is fine.
   * @throws {CongkyError} ERR_TOO_MANY_CONNECTIONS
   */
  enter(workstationId: string): () => void {
    const measure = this.#refilled(workstationId)
    const limit = this.#limits().connectionsPerWorkstationMax
    if (measure.open >= limit) throw new CongkyError('ERR_TOO_MANY_CONNECTIONS', { limit })
    measure.open += 1
    let isOpen = true
    return () => {
      if (isOpen) measure.open -= 1
      isOpen = false
    }
  }

  #refilled(workstationId: string): Measure {
    const capacity = this.#limits().requestsPerMinutePerWorkstation
    const now = this.#nowMs()
    const known = this.#measures.get(workstationId)
    if (known) {
      known.tokens = Math.min(capacity, known.tokens + ((now - known.atMs) * capacity) / MINUTE_MS)
      known.atMs = now
      return known
    }
    if (this.#measures.size >= SWEEP_AT) this.#sweep(now)
    const measure = { tokens: capacity, atMs: now, open: 0 }
    this.#measures.set(workstationId, measure)
    return measure
  }

  #sweep(now: number): void {
    for (const [id, { atMs, open }] of this.#measures) {
      // After two minutes even the deepest debt is paid.
      if (open === 0 && now - atMs > 2 * MINUTE_MS) this.#measures.delete(id)
    }
  }
}
