/**
 * Rings when a time has passed, unless it was set anew or cleared before. For what is set anew thousands of times a
 * second and hardly ever rings: a timer runs at most once for each, and is looked at only when it ends.
 */
export class Alarm {
  readonly #onRing: () => void
  #timer: NodeJS.Timeout | null = null
  /** When the timer ends, as `performance.now` tells it. */
  #timerEndsAt = 0
  #dueAt = Number.POSITIVE_INFINITY

  constructor(onRing: () => void) {
    this.#onRing = onRing
  }

  /** @param now What `performance.now` tells. */
  set(ms: number, now: number): void {
    this.#dueAt = now + ms
    if (this.#timer && this.#timerEndsAt <= this.#dueAt) return
    this.#start(ms, now)
  }

  /** A timer that runs may go on, for the next time: it rings for nobody. */
  clear(): void {
    this.#dueAt = Number.POSITIVE_INFINITY
  }

  /** For good: nothing is left running. */
  stop(): void {
    this.clear()
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  #start(ms: number, now: number): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timerEndsAt = now + ms
    this.#timer = setTimeout(() => this.#timerEnded(), ms)
  }

  #timerEnded(): void {
    this.#timer = null
    if (this.#dueAt === Number.POSITIVE_INFINITY) return
    const now = performance.now()
    if (now < this.#dueAt) {
      this.#start(Math.ceil(this.#dueAt - now), now)
    } else {
      this.clear()
      this.#onRing()
    }
  }
}
