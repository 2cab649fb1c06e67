/** Of one refused document. */
const DOCUMENT_BYTES_MAX = 1024 * 1024
/** Of all of them in an hour: thousands of certificates of origin as they are in practice. */
const HOURLY_BYTES_MAX = 64 * 1024 * 1024
const HOUR_MS = 3_600_000

/** What is kept of refused documents, for their answers: whoever is refused again and again does not fill the disk. */
export class RefusedRoom {
  #bytes = 0
  #since = Number.NEGATIVE_INFINITY

  /** @param now Milliseconds. @returns Whether the document may be kept; it is counted then. */
  take(bytes: number, now: number): boolean {
    // A clock that was set back begins anew as well.
    if (now - this.#since >= HOUR_MS || now < this.#since) {
      this.#bytes = 0
      this.#since = now
    }
    if (bytes > DOCUMENT_BYTES_MAX || this.#bytes + bytes > HOURLY_BYTES_MAX) return false
    this.#bytes += bytes
    return true
  }
}
