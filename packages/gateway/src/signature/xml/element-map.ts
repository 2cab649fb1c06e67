/**
 * Where each element of a document stands, by its number in document order: what joins an element that libxml2 found
 * to its bytes, since libxml2 itself knows lines only; and what stands at a path, without asking a tree. Of a document
 * that libxml2 can read, names are those that libxml2 knows: it refuses prefixes that nobody declared.
 */
import { skipName } from './tag-bytes.ts'

/** Integers an element: where it begins and ends, its parent, and the number behind those of all that it holds. */
const FIELDS = 4
const [START, END, PARENT, NEXT] = [0, 1, 2, 3]
const COLON = 0x3a

export class ElementMap {
  readonly bytes: Buffer
  #count = 0
  #fields = new Int32Array(64 * FIELDS)

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  get count(): number {
    return this.#count
  }

  /** Adds the element whose start tag begins at `start`; the root has the parent -1. Returns its number. */
  add(start: number, parent: number): number {
    const at = this.#count * FIELDS
    if (at === this.#fields.length) this.#grow()
    this.#fields[at + START] = start
    this.#fields[at + PARENT] = parent
    return this.#count++
  }

  /** Tells where an element ends: the offset after its last `>`. */
  close(number: number, end: number): void {
    this.#fields[number * FIELDS + END] = end
    this.#fields[number * FIELDS + NEXT] = this.#count
  }

  /** Offset of the `<` of its start tag. */
  start(number: number): number {
    return this.#fields[number * FIELDS + START] ?? 0
  }

  end(number: number): number {
    return this.#fields[number * FIELDS + END] ?? 0
  }

  /** The numbers of its ancestors, the root first. */
  ancestors(number: number): number[] {
    const path: number[] = []
    for (let at = this.#parent(number); at >= 0; at = this.#parent(at)) path.push(at)
    return path.reverse()
  }

  /** Whether it is `other` or stands inside it. */
  isWithin(number: number, other: number): boolean {
    return number >= other && number < this.#next(other)
  }

  /** Whether it holds elements. */
  hasChildren(number: number): boolean {
    return this.#next(number) > number + 1
  }

  get rootName(): string {
    return this.localName(0)
  }

  /** Without its prefix. */
  localName(number: number): string {
    const [from, to] = this.#localName(number)
    return this.bytes.toString('utf8', from, to)
  }

  /** Whether its start tag holds more than its name. */
  hasAttributes(number: number): boolean {
    const next = this.bytes[skipName(this.bytes, this.start(number) + 1)]
    return next !== 0x3e && next !== 0x2f
  }

  /** Those at a path of local names from the root, in document order. */
  at(path: readonly string[]): number[] {
    const [first, ...rest] = path.map((name) => Buffer.from(name))
    let found = first !== undefined && this.#isNamed(0, first) ? [0] : []
    for (const name of rest) found = found.flatMap((parent) => this.#childrenNamed(parent, name))
    return found
  }

  /** An XPath to it, by its position among the elements of each level. */
  xpath(number: number): string {
    const parent = this.#parent(number)
    if (parent < 0) return '/*'
    let position = 1
    for (let at = parent + 1; at < number; at = this.#next(at)) position++
    return `${this.xpath(parent)}/*[${position}]`
  }

  /** As `pathOf` writes it. */
  path(number: number): string {
    const parent = this.#parent(number)
    const name = this.localName(number)
    const same = parent < 0 ? [number] : this.#childrenNamed(parent, Buffer.from(name))
    const position = same.length > 1 ? `[${same.indexOf(number) + 1}]` : ''
    return `${parent < 0 ? '' : this.path(parent)}/${name}${position}`
  }

  #childrenNamed(parent: number, name: Buffer): number[] {
    const found: number[] = []
    for (let at = parent + 1; at < this.#next(parent); at = this.#next(at)) if (this.#isNamed(at, name)) found.push(at)
    return found
  }

  #isNamed(number: number, name: Buffer): boolean {
    const [from, to] = this.#localName(number)
    if (to - from !== name.length) return false
    for (let index = 0; index < name.length; index++) if (this.bytes[from + index] !== name[index]) return false
    return true
  }

  #localName(number: number): readonly [from: number, to: number] {
    const start = this.start(number) + 1
    const end = skipName(this.bytes, start)
    let from = end
    while (from > start && this.bytes[from - 1] !== COLON) from--
    return [from, end]
  }

  #parent(number: number): number {
    return this.#fields[number * FIELDS + PARENT] ?? -1
  }

  #next(number: number): number {
    return this.#fields[number * FIELDS + NEXT] ?? 0
  }

  #grow(): void {
    const larger = new Int32Array(this.#fields.length * 2)
    larger.set(this.#fields)
    this.#fields = larger
  }
}
