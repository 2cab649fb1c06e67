/**
 * Copies of documents that the threads read. A document goes to them three times (inspect, plan, complete), and is copied
 * once: its copy lives as long as the document itself, and nobody writes to either.
 */
import { shareInSlices } from '../domain/in-slices.ts'

export class SharedCopies {
  readonly #copies = new WeakMap<Uint8Array, Promise<Uint8Array<SharedArrayBuffer>>>()

  /** @throws {RangeError} There is no memory for it. */
  of(document: Uint8Array): Promise<Uint8Array> {
    const known = this.#copies.get(document)
    if (known) return known
    const copy = shareInSlices(document)
    this.#copies.set(document, copy)
    // The next job with this document may find memory again.
    copy.catch(() => this.#copies.delete(document))
    return copy
  }
}
