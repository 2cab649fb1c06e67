/**
 * The lane of one token: its signatures pass here, in turn.
 * Why a lane: C_SignInit and C_Sign are two calls on one session, and a session does one operation at a time
 * (PKCS#11 v2.30, 6.7.6). Two jobs that interleave get CKR_OPERATION_ACTIVE.
 *
 * Owns the queue before the token: bounded, fair between sources and workstations, and each place in it can
 * be given up. What is behind the lane does one job at a time, in order; the lane hands it the next ones
 * early, so that it never waits for us between two. Knows nothing of PKCS#11, PINs or documents.
 */
import { CongkyError } from '@congky/shared'
import { FairQueue } from '../domain/fair-queue.ts'

export interface LaneTurn {
  /** Lanes take turns between these keys. */
  readonly fairnessKey: string
  /** Gives the place up. A job that was handed over goes on, and its result is thrown away. */
  readonly signal?: AbortSignal
}

/** Jobs handed over at the same time: the one that is done, and the next. USB tokens need 100 ms and more for each. */
const HANDED_OVER_MIN = 2
/** A job that was handed over cannot be given up any more, and another source's waits behind it. */
const HANDED_OVER_MAX = 16
/** A quick device gets enough to do for so long, in milliseconds: we may be busy elsewhere before we look again. */
const AHEAD_MS = 10
/** The share of the latest job in what a device is believed to take. */
const LATEST = 0.2

export class TokenLane {
  readonly #token: { readonly name: string }
  readonly #queueMax: number
  readonly #queue = new FairQueue<() => Promise<void>>()
  readonly #running = new Set<Promise<void>>()
  /** What a job takes the device, in milliseconds. */
  #paceMs = AHEAD_MS
  #endedAt = 0

  /**
   * @param token Its name, as it is by then, is for error texts.
   * @param queueMax Jobs in the lane, those handed over included.
   */
  constructor(token: { readonly name: string }, queueMax: number) {
    this.#token = token
    this.#queueMax = queueMax
  }

  /** Jobs in the lane, those handed over included. */
  get length(): number {
    return this.#queue.size + this.#running.size
  }

  /**
   * Runs a job when its turn comes, at once when the lane is empty.
   *
   * @throws {CongkyError} ERR_TOKEN_BUSY: the lane is full. ERR_CANCELLED: `signal` fired first. Else what the job throws.
   */
  run<T>(job: () => Promise<T>, { fairnessKey, signal }: LaneTurn): Promise<T> {
    if (signal?.aborted) return Promise.reject(new CongkyError('ERR_CANCELLED'))
    if (this.length >= this.#queueMax) {
      return Promise.reject(new CongkyError('ERR_TOKEN_BUSY', { token: this.#token.name, limit: this.#queueMax }))
    }
    return new Promise<T>((resolve, reject) => {
      const cancel = () => {
        this.#queue.remove(fairnessKey, turn)
        reject(new CongkyError('ERR_CANCELLED'))
      }
      const turn = async () => {
        const startedAt = performance.now()
        try {
          resolve(await job())
        } catch (error) {
          reject(error)
        } finally {
          signal?.removeEventListener('abort', cancel)
          this.#learnPace(startedAt)
        }
      }
      signal?.addEventListener('abort', cancel, { once: true })
      this.#queue.push(fairnessKey, turn)
      this.#next()
    })
  }

  /** Resolves when the jobs handed over by now have ended. */
  async finishRunning(): Promise<void> {
    await Promise.all(this.#running)
  }

  /** A job ended, whose turn came when the one before ended, or when it was handed over. */
  #learnPace(handedOverAt: number): void {
    const now = performance.now()
    this.#paceMs += LATEST * (now - Math.max(handedOverAt, this.#endedAt) - this.#paceMs)
    this.#endedAt = now
  }

  get #handedOverMax(): number {
    return Math.min(HANDED_OVER_MAX, Math.max(HANDED_OVER_MIN, Math.ceil(AHEAD_MS / this.#paceMs)))
  }

  #next(): void {
    while (this.#running.size < this.#handedOverMax) {
      const turn = this.#queue.shift()
      if (!turn) return
      const running = turn().then(() => {
        this.#running.delete(running)
        this.#next()
      })
      this.#running.add(running)
    }
  }
}
