import type { Link } from './platform.ts'

/** After so many beats without a sign of life a link is dead: with beats of 4 s, at most 12 s later. */
const SILENT_BEATS_MAX = 3

/**
 * Watches whether a link is alive. TCP alone notices a pulled cable only after minutes, and an idle link
 * never; so each beat asks for a sign of life.
 */
export class Heartbeat {
  readonly #timer: ReturnType<typeof setInterval>
  #silentBeats = 0
  #bufferedBytes = 0

  constructor(link: Link, everyMs: number, onDead: () => void) {
    this.#timer = setInterval(() => {
      // A large document on its way out delays the pong behind it; bytes that leave show life as well.
      const leaving = link.bufferedBytes < this.#bufferedBytes
      this.#bufferedBytes = link.bufferedBytes
      this.#silentBeats = leaving ? 0 : this.#silentBeats + 1
      if (this.#silentBeats < SILENT_BEATS_MAX) link.ping()
      else onDead()
    }, everyMs)
  }

  alive(): void {
    this.#silentBeats = 0
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
