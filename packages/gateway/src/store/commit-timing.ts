/**
 * When the writes that wait are committed: at once while little goes on, and in a crowd as soon as a good part of it
 * has come, so that many share a commit and its sync.
 */

/** With fewer requests on their way nobody waits for others. */
const CROWD = 4
/** The part of a crowd whose writes make a group: the others are at the token, or with the disk. */
const PART = 3 / 8
const GROUP_MAX = 8
/** How long a crowd is waited for. */
const GATHER_MS = 2
/** How long what nobody waits for may wait for company. */
const LATER_MS = 20

export class CommitTiming {
  readonly #commit: () => void
  /** Requests that are on their way to a signature: whose writes may be expected. */
  readonly #onTheWay: () => number
  #soon: NodeJS.Immediate | null = null
  #timer: NodeJS.Timeout | null = null
  #dueMs = Number.POSITIVE_INFINITY

  constructor(commit: () => void, onTheWay: () => number) {
    this.#commit = commit
    this.#onTheWay = onTheWay
  }

  /** @param waiting Writes that wait by now. @param canWait Nobody waits for this one. */
  onWrite(waiting: number, canWait: boolean): void {
    if (this.#soon) return
    const crowd = this.#onTheWay()
    const enough = Math.min(GROUP_MAX, Math.ceil(crowd * PART))
    if (canWait) this.#within(LATER_MS)
    else if (crowd < CROWD || waiting >= enough) this.#atOnce()
    else this.#within(GATHER_MS)
  }

  /** The group is taken: what comes from now on is another one. */
  onGroup(): void {
    if (this.#soon) clearImmediate(this.#soon)
    if (this.#timer) clearTimeout(this.#timer)
    this.#soon = null
    this.#timer = null
    this.#dueMs = Number.POSITIVE_INFINITY
  }

  /** One turn of the event loop gathers the writes that arrive together. */
  #atOnce(): void {
    this.onGroup()
    this.#soon = setImmediate(this.#commit)
  }

  #within(ms: number): void {
    const dueMs = performance.now() + ms
    if (dueMs >= this.#dueMs) return
    this.onGroup()
    this.#dueMs = dueMs
    this.#timer = setTimeout(this.#commit, ms)
  }
}
