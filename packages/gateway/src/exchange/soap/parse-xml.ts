/**
 * XML as SOAP allows it, read into a small tree: no DOCTYPE and no processing instruction (SOAP 1.1, 3; SOAP 1.2,
 * part 1, 5), little depth, few elements. The one long text in it is the message that the SOAP message carries.
 */
import { CongkyError } from '@congky/shared'
import { SaxesParser, type SaxesTagNS } from 'saxes'
import { tooComplex } from '../../signature/xml/document-errors.ts'
import { shownText } from '../../signature/xml/xml-text.ts'
import { shortenLongRun } from './long-text.ts'
import { soapInvalid } from './soap-version.ts'

export interface XmlAttribute {
  /** Empty for attributes without a prefix. */
  readonly namespace: string
  readonly name: string
  readonly value: string
}

export interface XmlElement {
  readonly namespace: string
  readonly name: string
  readonly attributes: readonly XmlAttribute[]
  readonly children: readonly XmlElement[]
  /** The characters directly inside it. */
  readonly text: string
}

interface OpenElement extends XmlElement {
  readonly children: OpenElement[]
  text: string
}

const DEPTH_MAX = 32
const ELEMENTS_MAX = 1_000
/** Of one element, namespace declarations included. */
const ATTRIBUTES_MAX = 64
/** Of names, and of the prefixes in them. */
const NAME_LENGTH_MAX = 200
const XMLNS = 'http://www.w3.org/2000/xmlns/'

/** @throws {CongkyError} ERR_DOCTYPE_FORBIDDEN, ERR_DOCUMENT_TOO_COMPLEX, ERR_SOAP_INVALID */
export function parseXml(text: string): XmlElement {
  const { xml, restore } = shortenLongRun(text)
  const reader = new TreeReader(restore)
  const parser = new SaxesParser({ xmlns: true, position: false })
  let attributes = 0
  parser.on('error', ({ message }) => {
    throw soapInvalid(`it is no XML (${shownText(message)})`, `không phải XML đúng cú pháp (${shownText(message)})`)
  })
  parser.on('xmldecl', ({ version }) => {
    if (version !== '1.0') throw soapInvalid('only XML 1.0 is read here', 'chỉ đọc được XML 1.0')
  })
  parser.on('doctype', () => {
    throw new CongkyError('ERR_DOCTYPE_FORBIDDEN')
  })
  parser.on('processinginstruction', () => {
    throw soapInvalid('it holds a processing instruction', 'có chỉ thị xử lý XML (processing instruction)')
  })
  parser.on('opentagstart', () => {
    attributes = 0
    reader.assertRoom()
  })
  parser.on('attribute', () => {
    attributes++
    if (attributes > ATTRIBUTES_MAX) throw tooComplex('too many attributes', 'quá nhiều thuộc tính')
  })
  parser.on('opentag', (tag) => reader.open(tag))
  parser.on('closetag', () => reader.close())
  parser.on('text', (part) => reader.add(part))
  parser.on('cdata', (part) => reader.add(part))
  parser.write(xml).close()
  if (reader.root === null) throw soapInvalid('it is empty', 'thông điệp rỗng')
  return reader.root
}

class TreeReader {
  root: XmlElement | null = null
  readonly #open: OpenElement[] = []
  readonly #restore: (text: string) => string
  #elements = 0

  constructor(restore: (text: string) => string) {
    this.#restore = restore
  }

  /** Before an element is read further. */
  assertRoom(): void {
    this.#elements++
    if (this.#elements > ELEMENTS_MAX) throw tooComplex('too many elements', 'quá nhiều phần tử')
    if (this.#open.length >= DEPTH_MAX) throw tooComplex('nested too deeply', 'lồng nhau quá sâu')
  }

  open({ uri, local, attributes }: SaxesTagNS): void {
    assertShort(local)
    const element: OpenElement = {
      namespace: uri,
      name: local,
      attributes: Object.values(attributes)
        .filter((each) => each.uri !== XMLNS)
        .map((each) => ({ namespace: each.uri, name: each.local, value: each.value })),
      children: [],
      text: '',
    }
    this.#open.at(-1)?.children.push(element)
    this.root ??= element
    this.#open.push(element)
  }

  close(): void {
    this.#open.pop()
  }

  add(text: string): void {
    const element = this.#open.at(-1)
    if (element) element.text += this.#restore(text)
  }
}

function assertShort(name: string): void {
  if (name.length > NAME_LENGTH_MAX) throw tooComplex('a name is too long', 'có tên quá dài')
}

/** The value of an attribute, or null. */
export function attributeOf(element: XmlElement, namespace: string, name: string): string | null {
  return element.attributes.find((each) => each.namespace === namespace && each.name === name)?.value ?? null
}

export function childrenNamed(element: XmlElement, namespace: string, name: string): readonly XmlElement[] {
  return element.children.filter((each) => each.namespace === namespace && each.name === name)
}
