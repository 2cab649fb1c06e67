/**
 * Cuts one element out of the canonical form of its document, as that comes in pieces. Without comments and instructions
 * each `<` begins a tag there, each start tag has its end tag, and values stand in double quotes.
 */
import { GT, LT, QUOTE, SLASH } from './tag-bytes.ts'

export class ElementCut {
  readonly #startTag: Buffer | null
  readonly #sink: (piece: Uint8Array) => void
  /** Elements that begin before it. */
  #before: number
  /** Elements open, from it on. */
  #depth = 0
  #state: 'before' | 'start tag' | 'inside' | 'end tag' | 'behind' = 'before'
  /** Whether the byte before was the `<` of a tag. */
  #isTag = false
  #isQuoted = false

  /**
   * @param number Of the element, in document order.
   * @param startTag What stands for its start tag; null: the one that it has.
   */
  constructor(number: number, startTag: Buffer | null, sink: (piece: Uint8Array) => void) {
    this.#before = number
    this.#startTag = startTag
    this.#sink = sink
  }

  get isComplete(): boolean {
    return this.#state === 'behind'
  }

  write(piece: Uint8Array): void {
    let at = 0
    let from = 0
    while (at < piece.length && this.#state !== 'behind') {
      switch (this.#state) {
        case 'before':
          at = this.#toTag(piece, at)
          if (this.#state !== 'before') from = at
          break
        case 'start tag':
          from = at = this.#pastStartTag(piece, at)
          break
        case 'inside':
          at = this.#toTag(piece, at)
          break
        case 'end tag':
          at = piece.indexOf(GT, at) + 1
          if (at === 0) at = piece.length
          else {
            this.#sink(piece.subarray(from, at))
            this.#state = 'behind'
          }
      }
    }
    if ((this.#state === 'inside' || this.#state === 'end tag') && from < piece.length) this.#sink(piece.subarray(from))
  }

  /** To the next tag's first byte behind its `<`, or to the end. */
  #toTag(piece: Uint8Array, from: number): number {
    let at = from
    if (!this.#isTag) {
      while (at < piece.length && piece[at] !== LT) at++
      if (at === piece.length) return at
      this.#isTag = true
      if (++at === piece.length) return at
    }
    this.#isTag = false
    this.#tag(piece[at] !== SLASH)
    return at
  }

  #tag(opens: boolean): void {
    if (this.#state === 'before') {
      if (!opens || this.#before-- > 0) return
      this.#depth = 1
      this.#state = this.#startTag === null ? 'inside' : 'start tag'
      this.#sink(this.#startTag ?? Buffer.of(LT))
    } else {
      this.#depth += opens ? 1 : -1
      if (this.#depth === 0) this.#state = 'end tag'
    }
  }

  #pastStartTag(piece: Uint8Array, from: number): number {
    for (let at = from; at < piece.length; at++) {
      if (piece[at] === QUOTE) this.#isQuoted = !this.#isQuoted
      else if (piece[at] === GT && !this.#isQuoted) {
        this.#state = 'inside'
        return at + 1
      }
    }
    return piece.length
  }
}
