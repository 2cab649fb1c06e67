/**
 * Makes the write-ahead log durable on a thread of Node's pool, and tells the authors of writes. What is committed
 * while the disk is busy goes with the next sync.
 */
import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs'
import { CongkyError } from '@congky/shared'

/** Ends a write's promise: well, or with the failure that nobody can call durable. */
export type Settle = (failure: CongkyError | null) => void

export class LogSync {
  /** For syncing only. SQLite keeps no locks on this file that closing ours could drop. */
  readonly #file: number
  /** Committed writes, in order, to be told of the next sync. */
  #waiting: Settle[] = []
  /** Those that the sync under way makes durable; null: there is none. */
  #inHand: Settle[] | null = null
  #isClosed = false
  /**
   * Set once the disk refused a sync: what it holds is unknown then, so nothing is written any more until the
   * next start reads from the disk what is really there.
   */
  #failure: CongkyError | null = null
  /** Resolves with ERR_STORE_FAILED when that happens: whoever runs the gateway should end it then. */
  readonly failed: Promise<CongkyError>
  #onFailed: (failure: CongkyError) => void = () => {}

  constructor(file: string) {
    this.#file = openSync(file, 'r+')
    this.failed = new Promise((resolve) => (this.#onFailed = resolve))
  }

  get failure(): CongkyError | null {
    return this.#failure
  }

  /** Writes that were just committed, to be told when they are durable. */
  add(committed: readonly Settle[]): void {
    this.#waiting.push(...committed)
    this.#next()
  }

  /**
   * Resolves when everything that was committed by now is durable.
   *
   * @throws {CongkyError} ERR_STORE_FAILED: some of it may never be.
   */
  async durable(): Promise<void> {
    // The sync under way has all of it, unless something was committed since it began.
    const round = this.#waiting.length > 0 ? this.#waiting : this.#inHand
    if (round) await new Promise<void>((resolve, reject) => round.push(toSettle(resolve, reject)))
    else if (this.#failure) throw this.#failure
  }

  /** Waits for the disk. */
  now(): void {
    fdatasyncSync(this.#file)
  }

  /** Syncs what is committed, tells everybody, and closes the file. */
  close(): void {
    this.#isClosed = true
    if (!this.#failure) this.now()
    const told = [...(this.#inHand ?? []), ...this.#waiting]
    this.#inHand = null
    this.#waiting = []
    this.#tell(told)
    closeSync(this.#file)
  }

  /** Begins a sync of what waits, unless one is under way. */
  #next(): void {
    if (this.#inHand || this.#waiting.length === 0) return
    const inHand = this.#waiting
    this.#inHand = inHand
    this.#waiting = []
    fdatasync(this.#file, (cause) => {
      // Closing has synced everything itself, and has taken the file away under this call.
      if (this.#isClosed) return
      if (cause) this.#fail(cause)
      // Over before anybody hears of it: who hears may write, and ask what is durable.
      this.#inHand = null
      this.#tell(inHand)
      this.#next()
    })
  }

  #tell(told: readonly Settle[]): void {
    for (const settle of told) settle(this.#failure)
  }

  #fail(cause: Error): void {
    this.#failure ??= new CongkyError('ERR_STORE_FAILED', {}, { cause })
    this.#onFailed(this.#failure)
  }
}

export function toSettle(resolve: () => void, reject: (failure: CongkyError) => void): Settle {
  return (failure) => (failure ? reject(failure) : resolve())
}
