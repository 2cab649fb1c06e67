import type { TableSourceConfig } from '../../domain/gateway-config.ts'

/** A row waits at most so much longer than nothing came before it, on top of the shortest pause. */
const SHARE = 1 / 20

/**
 * How long a source waits before it looks for rows again: the longer nothing came, the longer, within the configured
 * bounds, so that a database without work is left in peace. When something comes it is looked at often at once.
 */
export class PollPace {
  readonly #config: Pick<TableSourceConfig, 'pollMs' | 'idlePollMs'>
  readonly #now: () => number
  #cameAt: number

  constructor(config: Pick<TableSourceConfig, 'pollMs' | 'idlePollMs'>, now: () => number = () => performance.now()) {
    this.#config = config
    this.#now = now
    this.#cameAt = now()
  }

  /** Something came. */
  came(): void {
    this.#cameAt = this.#now()
  }

  /** For how long nothing came. */
  get idleMs(): number {
    return this.#now() - this.#cameAt
  }

  /** How long a pause is now. */
  get pauseMs(): number {
    const { pollMs, idlePollMs } = this.#config
    return Math.max(pollMs, Math.min(this.idleMs * SHARE, idlePollMs))
  }

  /** A tenth more or less, so that several gateways do not poll in step. */
  nextMs(): number {
    return this.pauseMs * (0.9 + Math.random() * 0.2)
  }
}
