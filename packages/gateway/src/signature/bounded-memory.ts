/** Values that are worth keeping for a while, by name: bounded in number and bytes, the oldest go first. */
export class BoundedMemory<V> {
  readonly #countMax: number
  readonly #bytesMax: number
  readonly #kept = new Map<string, { readonly value: V; readonly bytes: number }>()
  #bytes = 0

  constructor({ countMax, bytesMax }: { readonly countMax: number; readonly bytesMax: number }) {
    this.#countMax = countMax
    this.#bytesMax = bytesMax
  }

  get(key: string): V | null {
    return this.#kept.get(key)?.value ?? null
  }

  /** @param bytes About what it takes. */
  keep(key: string, value: V, bytes: number): void {
    this.drop(key)
    this.#kept.set(key, { value, bytes })
    this.#bytes += bytes
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#countMax && this.#bytes <= this.#bytesMax) return
      this.drop(oldest)
    }
  }

  drop(key: string): void {
    const known = this.#kept.get(key)
    if (!known) return
    this.#kept.delete(key)
    this.#bytes -= known.bytes
  }
}
