/** Decides which things are announced now: each once, again while it lasts, and anew after it was gone for a while. */

const REPEAT_MS = 3_600_000
/** What comes back sooner was never really gone. */
const GONE_MS = 10_000

interface Remembered {
  readonly announcedAt: number
  /** When it was found to be gone; null while it is there. */
  readonly goneAt: number | null
}

export class QuietRepeats {
  #memory: ReadonlyMap<string, Remembered> | null = null

  /**
   * @param keys What is there now. What is there at the first look is in front of the person's eyes already.
   * @param now Milliseconds.
   * @returns Those to be announced.
   */
  look(keys: readonly string[], now: number): readonly string[] {
    const before = this.#memory
    const isDue = (key: string) => {
      const known = before?.get(key)
      if (known === undefined) return before !== null
      const isBack = known.goneAt !== null && now - known.goneAt > GONE_MS
      return isBack || now - known.announcedAt >= REPEAT_MS
    }
    const due = new Set(keys.filter(isDue))
    const there = keys.map((key) => {
      const announcedAt = due.has(key) ? now : (before?.get(key)?.announcedAt ?? now)
      return [key, { announcedAt, goneAt: null }] as const
    })
    const gone = [...(before ?? [])]
      .filter(([key, { announcedAt }]) => !keys.includes(key) && now - announcedAt < REPEAT_MS)
      .map(([key, { announcedAt, goneAt }]) => [key, { announcedAt, goneAt: goneAt ?? now }] as const)
    this.#memory = new Map<string, Remembered>([...there, ...gone])
    return [...due]
  }

  forget(): void {
    this.#memory = null
  }
}
