/**
 * A document as a person reads it: names and values, repeated elements as tables. Taken from the very bytes,
 * through the same guarded reader that signs them. Everything is text; size and depth are bounded, and what
 * does not fit is said to be missing.
 */
import type { Bilingual, DocumentRendering, RenderedPart } from '@congky/shared'
import { XmlCData, type XmlDocument, XmlElement, XmlText } from 'libxml2-wasm'
import { DS_NAMESPACE } from './algorithms.ts'
import type { GuardedDocument } from './document-guard.ts'
import { type DocumentLabels, labelsFor } from './document-labels.ts'
import { childNodes, findElement, withDocument } from './xml-document.ts'

/** Parts, cells and columns of one rendering. */
const PARTS_MAX = 2_000
const DEPTH_MAX = 16
const VALUE_LENGTH_MAX = 2_000
const COLUMNS_MAX = 24
const ROWS_MAX = 500

/** Where a message to or from customs says what it is. */
const SUBJECT = "/*[local-name()='Envelope']/*[local-name()='Header']/*[local-name()='Subject']"

/** @throws {CongkyError} ERR_DOCUMENT_NOT_XML */
export function renderDocument({ bytes }: GuardedDocument): DocumentRendering {
  return withDocument(bytes, (document) => renderPart(document, document.root).rendering)
}

export interface RenderedElement {
  readonly rendering: DocumentRendering
  /** The rest of the document, what says nothing left out. */
  readonly outside: readonly RenderedPart[]
}

/** One element of a document as a person reads it, and apart from it what stands around. */
export function renderPart(document: XmlDocument, element: XmlElement): RenderedElement {
  const labels = labelsFor(document.root.name, (name) => {
    const subject = findElement(document, `${SUBJECT}/*[local-name()='${name}']`)
    return subject === null ? null : clip(subject.content.trim(), 40)
  })
  const renderer = new Renderer(labels, element)
  const parts = renderer.childrenOf(element, 0)
  const isWhole = element.isSameNode(document.root)
  const outside = isWhole ? [] : renderer.childrenOf(document.root, 0).flatMap(withoutEmpty)
  const title = { vi: clip(labels.title.vi, 100), en: clip(labels.title.en, 100) }
  return { rendering: { title, parts, isCut: renderer.isCut }, outside }
}

function withoutEmpty(part: RenderedPart): readonly RenderedPart[] {
  if (part.kind === 'table') return [part]
  if (part.kind === 'field') return part.value === '' ? [] : [part]
  const parts = part.parts.flatMap(withoutEmpty)
  return parts.length === 0 ? [] : [{ ...part, parts }]
}

class Renderer {
  isCut = false
  readonly #labels: DocumentLabels
  readonly #own: XmlElement
  #left = PARTS_MAX

  /** @param own Told by itself, and passed over where it stands. */
  constructor(labels: DocumentLabels, own: XmlElement) {
    this.#labels = labels
    this.#own = own
  }

  childrenOf(element: XmlElement, depth: number): RenderedPart[] {
    const parts: RenderedPart[] = []
    for (const { name, value } of element.attrs) this.#addField(parts, `@${name}`, value, element.name)
    const children = this.#elementsIn(element)
    for (let at = 0; at < children.length; ) {
      const run = runFrom(children, at)
      const table = run.length > 1 ? this.#table(run) : null
      if (table) parts.push(table)
      else for (const child of run) this.#addElement(parts, child, depth)
      at += run.length
    }
    if (firstElement(element) !== null) this.#addLooseText(parts, element)
    else if (element.content.trim() !== '') this.#addField(parts, element.name, element.content, parentOf(element))
    return parts
  }

  #addElement(parts: RenderedPart[], element: XmlElement, depth: number): void {
    if (!this.#take()) return
    const { name } = element
    if (element.namespaceUri === DS_NAMESPACE && name === 'Signature') {
      this.#addSignature(parts)
      return
    }
    const isLeaf = firstElement(element) === null
    if (isLeaf && element.attrs.length === 0) {
      this.#addField(parts, name, element.content, parentOf(element))
      return
    }
    if (depth >= DEPTH_MAX) {
      this.isCut = true
      this.#addField(parts, name, element.content, parentOf(element))
      return
    }
    parts.push({
      kind: 'group',
      name: clip(name),
      label: this.#labels.label(name, parentOf(element)),
      parts: this.childrenOf(element, depth + 1),
    })
  }

  #addSignature(parts: RenderedPart[]): void {
    const label = { vi: 'Chữ ký số', en: 'Signature' }
    parts.push({ kind: 'field', name: 'Signature', label, value: 'XML Signature', meaning: null })
  }

  #addField(parts: RenderedPart[], name: string, content: string, parent: string): void {
    if (!this.#take()) return
    const label = this.#labels.label(name, parent)
    const inside = this.#labels.inside(name, content)
    if (inside !== null) {
      parts.push({ kind: 'group', name: clip(name), label, parts: inside.filter(() => this.#take()) })
      return
    }
    const value = this.#clipped(content)
    parts.push({ kind: 'field', name: clip(name), label, value, meaning: this.#labels.meaning(name, value) })
  }

  /** Text between elements says something too: left out, it could hide what is signed. */
  #addLooseText(parts: RenderedPart[], element: XmlElement): void {
    for (const node of childNodes(element)) {
      if (this.#left <= 0) break
      const isText = node instanceof XmlText || node instanceof XmlCData
      if (isText && node.content.trim() !== '') this.#addField(parts, '#', node.content, element.name)
    }
  }

  #clipped(content: string): string {
    const text = content.trim()
    if (text.length > VALUE_LENGTH_MAX) this.isCut = true
    return clip(text, VALUE_LENGTH_MAX)
  }

  /** Flat elements of one name: a row each, a column for every name inside. */
  #table(run: readonly XmlElement[]): RenderedPart | null {
    const columns: string[] = []
    const rows: Map<string, string>[] = []
    for (const element of run) {
      const row = this.#flatRow(element)
      if (row === null) return null
      for (const name of row.keys()) if (!columns.includes(name)) columns.push(name)
      if (columns.length > COLUMNS_MAX) return null
      rows.push(row)
    }
    const [first] = run
    if (columns.length === 0 || first === undefined) return null
    const shown = rows.slice(0, Math.min(ROWS_MAX, Math.floor(this.#left / columns.length)))
    if (shown.length < rows.length) this.isCut = true
    this.#left -= shown.length * columns.length
    return {
      ...{ kind: 'table', name: clip(first.name), label: this.#labels.label(first.name, parentOf(first)) },
      columns: columns.map((name) => ({
        ...{ name: clip(name), label: this.#labels.label(name, first.name) },
        meanings: this.#meanings(
          name,
          shown.map((row) => row.get(name) ?? ''),
        ),
      })),
      rows: shown.map((row) => columns.map((name) => row.get(name) ?? '')),
    }
  }

  #meanings(name: string, values: readonly string[]): Record<string, Bilingual> {
    const known = [...new Set(values)].map((value) => [value, this.#labels.meaning(name, value)] as const)
    return Object.fromEntries(known.flatMap(([value, meaning]) => (meaning === null ? [] : [[value, meaning]])))
  }

  /** Its values by name; null when it is not flat. */
  #flatRow(element: XmlElement): Map<string, string> | null {
    if (element.attrs.length > 0) return null
    const row = new Map<string, string>()
    for (const node of childNodes(element)) {
      if (!(node instanceof XmlElement)) {
        if (node.content.trim() !== '') return null
        continue
      }
      const isPlain = firstElement(node) === null && node.attrs.length === 0 && !node.isSameNode(this.#own)
      if (!isPlain || row.has(node.name) || row.size > COLUMNS_MAX) return null
      row.set(node.name, this.#clipped(this.#labels.decoded(node.name, node.content)))
    }
    return row.size === 0 ? null : row
  }

  #elementsIn(element: XmlElement): XmlElement[] {
    const found: XmlElement[] = []
    for (const node of childNodes(element)) {
      if (!(node instanceof XmlElement) || node.isSameNode(this.#own)) continue
      if (found.length >= PARTS_MAX) {
        this.isCut = true
        break
      }
      found.push(node)
    }
    return found
  }

  #take(): boolean {
    if (this.#left > 0) {
      this.#left--
      return true
    }
    this.isCut = true
    return false
  }
}

const parentOf = ({ parent }: XmlElement): string => parent?.name ?? ''

/** The elements from one on that have its name. */
function runFrom(elements: readonly XmlElement[], start: number): XmlElement[] {
  const name = elements[start]?.name
  const rest = elements.slice(start)
  const end = rest.findIndex((element) => element.name !== name)
  return end < 0 ? rest : rest.slice(0, end)
}

function firstElement(element: XmlElement): XmlElement | null {
  for (const node of childNodes(element)) if (node instanceof XmlElement) return node
  return null
}

function clip(text: string, length = 200): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
