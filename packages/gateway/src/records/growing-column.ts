/** A column of numbers that grows: an array twice as long takes over when one is full. */
type Numbers = Uint32Array | Float64Array

export class GrowingColumn {
  #values: Numbers
  #count = 0

  constructor(kind: 'integers' | 'times') {
    this.#values = kind === 'integers' ? new Uint32Array(1024) : new Float64Array(1024)
  }

  get count(): number {
    return this.#count
  }

  /** The array itself, for loops over many rows; what stands behind `count` means nothing. */
  get values(): Numbers {
    return this.#values
  }

  push(value: number): void {
    if (this.#count === this.#values.length) {
      const larger =
        this.#values instanceof Float64Array ? new Float64Array(this.#count * 2) : new Uint32Array(this.#count * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#count++] = value
  }

  set(at: number, value: number): void {
    this.#values[at] = value
  }

  get(at: number): number {
    return this.#values[at] ?? 0
  }

  /** Where a value stands in a column that only grows in value; -1 when it is not there. */
  find(value: number): number {
    const at = this.floor(value)
    return at >= 0 && this.get(at) === value ? at : -1
  }

  /** The last place, in a column that only grows in value, whose value is at most this; -1 when all are larger. */
  floor(value: number): number {
    let low = 0
    let high = this.#count - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      if (this.get(middle) <= value) low = middle + 1
      else high = middle - 1
    }
    return high
  }
}
