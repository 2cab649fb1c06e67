/**
 * Canonical forms of a received document, made from its bytes: runs that are canonical as they stand are kept, and
 * what differs is written between them.
 *
 * Sources: Canonical XML 1.0 and 1.1; Exclusive XML Canonicalization 1.0, without a PrefixList.
 */
import type { Canonicalization } from '../algorithms.ts'
import { ByteRuns } from './byte-runs.ts'
import type { Declaration } from './namespace-scope.ts'
import { NotOrdinary } from './not-ordinary.ts'
import type { Mark, ReceivedAttribute, ReceivedDocument } from './received-document.ts'
import { canonicalValue } from './received-text.ts'

export interface CanonicalWishes {
  readonly canonicalization: Canonicalization
  /** Comments are kept only where this is set and the canonicalization keeps them. */
  readonly comments: boolean
  /** An element that counts as not there; null: none. */
  readonly without: number | null
}

const EXCLUSIVE = 1
const INCLUSIVE_11 = 2

/** The canonical form of an element, or of the whole document when `element` is null. @throws {NotOrdinary} */
export function receivedCanonicalBytes(
  document: ReceivedDocument,
  element: number | null,
  wishes: CanonicalWishes,
): Buffer {
  const form = new CanonicalForm(document, element ?? 0, wishes)
  if (element !== null) return form.bytes()
  const beside = (isBefore: boolean) =>
    document.beside
      .filter((each) => each.isBefore === isBefore && (form.hasComments || !each.isComment))
      .map(({ text }) => (isBefore ? `${text}\n` : `\n${text}`))
      .join('')
  return form.bytes(beside(true), beside(false))
}

/** The form of one element, its apex. */
class CanonicalForm {
  readonly hasComments: boolean
  readonly #document: ReceivedDocument
  readonly #apex: number
  readonly #mode: Canonicalization['mode']
  readonly #without: number | null
  readonly #runs: ByteRuns
  /** With exclusive canonicalization: namespaces written so far, by element; those of its parent where it adds none. */
  readonly #written = new Map<number, ReadonlyMap<string, string>>()

  constructor(document: ReceivedDocument, apex: number, { canonicalization, comments, without }: CanonicalWishes) {
    this.#document = document
    this.#apex = apex
    this.#mode = canonicalization.mode
    this.hasComments = comments && canonicalization.withComments
    this.#without = without
    this.#runs = new ByteRuns(document.bytes, document.end(apex) - document.start(apex))
  }

  bytes(before = '', after = ''): Buffer {
    const document = this.#document
    const end = document.end(this.#apex)
    this.#runs.write(before)
    let at = this.#tag(this.#apex, document.start(this.#apex))
    const { from, to } = this.#gap()
    at = this.#span(at, from, this.#apex + 1)
    if (to > at) this.#span(to, end, document.next(this.#without ?? 0))
    this.#runs.write(after)
    return this.#runs.bytes()
  }

  /** What is left out; nothing is a gap at the end. */
  #gap(): { readonly from: number; readonly to: number } {
    const document = this.#document
    const without = this.#without
    if (without === null || !document.isWithin(without, this.#apex)) {
      const end = document.end(this.#apex)
      return { from: end, to: end }
    }
    if (without === this.#apex) throw new NotOrdinary()
    return { from: document.start(without), to: document.end(without) }
  }

  /** Writes what stands from one offset to another; `element` is the first that begins there. */
  #span(from: number, to: number, element: number): number {
    const document = this.#document
    let at = from
    let next = element
    for (let index = document.markFrom(from); ; index++) {
      const mark = document.marks[index]
      const end = mark === undefined || mark.at >= to ? to : mark.at
      if (this.#mode === EXCLUSIVE) {
        for (; next < document.count && document.start(next) < end; next++) at = this.#plainTag(next, at)
      }
      if (end > at) this.#runs.keep(at, end)
      if (mark === undefined || mark.at >= to) return end
      if (mark.kind === 'tag') next = mark.element + 1
      at = this.#marked(mark)
    }
  }

  /** @returns Where the mark ends. */
  #marked(mark: Mark): number {
    if (mark.kind === 'tag') return this.#tag(mark.element, mark.at)
    if (mark.kind !== 'comment' || this.hasComments) this.#runs.write(mark.text)
    return mark.end
  }

  /** A start tag without attributes, of which exclusive canonicalization may want namespaces all the same. */
  #plainTag(element: number, at: number): number {
    const start = this.#document.start(element)
    const declarations = this.#declarations(element)
    if (declarations.length === 0) return at
    if (start > at) this.#runs.keep(at, start)
    return this.#writeTag(element, declarations, [])
  }

  /** @returns Where it ends in the document. */
  #tag(element: number, at: number): number {
    const start = this.#document.start(element)
    if (start > at) this.#runs.keep(at, start)
    return this.#writeTag(element, this.#declarations(element), this.#sortedAttributes(element))
  }

  #writeTag(element: number, declarations: readonly Declaration[], attributes: readonly ReceivedAttribute[]): number {
    const document = this.#document
    if (declarations.length === 0 && attributes.length === 0 && document.isPlainTag(element)) {
      this.#runs.keep(document.start(element), document.tagEnd(element))
      return document.tagEnd(element)
    }
    const name = document.name(element)
    let text = `<${name}`
    for (const { prefix, uri } of declarations) text += prefix === '' ? ` xmlns="${uri}"` : ` xmlns:${prefix}="${uri}"`
    for (const { prefix, local, value } of attributes) {
      text += ` ${prefix === '' ? '' : `${prefix}:`}${local}="${canonicalValue(value)}"`
    }
    this.#runs.write(document.isEmptyTag(element) ? `${text}></${name}>` : `${text}>`)
    return document.tagEnd(element)
  }

  #declarations(element: number): readonly Declaration[] {
    if (this.#mode === EXCLUSIVE) return this.#usedDeclarations(element).sort(byPrefix)
    const document = this.#document
    const scope = document.scope(element)
    if (element === this.#apex) return [...scope.all()].sort(byPrefix)
    const outer = document.scope(document.parent(element))
    if (scope === outer) return NONE
    return scope.declarations.filter(({ prefix, uri }) => (outer.find(prefix) ?? '') !== uri).sort(byPrefix)
  }

  /** Exclusive XML Canonicalization, 3: those whose prefix the tag uses, and that are not written around it. */
  #usedDeclarations(element: number): Declaration[] {
    const document = this.#document
    const around = element === this.#apex ? NOTHING : (this.#written.get(document.parent(element)) ?? NOTHING)
    const scope = document.scope(element)
    const prefixes = new Set([document.prefix(element)])
    for (const { prefix } of document.attributes(element)) if (prefix !== '') prefixes.add(prefix)
    prefixes.delete('xml')
    const added = [...prefixes]
      .map((prefix) => ({ prefix, uri: scope.find(prefix) ?? '' }))
      .filter(({ prefix, uri }) => (around.get(prefix) ?? '') !== uri)
    const all =
      added.length === 0 ? around : new Map([...around, ...added.map(({ prefix, uri }) => [prefix, uri] as const)])
    this.#written.set(element, all)
    return added
  }

  #sortedAttributes(element: number): readonly ReceivedAttribute[] {
    const document = this.#document
    const inherited = element === this.#apex && this.#mode !== EXCLUSIVE ? this.#inheritedAttributes() : NO_ATTRIBUTES
    const attributes = document.attributes(element)
    if (attributes.length + inherited.length < 2) return attributes.length === 0 ? inherited : attributes
    const scope = document.scope(element)
    return [...attributes, ...inherited]
      .map((attribute) => ({ attribute, uri: attribute.prefix === '' ? '' : (scope.find(attribute.prefix) ?? '') }))
      .sort((a, b) => inOrder(a.uri, b.uri) || inOrder(a.attribute.local, b.attribute.local))
      .map(({ attribute }) => attribute)
  }

  /** Canonical XML 1.0 and 1.1, 2.4: an apex takes over the `xml:` attributes of what is around it. */
  #inheritedAttributes(): readonly ReceivedAttribute[] {
    const document = this.#document
    const isOwn = (local: string) =>
      document.attributes(this.#apex).some((attribute) => attribute.prefix === 'xml' && attribute.local === local)
    const found = new Map<string, ReceivedAttribute>()
    for (let at = document.parent(this.#apex); at >= 0; at = document.parent(at)) {
      for (const attribute of document.attributes(at)) {
        const { prefix, local } = attribute
        if (prefix !== 'xml') continue
        if (this.#mode === INCLUSIVE_11 && local !== 'lang' && local !== 'space') throw new NotOrdinary()
        if (!found.has(local) && !isOwn(local)) found.set(local, attribute)
      }
    }
    return [...found.values()]
  }
}

const NONE: readonly Declaration[] = []
const NO_ATTRIBUTES: readonly ReceivedAttribute[] = []
const NOTHING: ReadonlyMap<string, string> = new Map()

function byPrefix(a: Declaration, b: Declaration): number {
  return inOrder(a.prefix, b.prefix)
}

/** By bytes, which in UTF-8 is by code point. */
function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
