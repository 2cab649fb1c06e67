/**
 * A queue that takes turns: each key (a source, a workstation) has a line of its own, and the lines are
 * served one item each in rotation, so that ten thousand rows of one do not keep a single document of
 * another waiting.
 */
export class FairQueue<T> {
  /** Lines in the order of their next turn; a Map keeps insertion order. */
  readonly #lines = new Map<string, T[]>()
  #size = 0

  get size(): number {
    return this.#size
  }

  push(key: string, item: T): void {
    const line = this.#lines.get(key)
    if (line) line.push(item)
    else this.#lines.set(key, [item])
    this.#size++
  }

  /** The next item, or undefined when the queue is empty. Its line goes to the end of the rotation. */
  shift(): T | undefined {
    const first = this.#lines.entries().next().value
    if (!first) return undefined
    const [key, line] = first
    const item = line.shift()
    this.#lines.delete(key)
    if (line.length > 0) this.#lines.set(key, line)
    this.#size--
    return item
  }

  /** Takes one item out of its line. @returns Whether it was there. */
  remove(key: string, item: T): boolean {
    const line = this.#lines.get(key)
    const index = line?.indexOf(item) ?? -1
    if (!line || index < 0) return false
    line.splice(index, 1)
    if (line.length === 0) this.#lines.delete(key)
    this.#size--
    return true
  }

  /** How many items are served before this one if nothing else arrives; -1 when it is not queued. */
  position(key: string, matches: (item: T) => boolean): number {
    const rank = this.#lines.get(key)?.findIndex(matches) ?? -1
    if (rank < 0) return -1
    let ahead = rank
    let isBefore = true
    for (const [other, line] of this.#lines) {
      if (other === key) isBefore = false
      else ahead += Math.min(line.length, isBefore ? rank + 1 : rank)
    }
    return ahead
  }
}
