/**
 * How long a token's signature may take before its driver counts as hung.
 *
 * A driver whose token was pulled out may hang instead of saying so, and the configured limit is made for the
 * slowest token there is. A token that was seen to sign in a fraction of a second is given up on sooner, so
 * that it signs again soon after it was plugged in. Giving up wrongly costs a restart of the driver, and the
 * new process is judged by the full limit again until it has shown its pace.
 */

/** Answers that show a token's pace. */
const ANSWERS_MIN = 3
/** So many times the slowest answer is out of pace. */
const OUT_OF_PACE = 5
/** Never less, in milliseconds: a busy host stops a process for a while too. */
const LIMIT_MS_MIN = 2_000

export class LearnedLimit {
  readonly #maxMs: number
  #answers = 0
  #slowestMs = 0

  /** @param maxMs The configured limit, which is never exceeded. */
  constructor(maxMs: number) {
    this.#maxMs = maxMs
  }

  get ms(): number {
    if (this.#answers < ANSWERS_MIN) return this.#maxMs
    return Math.min(this.#maxMs, Math.max(LIMIT_MS_MIN, OUT_OF_PACE * this.#slowestMs))
  }

  /** An answer came after so long. */
  answered(ms: number): void {
    this.#answers++
    this.#slowestMs = Math.max(this.#slowestMs, ms)
  }
}
