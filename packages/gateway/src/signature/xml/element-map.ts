/**
 * Where each element of a document stands, by its number in document order: what joins an element that
 * libxml2 found to its bytes, since libxml2 itself knows lines only. Three integers an element.
 */
export class ElementMap {
  #count = 0
  #starts = new Int32Array(256)
  #ends = new Int32Array(256)
  #parents = new Int32Array(256)

  get count(): number {
    return this.#count
  }

  /** Adds the element whose start tag begins at `start`; the root has the parent -1. Returns its number. */
  add(start: number, parent: number): number {
    if (this.#count === this.#starts.length) this.#grow()
    this.#starts[this.#count] = start
    this.#parents[this.#count] = parent
    return this.#count++
  }

  /** Tells where an element ends: the offset after its last `>`. */
  close(number: number, end: number): void {
    this.#ends[number] = end
  }

  /** Offset of the `<` of its start tag. */
  start(number: number): number {
    return this.#starts[number] ?? 0
  }

  end(number: number): number {
    return this.#ends[number] ?? 0
  }

  /** The numbers of its ancestors, the root first. */
  ancestors(number: number): number[] {
    const path: number[] = []
    for (let at = this.#parents[number] ?? -1; at >= 0; at = this.#parents[at] ?? -1) path.push(at)
    return path.reverse()
  }

  #grow(): void {
    const larger = (old: Int32Array<ArrayBuffer>) => {
      const copy = new Int32Array(old.length * 2)
      copy.set(old)
      return copy
    }
    this.#starts = larger(this.#starts)
    this.#ends = larger(this.#ends)
    this.#parents = larger(this.#parents)
  }
}
