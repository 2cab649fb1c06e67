/** Documents beyond this size are read back when they leave; it is the small ones that come by the thousand. */
const DOCUMENT_BYTES_MAX = 64 * 1024
/** Of all that are kept together; beyond it the oldest are read back. */
const BYTES_MAX = 4 * 1024 * 1024

/**
 * Signed documents between the write that stored them and the answer that takes them out, which comes within
 * milliseconds and asks once: kept until then, so that they need not be read back.
 */
export class LeavingDocuments {
  readonly #documents = new Map<string, Uint8Array>()
  #bytes = 0

  put(jobId: string, document: Uint8Array): void {
    this.take(jobId)
    if (document.length > DOCUMENT_BYTES_MAX) return
    this.#documents.set(jobId, document)
    this.#bytes += document.length
    for (const [oldest] of this.#documents) {
      if (this.#bytes <= BYTES_MAX) break
      this.take(oldest)
    }
  }

  /** A document, once; undefined when it has to be read. */
  take(jobId: string): Uint8Array | undefined {
    const document = this.#documents.get(jobId)
    if (document === undefined) return undefined
    this.#documents.delete(jobId)
    this.#bytes -= document.length
    return document
  }

  /** Writes were undone. */
  clear(): void {
    this.#documents.clear()
    this.#bytes = 0
  }
}
