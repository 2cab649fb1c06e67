/** Signatures that fail one after the other, before the token is put aside as faulty. */
const FAILED_MAX = 5
/** Wrong signatures in a row, before the token is put aside. */
const WRONG_MAX = 3
/**
 * A report of a wrong signature comes when the pipeline has verified it, and by then others are signed.
 * Reports with no more than this many signatures between them count as "in a row".
 */
const IN_ROW_WITHIN = 16

/** Counts what goes wrong with one token's signatures, and says when it is too much. */
export class SignatureHealth {
  #failedInRow = 0
  #wrongInRow = 0
  #signedSinceWrong = 0

  signed(): void {
    this.#failedInRow = 0
    this.#signedSinceWrong++
  }

  /** A signature came to nothing: crash, hang, loss. @returns Whether the token should be put aside. */
  failed(): boolean {
    return ++this.#failedInRow >= FAILED_MAX
  }

  /** A signature did not verify. @returns Whether the token should be put aside. */
  wrong(): boolean {
    this.#wrongInRow = this.#signedSinceWrong <= IN_ROW_WITHIN ? this.#wrongInRow + 1 : 1
    this.#signedSinceWrong = 0
    return this.#wrongInRow >= WRONG_MAX
  }
}
