/**
 * Reading documents with libxml2 and asking its tree. A parsed document lives in WebAssembly memory that no
 * garbage collector frees in time: `withDocument` is the one place that opens one, and it always closes it.
 */
import { ParseOption, XmlDocument, XmlElement, type XmlNode, XmlParseError, XmlTreeNode, XmlXPath } from 'libxml2-wasm'
import { DS_NAMESPACE, XADES_NAMESPACE } from './algorithms.ts'
import { notXml } from './document-errors.ts'
import type { ElementMap } from './element-map.ts'
import { shownText } from './xml-text.ts'

/**
 * No network, no external entities, no encoding but UTF-8. HUGE lifts libxml2's own limits (10 MB of text in
 * one element), which is safe behind `guardDocument`: depth, names and attributes are bounded there, and
 * without a DOCTYPE there are no entities that could grow.
 */
const PARSE_OPTIONS: number =
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_IGNORE_ENC |
  ParseOption.XML_PARSE_SKIP_IDS |
  ParseOption.XML_PARSE_NOCDATA |
  ParseOption.XML_PARSE_COMPACT |
  ParseOption.XML_PARSE_BIG_LINES |
  ParseOption.XML_PARSE_HUGE

/**
 * Parses, hands the tree to `use`, and frees it: no node may be kept beyond.
 *
 * @param bytes Went through `guardDocument`, or were made by ourselves.
 * @throws {CongkyError} ERR_DOCUMENT_NOT_XML with line and column.
 */
export function withDocument<T>(bytes: Uint8Array, use: (document: XmlDocument) => T): T {
  const document = parse(bytes)
  try {
    return use(document)
  } finally {
    document.dispose()
  }
}

function parse(bytes: Uint8Array): XmlDocument {
  try {
    return XmlDocument.fromBuffer(bytes, { option: PARSE_OPTIONS })
  } catch (error) {
    if (!(error instanceof XmlParseError)) throw error
    const first = error.details[0]
    // It may quote a name from the document.
    const reason = shownText(first?.message ?? error.message)
    throw notXml({
      en: `line ${first?.line ?? 1}, column ${first?.col ?? 1}: ${reason}`,
      vi: `dòng ${first?.line ?? 1}, cột ${first?.col ?? 1} (${reason})`,
    })
  }
}

/** XPaths here may use the prefix `ds` for the namespace of XML signatures, and `xades` for that of XAdES. */
const prefixes = { ds: DS_NAMESPACE, xades: XADES_NAMESPACE }

/** The elements an XPath finds, in document order. */
export function findElements(context: XmlDocument | XmlElement, xpath: string): XmlElement[] {
  return context.find(xpath, prefixes).filter((node) => node instanceof XmlElement)
}

/** The first element an XPath finds; for questions that only ask whether there is one. */
export function findElement(context: XmlDocument | XmlElement, xpath: string): XmlElement | null {
  const node = context.get(xpath, prefixes)
  return node instanceof XmlElement ? node : null
}

export function findSignatures(document: XmlDocument): XmlElement[] {
  return findElements(document, '//ds:Signature')
}

/**
 * Everything that stands in an element, in order. libxml2-wasm 0.7.2 does not tell what follows a processing
 * instruction, so that one who goes from node to node would see nothing behind it.
 */
export function* childNodes(element: XmlElement): Generator<XmlNode> {
  let node: XmlNode | null = element.firstChild
  while (node) {
    yield node
    node = node instanceof XmlTreeNode ? node.next : node.get('following-sibling::node()[1]')
  }
}

/** Child elements in order. */
export function childElements(element: XmlElement): XmlElement[] {
  const children: XmlElement[] = []
  for (const node of childNodes(element)) if (node instanceof XmlElement) children.push(node)
  return children
}

/** Compiled once, which takes as long as asking it. */
const ELEMENTS_BEFORE = XmlXPath.compile('count(preceding::*) + count(ancestor::*)')

/** How many elements begin before this one: its number in an `ElementMap` of the same bytes. */
export function numberOf(element: XmlElement): number {
  return element.parent === null ? 0 : Number(element.eval(ELEMENTS_BEFORE))
}

/** The element of this number in the map of the same document; for what only the tree knows. */
export function elementNumbered(document: XmlDocument, elements: ElementMap, number: number): XmlElement {
  const element = number === 0 ? document.root : findElement(document, elements.xpath(number))
  if (element === null) throw new Error(`the document has no element ${number}`)
  return element
}

/** Whether `element` is `other` or stands inside it. */
export function isWithin(element: XmlElement, other: XmlElement): boolean {
  for (let at: XmlElement | null = element; at; at = at.parent) if (at.isSameNode(other)) return true
  return false
}

/**
 * The path people read: local names from the root, with a position where siblings share a name, as
 * `/Envelope/Body/Goods[2]`.
 */
export function pathOf(element: XmlElement): string {
  const steps: string[] = []
  for (let at: XmlElement | null = element; at; at = at.parent) {
    const { index, count } = amongSameNames(at)
    steps.push(`/${at.name}${count > 1 ? `[${index + 1}]` : ''}`)
  }
  return steps.reverse().join('')
}

/** Siblings looked at one by one; an XPath takes as long as some dozens of them, and less than thousands. */
const SIBLINGS_MAX = 60

function amongSameNames(element: XmlElement): { readonly index: number; readonly count: number } {
  const { name, parent } = element
  if (parent === null) return { index: 0, count: 1 }
  let [index, count, steps] = [0, 0, 0]
  for (const node of childNodes(parent)) {
    if (++steps > SIBLINGS_MAX) return countSameNames(element)
    if (!(node instanceof XmlElement) || node.name !== name) continue
    if (node.isSameNode(element)) index = count
    count++
  }
  return { index, count }
}

function countSameNames(element: XmlElement): { readonly index: number; readonly count: number } {
  const sameName = `*[local-name()='${element.name}']`
  return {
    index: Number(element.eval(`count(preceding-sibling::${sameName})`)),
    count: Number(element.eval(`count(../${sameName})`)),
  }
}
