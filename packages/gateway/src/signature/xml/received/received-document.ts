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

/** Integers an element: what the accessors below say of it, and which of the scopes and lists of attributes is its own. */
const FIELDS = 10
const [START, LOCAL, NAME_END, TAG_END, CLOSE, END, PARENT, NEXT, SCOPE, ATTRIBUTES] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

export class ReceivedDocument {
  readonly bytes: Buffer
  readonly marks: Mark[] = []
  readonly beside: Beside[] = []
  /** Attributes that are Ids to some reader. */
  readonly ids: { readonly value: string; readonly element: number }[] = []
  #count = 0
  #fields = new Int32Array(64 * FIELDS)
  readonly #scopes: NamespaceScope[] = [new NamespaceScope()]
  readonly #attributes: (readonly ReceivedAttribute[])[] = [NO_ATTRIBUTES]

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  get count(): number {
    return this.#count
  }

  /** @param local Where its name begins behind the prefix. */
  add(start: number, local: number, nameEnd: number, parent: number): number {
    const at = this.#count * FIELDS
    if (at === this.#fields.length) this.#grow()
    const fields = this.#fields
    fields[at + START] = start
    fields[at + LOCAL] = local
    fields[at + NAME_END] = nameEnd
    fields[at + PARENT] = parent
    fields[at + SCOPE] = parent < 0 ? 0 : this.#field(parent, SCOPE)
    return this.#count++
  }

  /** Tells where its start tag ends. */
  open(element: number, tagEnd: number): void {
    this.#fields[element * FIELDS + TAG_END] = tagEnd
  }

  describe(element: number, scope: NamespaceScope, attributes: readonly ReceivedAttribute[]): void {
    if (scope !== this.scope(element)) this.#fields[element * FIELDS + SCOPE] = this.#scopes.push(scope) - 1
    if (attributes.length > 0) this.#fields[element * FIELDS + ATTRIBUTES] = this.#attributes.push(attributes) - 1
  }

  /** Tells where its end tag begins and ends; of an empty element both are its end. */
  close(element: number, close: number, end: number): void {
    const at = element * FIELDS
    this.#fields[at + CLOSE] = close
    this.#fields[at + END] = end
    this.#fields[at + NEXT] = this.#count
  }

  start(element: number): number {
    return this.#field(element, START)
  }

  tagEnd(element: number): number {
    return this.#field(element, TAG_END)
  }

  end(element: number): number {
    return this.#field(element, END)
  }

  /** -1: it is the root. */
  parent(element: number): number {
    return element < 0 ? -1 : this.#field(element, PARENT)
  }

  /** The number behind those of all that it holds. */
  next(element: number): number {
    return this.#field(element, NEXT)
  }

  isEmptyTag(element: number): boolean {
    return this.tagEnd(element) === this.end(element)
  }

  /** Whether its start tag holds its name and nothing else. */
  isPlainTag(element: number): boolean {
    return this.tagEnd(element) === this.#field(element, NAME_END) + 1
  }

  scope(element: number): NamespaceScope {
    return this.#scopes[this.#field(element, SCOPE)] ?? new NamespaceScope()
  }

  attributes(element: number): readonly ReceivedAttribute[] {
    return this.#attributes[this.#field(element, ATTRIBUTES)] ?? NO_ATTRIBUTES
  }

  /** As written, prefix and all. */
  name(element: number): string {
    return this.bytes.toString('latin1', this.start(element) + 1, this.#field(element, NAME_END))
  }

  nameLength(element: number): number {
    return this.#field(element, NAME_END) - this.start(element) - 1
  }

  localName(element: number): string {
    return this.bytes.toString('latin1', this.#field(element, LOCAL), this.#field(element, NAME_END))
  }

  prefix(element: number): string {
    return this.bytes.toString(
      'latin1',
      this.start(element) + 1,
      Math.max(this.start(element) + 1, this.#field(element, LOCAL) - 1),
    )
  }

  namespace(element: number): string {
    return this.scope(element).find(this.prefix(element)) ?? ''
  }

  /** Whether its name, prefix left out, is this one. */
  isNamed(element: number, local: string): boolean {
    const from = this.#field(element, LOCAL)
    if (this.#field(element, NAME_END) - from !== local.length) return false
    for (let index = 0; index < local.length; index++) {
      if (this.bytes[from + index] !== local.charCodeAt(index)) return false
    }
    return true
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
    const to = this.#field(element, CLOSE)
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

  #field(element: number, field: number): number {
    return this.#fields[element * FIELDS + field] ?? 0
  }

  #grow(): void {
    const larger = new Int32Array(this.#fields.length * 2)
    larger.set(this.#fields)
    this.#fields = larger
  }
}
