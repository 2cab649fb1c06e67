/** Remembers values until a time, and no more of them than fit: the oldest go first. */
export class BoundedCache<T> {
  readonly #sizeMax: number
  readonly #kept = new Map<string, { readonly value: T; readonly size: number; readonly until: Date }>()
  #size = 0

  constructor({ sizeMax }: { readonly sizeMax: number }) {
    this.#sizeMax = sizeMax
  }

  get(key: string, now: Date): T | null {
    const kept = this.#kept.get(key)
    if (kept === undefined) return null
    if (now <= kept.until) return kept.value
    this.#drop(key)
    return null
  }

  /** @param place.size In the unit of the cache's largest size; what is larger than that is not kept. */
  keep(key: string, value: T, { size, until }: { readonly size: number; readonly until: Date }): void {
    this.#drop(key)
    if (size > this.#sizeMax) return
    this.#kept.set(key, { value, size, until })
    this.#size += size
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= this.#sizeMax) return
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    this.#size -= this.#kept.get(key)?.size ?? 0
    this.#kept.delete(key)
  }
}
