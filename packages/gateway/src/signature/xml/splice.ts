/**
 * Putting a signature into a document without touching anything else: a signed document is runs of the
 * original bytes with our own text between them, and the signature value in its place.
 */

import type { ElementMap } from './element-map.ts'
import { skipName } from './tag-bytes.ts'

/** One change: `remove` bytes at `at` give way to our text. */
export interface Edit {
  readonly at: number
  readonly remove: number
  /** One text, or two with the signature value between them. */
  readonly insert: readonly [string] | readonly [string, string]
}

/** The signed document: the original with every edit made. */
export function applyEdits(bytes: Uint8Array, edits: readonly Edit[], signatureValue: string): Buffer {
  const parts: Uint8Array[] = []
  let kept = 0
  for (const { at, remove, insert } of [...edits].sort((a, b) => a.at - b.at)) {
    if (at < kept) throw new Error('edits overlap')
    parts.push(bytes.subarray(kept, at), Buffer.from(insert.join(signatureValue)))
    kept = at + remove
  }
  parts.push(bytes.subarray(kept))
  return Buffer.concat(parts)
}

/** The bytes of one element of a document: what edits are made of. */
export class ElementSpan {
  readonly #bytes: Buffer
  readonly #start: number
  readonly #end: number

  constructor(elements: ElementMap, number: number) {
    this.#bytes = elements.bytes
    this.#start = elements.start(number)
    this.#end = elements.end(number)
  }

  /** The name in the start tag as written, prefix and all. */
  get tagName(): string {
    return this.#bytes.toString('utf8', this.#start + 1, skipName(this.#bytes, this.#start + 1))
  }

  /** The start tag as written, but never self-closing. */
  get startTag(): string {
    const close = this.#startTagClose()
    const text = this.#bytes.toString('utf8', this.#start, close)
    return `${text.endsWith('/') ? text.slice(0, -1) : text}>`
  }

  get text(): string {
    return this.#bytes.toString('utf8', this.#start, this.#end)
  }

  /** The bytes between its tags, as written. */
  get inner(): Buffer {
    return this.#isSelfClosing() ? Buffer.alloc(0) : this.#bytes.subarray(this.#startTagClose() + 1, this.#endTag())
  }

  /** Adds an attribute behind the name. The value must need no escaping. */
  addAttribute(name: string, value: string): Edit {
    return { at: skipName(this.#bytes, this.#start + 1), remove: 0, insert: [` ${name}="${value}"`] }
  }

  /** Adds text before the end tag; opens `<X/>` to `<X>…</X>` for it. */
  append(before: string, after: string): Edit {
    if (!this.#isSelfClosing()) return { at: this.#endTag(), remove: 0, insert: [before, after] }
    return { at: this.#end - 2, remove: 2, insert: [`>${before}`, `${after}</${this.tagName}>`] }
  }

  /** Puts text between its tags, in place of what stands there. */
  fill(before: string, after: string): Edit {
    if (this.#isSelfClosing()) return this.append(before, after)
    const at = this.#startTagClose() + 1
    return { at, remove: this.#endTag() - at, insert: [before, after] }
  }

  replace(before: string, after: string): Edit {
    return { at: this.#start, remove: this.#end - this.#start, insert: [before, after] }
  }

  #isSelfClosing(): boolean {
    return this.#bytes[this.#end - 2] === 0x2f
  }

  /** An end tag holds a name and blanks only, so the last `<` is its own. */
  #endTag(): number {
    return this.#bytes.lastIndexOf(0x3c, this.#end - 1)
  }

  /** Offset of the `>` that ends the start tag; one inside quotes belongs to a value. */
  #startTagClose(): number {
    let quote = 0
    for (let at = this.#start; at < this.#end; at++) {
      const code = this.#bytes[at]
      if (quote !== 0) {
        if (code === quote) quote = 0
      } else if (code === 0x3e) return at
      else if (code === 0x22 || code === 0x27) quote = code
    }
    return this.#end - 1
  }
}
