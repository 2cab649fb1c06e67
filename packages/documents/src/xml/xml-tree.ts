/**
 * The elements of an XML text as a tree, within limits. Names keep prefix and namespace apart, so that a message may
 * use either. A DOCTYPE is refused, as everywhere in the gateway: it can hide other content than the one shown.
 */
import { CongkyError } from '@congky/shared'
import { SaxesParser, type SaxesTagNS } from 'saxes'

export interface XmlAttribute {
  readonly name: string
  readonly local: string
  readonly uri: string
  readonly value: string
}

export interface XmlElement {
  /** Without prefix. */
  readonly name: string
  readonly uri: string
  /** Without declarations of namespaces. */
  readonly attributes: readonly XmlAttribute[]
  readonly children: readonly XmlElement[]
  /** All text directly inside, sections included, from its first word on. */
  readonly text: string
}

interface OpenElement extends XmlElement {
  children: XmlElement[]
  text: string
}

export interface TreeLimits {
  /** UTF-16 units. */
  readonly lengthMax: number
  readonly depthMax: number
  readonly elementsMax: number
  /** Of one element. */
  readonly attributesMax: number
}

/** A message of 4 MB with all fields has 160,000 elements; a signature nests about ten deep. */
export const treeLimits: TreeLimits = { lengthMax: 8_388_608, depthMax: 64, elementsMax: 400_000, attributesMax: 64 }

const XMLNS = 'http://www.w3.org/2000/xmlns/'
// Most elements have neither; one empty list for all spares the collector half of its work.
const NO_ATTRIBUTES: readonly XmlAttribute[] = []
const NO_CHILDREN: XmlElement[] = []

/**
 * @throws {CongkyError} ERR_DOCUMENT_EMPTY, ERR_DOCUMENT_TOO_LARGE, ERR_DOCTYPE_FORBIDDEN, ERR_DOCUMENT_NOT_XML,
 *   ERR_DOCUMENT_TOO_COMPLEX
 */
export function readTree(xml: string, limits: TreeLimits): XmlElement {
  if (xml.trim() === '') throw new CongkyError('ERR_DOCUMENT_EMPTY')
  if (xml.length > limits.lengthMax) throw new CongkyError('ERR_DOCUMENT_TOO_LARGE', { limit: limits.lengthMax })
  const building = new TreeBuilder(limits)
  try {
    building.parser.write(xml).close()
  } catch (error) {
    if (error instanceof CongkyError) throw error
    throw new CongkyError('ERR_DOCUMENT_NOT_XML', { detail: briefly(error) }, { cause: error })
  }
  if (building.root === null) throw new CongkyError('ERR_DOCUMENT_EMPTY')
  return building.root
}

/** Each costs the parser a stack trace; what has more is not worth reading on. */
const ERRORS_MAX = 50

/** What of a tree can be read from a text that is cut off or not well formed. */
export function readBrokenTree(xml: string, limits: TreeLimits): XmlElement | null {
  const building = new TreeBuilder(limits)
  let errors = 0
  building.parser.on('error', (error) => {
    errors += 1
    if (errors > ERRORS_MAX) throw error
  })
  try {
    building.parser.write(xml)
  } catch {
    // What was read until then is all there is.
  }
  return building.root
}

class TreeBuilder {
  readonly parser: SaxesParser<{ xmlns: true }>
  root: XmlElement | null = null
  readonly #limits: TreeLimits
  readonly #open: OpenElement[] = []
  #elements = 0
  #attributes = 0

  constructor(limits: TreeLimits) {
    this.#limits = limits
    // XML 1.1 allows what our signature engine, which reads XML 1.0, refuses.
    this.parser = new SaxesParser({ xmlns: true, defaultXMLVersion: '1.0', forceXMLVersion: true, position: true })
    this.parser.on('doctype', () => {
      throw new CongkyError('ERR_DOCTYPE_FORBIDDEN')
    })
    this.parser.on('attribute', () => {
      this.#attributes += 1
      if (this.#attributes > limits.attributesMax)
        throw tooComplex('thuộc tính của một thẻ', 'attributes of one element', limits.attributesMax)
    })
    this.parser.on('opentag', (tag) => this.#enter(tag))
    this.parser.on('closetag', () => this.#open.pop())
    this.parser.on('text', (text) => this.#take(text))
    this.parser.on('cdata', (text) => this.#take(text))
  }

  #enter(tag: SaxesTagNS): void {
    this.#attributes = 0
    this.#elements += 1
    if (this.#elements > this.#limits.elementsMax) throw tooComplex('thẻ', 'elements', this.#limits.elementsMax)
    const element: OpenElement = {
      name: tag.local,
      uri: tag.uri,
      attributes: attributesOf(tag),
      children: NO_CHILDREN,
      text: '',
    }
    const parent = this.#open.at(-1)
    if (parent === undefined) this.root ??= element
    else if (parent.children === NO_CHILDREN) parent.children = [element]
    else parent.children.push(element)
    this.#open.push(element)
    if (this.#open.length > this.#limits.depthMax)
      throw tooComplex('cấp thẻ lồng nhau', 'nested elements', this.#limits.depthMax)
  }

  #take(text: string): void {
    const element = this.#open.at(-1)
    // Blanks before the first word are layout, in values as well.
    if (element === undefined || (element.text === '' && !/\S/.test(text))) return
    element.text += text
  }
}

function attributesOf(tag: SaxesTagNS): readonly XmlAttribute[] {
  const list: XmlAttribute[] = []
  for (const key in tag.attributes) {
    const attribute = tag.attributes[key]
    if (attribute === undefined || attribute.uri === XMLNS) continue
    const { name, local, uri, value } = attribute
    list.push({ name, local, uri, value })
  }
  return list.length === 0 ? NO_ATTRIBUTES : list
}

function tooComplex(vi: string, en: string, limit: number): CongkyError {
  const detail = { vi: `có hơn ${limit} ${vi}`, en: `it has more than ${limit} ${en}` }
  return new CongkyError('ERR_DOCUMENT_TOO_COMPLEX', { detail })
}

/** The parser's words with line and column, without long pieces of the document. */
function briefly(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
