/** Bytes put together from runs of other bytes and text between them; one single run is handed out as it stands. */
export class ByteRuns {
  readonly #source: Buffer
  #out: Buffer | null = null
  #length = 0
  readonly #capacity: number
  /** The run that is not copied yet. */
  #from = 0
  #to = 0

  /** @param capacity About how many bytes there will be. */
  constructor(source: Buffer, capacity: number) {
    this.#source = source
    this.#capacity = capacity
  }

  keep(from: number, to: number): void {
    if (from !== this.#to) {
      this.#flush()
      this.#from = from
    }
    this.#to = to
  }

  /** @param text One character for each byte. */
  write(text: string): void {
    if (text === '') return
    this.#flush()
    const out = this.#room(text.length)
    this.#length += out.write(text, this.#length, 'latin1')
  }

  bytes(): Buffer {
    if (this.#out === null) return this.#source.subarray(this.#from, this.#to)
    this.#flush()
    return this.#out.subarray(0, this.#length)
  }

  #flush(): void {
    if (this.#to > this.#from) {
      const out = this.#room(this.#to - this.#from)
      this.#length += this.#source.copy(out, this.#length, this.#from, this.#to)
    }
    this.#from = this.#to
  }

  #room(wanted: number): Buffer {
    const old = this.#out
    if (old !== null && this.#length + wanted <= old.length) return old
    const larger = Buffer.allocUnsafe(Math.max(this.#capacity + 512, this.#length + wanted) * (old === null ? 1 : 2))
    old?.copy(larger, 0, 0, this.#length)
    this.#out = larger
    return larger
  }
}
