/**
 * A document as the second reader found it: where each element stands in the bytes, and where the canonical form
 * differs from what is written. Elements go by their number in document order.
 */
import { fromBytes } from './characters.ts'
import { NamespaceScope } from './namespace-scope.ts'
import { NotOrdinary } from './not-ordinary.ts'

/** Text is one character for each byte of UTF-8. */
export interface ReceivedAttribute {
  readonly prefix: string
  readonly local: string
  /** As XML takes it: references resolved, line ends made blanks. */
  readonly value: string
}

/** A place whose canonical form is other than its bytes. */
export interface Mark {
  readonly at: number
  readonly end: number
  /** `tag`: a start tag, or an empty element as a whole. */
  readonly kind: 'text' | 'comment' | 'instruction' | 'tag'
  /** What is canonical; of a tag, it depends on what is around it. */
  readonly text: string
  readonly element: number
}

/** A comment or an instruction beside the root. */
export interface Beside {
  readonly isComment: boolean
  readonly isBefore: boolean
  /** In canonical form. */
  readonly text: string
}

export const NO_ATTRIBUTES: readonly ReceivedAttribute[] = []

export class ReceivedDocument {
  readonly bytes: Buffer
  readonly marks: Mark[] = []
  readonly beside: Beside[] = []
  /** Attributes that are Ids to some reader. */
  readonly ids: { readonly value: string; readonly element: number }[] = []
  readonly #starts: number[] = []
  readonly #locals: number[] = []
  readonly #nameEnds: number[] = []
  readonly #tagEnds: number[] = []
  readonly #closes: number[] = []
  readonly #ends: number[] = []
  readonly #parents: number[] = []
  readonly #nexts: number[] = []
  readonly #scopes: NamespaceScope[] = []
  readonly #attributes: (readonly ReceivedAttribute[])[] = []

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  get count(): number {
    return this.#starts.length
  }

  /** @param local Where its name begins behind the prefix. */
  add(start: number, local: number, nameEnd: number, parent: number): number {
    this.#locals.push(local)
    this.#nameEnds.push(nameEnd)
    this.#parents.push(parent)
    this.#scopes.push(parent < 0 ? new NamespaceScope() : this.scope(parent))
    this.#attributes.push(NO_ATTRIBUTES)
    return this.#starts.push(start) - 1
  }

  /** Tells where its start tag ends. */
  open(element: number, tagEnd: number): void {
    this.#tagEnds[element] = tagEnd
  }

  describe(element: number, scope: NamespaceScope, attributes: readonly ReceivedAttribute[]): void {
    this.#scopes[element] = scope
    this.#attributes[element] = attributes
  }

  /** Tells where its end tag begins and ends; of an empty element both are its end. */
  close(element: number, close: number, end: number): void {
    this.#closes[element] = close
    this.#ends[element] = end
    this.#nexts[element] = this.count
  }

  start(element: number): number {
    return this.#starts[element] ?? 0
  }

  tagEnd(element: number): number {
    return this.#tagEnds[element] ?? 0
  }

  end(element: number): number {
    return this.#ends[element] ?? 0
  }

  /** -1: it is the root. */
  parent(element: number): number {
    return this.#parents[element] ?? -1
  }

  /** The number behind those of all that it holds. */
  next(element: number): number {
    return this.#nexts[element] ?? 0
  }

  isEmptyTag(element: number): boolean {
    return this.#tagEnds[element] === this.#ends[element]
  }

  /** Whether its start tag holds its name and nothing else. */
  isPlainTag(element: number): boolean {
    return this.tagEnd(element) === (this.#nameEnds[element] ?? 0) + 1
  }

  scope(element: number): NamespaceScope {
    return this.#scopes[element] ?? new NamespaceScope()
  }

  attributes(element: number): readonly ReceivedAttribute[] {
    return this.#attributes[element] ?? NO_ATTRIBUTES
  }

  /** As written, prefix and all. */
  name(element: number): string {
    return this.bytes.toString('latin1', this.start(element) + 1, this.#nameEnds[element] ?? 0)
  }

  nameLength(element: number): number {
    return (this.#nameEnds[element] ?? 0) - this.start(element) - 1
  }

  localName(element: number): string {
    return this.bytes.toString('latin1', this.#locals[element] ?? 0, this.#nameEnds[element] ?? 0)
  }

  prefix(element: number): string {
    return this.bytes.toString(
      'latin1',
      this.start(element) + 1,
      Math.max(this.start(element) + 1, (this.#locals[element] ?? 0) - 1),
    )
  }

  namespace(element: number): string {
    return this.scope(element).find(this.prefix(element)) ?? ''
  }

  /** Whether its name, prefix left out, is this one. */
  isNamed(element: number, local: string): boolean {
    const length = (this.#nameEnds[element] ?? 0) - (this.#locals[element] ?? 0)
    return length === local.length && this.localName(element) === local
  }

  children(element: number): number[] {
    const children: number[] = []
    for (let at = element + 1; at < this.next(element); at = this.next(at)) children.push(at)
    return children
  }

  isWithin(element: number, other: number): boolean {
    return element >= other && element < this.next(other)
  }

  /** The text of an element that holds nothing but plain text. @throws {NotOrdinary} */
  text(element: number): string {
    if (this.isEmptyTag(element)) return ''
    if (this.next(element) !== element + 1) throw new NotOrdinary()
    const from = this.tagEnd(element)
    const to = this.#closes[element] ?? 0
    const first = this.marks[this.markFrom(from)]
    if (first !== undefined && first.at < to) throw new NotOrdinary()
    return this.bytes.toString('latin1', from, to)
  }

  /** Whether it holds a comment or an instruction. */
  hasRemarks(element: number): boolean {
    const end = this.end(element)
    for (let index = this.markFrom(this.start(element)); ; index++) {
      const mark = this.marks[index]
      if (mark === undefined || mark.at >= end) return false
      if (mark.kind === 'comment' || mark.kind === 'instruction') return true
    }
  }

  /** Number of the first mark at an offset or behind it. */
  markFrom(offset: number): number {
    let low = 0
    let high = this.marks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.marks[middle]?.at ?? 0) < offset) low = middle + 1
      else high = middle
    }
    return low
  }

  /** As `pathOf` writes it. */
  path(element: number): string {
    const parent = this.parent(element)
    const local = this.localName(element)
    const same = parent < 0 ? [element] : this.children(parent).filter((child) => this.isNamed(child, local))
    const position = same.length > 1 ? `[${same.indexOf(element) + 1}]` : ''
    return `${parent < 0 ? '' : this.path(parent)}/${fromBytes(local)}${position}`
  }
}
