/**
 * One pass over the markup of a document: keeps the limits, finds a DOCTYPE wherever one may hide, and notes
 * where each element stands. It reads only as much as tags need; whether names are legal and end tags match
 * is for the parser to say.
 */
import { type Bilingual, CongkyError } from '@congky/shared'
import { notXml, tooComplex } from './document-errors.ts'
import type { DocumentLimits } from './document-limits.ts'
import { ElementMap } from './element-map.ts'
import { APOSTROPHE, EQUALS, GT, LT, QUOTE, SLASH, skipBlank, skipName } from './tag-bytes.ts'

/** Its depth is bounded, so it keeps what it knows of the open elements in arrays. */
export class MarkupScan {
  readonly elements: ElementMap
  readonly idNames = new Set<string>()
  nodes = 0
  namespaceWork = 0
  readonly #bytes: Buffer
  readonly #limits: DocumentLimits
  #depth = 0
  readonly #openElements: Int32Array
  readonly #namespaces: Int32Array

  constructor(bytes: Buffer, limits: DocumentLimits) {
    this.#bytes = bytes
    this.elements = new ElementMap(bytes)
    this.#limits = limits
    this.#openElements = new Int32Array(limits.depthMax + 1)
    this.#namespaces = new Int32Array(limits.depthMax + 1)
  }

  run(from: number): void {
    const bytes = this.#bytes
    const length = bytes.length
    let at = from
    while (at < length) {
      if (bytes[at] !== LT) {
        at++
        continue
      }
      const next = bytes[at + 1]
      if (next === SLASH) at = this.#endTag(at)
      else if (next === 0x21) at = this.#declaration(at)
      else if (next === 0x3f) at = this.#past('?>', at, at + 2)
      else at = this.#startTag(at)
    }
  }

  #startTag(start: number): number {
    const bytes = this.#bytes
    let at = skipName(bytes, start + 1)
    this.#checkName(start, start + 1, at)
    this.#count()
    let attributes = 0
    let declarations = 0
    for (;;) {
      const next = skipBlank(bytes, at)
      const code = bytes[next]
      if (code === GT) return this.#open(start, next + 1, declarations)
      if (code === SLASH) return this.#openAndClose(start, next, declarations)
      const nameEnd = skipName(bytes, next)
      if (next === at || nameEnd === next) throw this.#unreadable(start)
      this.#checkName(start, next, nameEnd)
      if (++attributes > this.#limits.attributesMax) {
        const max = this.#limits.attributesMax
        throw tooComplex(`an element has more than ${max} attributes`, `một phần tử có hơn ${max} thuộc tính`)
      }
      this.#count()
      at = this.#attributeValue(start, nameEnd)
      if (isNamespaceDeclaration(bytes, next, nameEnd)) {
        declarations++
        this.#checkNamespaceName(start, bytes.toString('latin1', nameEnd, at))
      } else if (isIdName(bytes, next, nameEnd)) this.idNames.add(bytes.toString('utf8', next, nameEnd))
    }
  }

  /** From behind an attribute's name to behind its closing quote. */
  #attributeValue(tagStart: number, nameEnd: number): number {
    const bytes = this.#bytes
    const equals = skipBlank(bytes, nameEnd)
    const open = skipBlank(bytes, equals + 1)
    const quote = bytes[open]
    if (bytes[equals] !== EQUALS || (quote !== QUOTE && quote !== APOSTROPHE)) throw this.#unreadable(tagStart)
    const close = bytes.indexOf(quote, open + 1)
    if (close < 0) throw this.#unreadable(tagStart)
    return close + 1
  }

  /**
   * Relative names have no canonical form (C14N 1.0, section 1.3). Of the characters that would need escaping,
   * which addresses never have, libxml2 escapes none when it canonicalizes and other readers all: a signature
   * over such a document would be read two ways.
   */
  #checkNamespaceName(tagStart: number, equalsAndValue: string): void {
    const name = equalsAndValue.trimStart().slice(1).trimStart().slice(1, -1)
    if (name === '' || /^[A-Za-z][A-Za-z0-9+.-]*:[^&"<\s]*$/.test(name)) return
    const { en, vi } = this.#place(tagStart)
    throw notXml({ en: `${en}: a namespace name is no address`, vi: `${vi}: tên không gian tên không phải địa chỉ` })
  }

  #open(start: number, after: number, declarations: number): number {
    const depth = this.#depth
    if (depth >= this.#limits.depthMax) {
      const max = this.#limits.depthMax
      throw tooComplex(`elements are nested deeper than ${max}`, `phần tử lồng nhau quá ${max} cấp`)
    }
    const inScope = (this.#namespaces[depth] ?? 0) + declarations
    if (inScope > this.#limits.namespacesMax) {
      const max = this.#limits.namespacesMax
      throw tooComplex(`more than ${max} namespaces at one place`, `có hơn ${max} không gian tên tại một chỗ`)
    }
    this.namespaceWork += inScope * (inScope + depth)
    if (this.namespaceWork > this.#limits.namespaceWorkMax) {
      throw tooComplex('too many elements have too many namespaces', 'quá nhiều phần tử có quá nhiều không gian tên')
    }
    const parent = depth === 0 ? -1 : (this.#openElements[depth] ?? -1)
    this.#depth = depth + 1
    this.#openElements[this.#depth] = this.elements.add(start, parent)
    this.#namespaces[this.#depth] = inScope
    return after
  }

  #openAndClose(start: number, slash: number, declarations: number): number {
    if (this.#bytes[slash + 1] !== GT) throw this.#unreadable(start)
    this.#open(start, slash + 2, declarations)
    return this.#close(slash + 2)
  }

  #endTag(start: number): number {
    const end = this.#bytes.indexOf(GT, start)
    if (end < 0 || this.#depth === 0) throw this.#unreadable(start)
    return this.#close(end + 1)
  }

  #close(after: number): number {
    this.elements.close(this.#openElements[this.#depth] ?? 0, after)
    this.#depth--
    return after
  }

  /** What starts with `<!`: a comment or a CDATA section, or the one declaration we never read. */
  #declaration(start: number): number {
    if (this.#startsWith('<!--', start)) return this.#past('-->', start, start + 4)
    if (this.#startsWith('<![CDATA[', start)) return this.#past(']]>', start, start + 9)
    if (this.#startsWith('<!DOCTYPE', start)) throw new CongkyError('ERR_DOCTYPE_FORBIDDEN')
    throw this.#unreadable(start)
  }

  #past(closing: string, start: number, from: number): number {
    this.#count()
    const at = this.#bytes.indexOf(closing, from, 'latin1')
    if (at < 0) throw this.#unreadable(start)
    return at + closing.length
  }

  #startsWith(text: string, at: number): boolean {
    return this.#bytes.toString('latin1', at, at + text.length) === text
  }

  #count(): void {
    if (++this.nodes > this.#limits.nodesMax) {
      const max = this.#limits.nodesMax
      throw tooComplex(`more than ${max} elements, attributes and comments`, `có hơn ${max} phần tử, thuộc tính`)
    }
  }

  #checkName(tagStart: number, start: number, end: number): void {
    if (end === start) throw this.#unreadable(tagStart)
    if (end - start > this.#limits.nameBytesMax) {
      const max = this.#limits.nameBytesMax
      throw tooComplex(`a name is longer than ${max} bytes`, `có tên dài hơn ${max} byte`)
    }
  }

  #unreadable(at: number): CongkyError {
    const { en, vi } = this.#place(at)
    return notXml({ en: `${en}: this markup cannot be read`, vi: `${vi}: thẻ sai cú pháp` })
  }

  #place(at: number): Bilingual {
    const before = this.#bytes.toString('utf8', 0, at)
    const line = before.split('\n').length
    const column = before.length - before.lastIndexOf('\n')
    return { en: `line ${line}, column ${column}`, vi: `dòng ${line}, cột ${column}` }
  }
}

function isNamespaceDeclaration(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < 5 || bytes[start] !== 0x78 || bytes[start + 1] !== 0x6d) return false
  const name = bytes.toString('latin1', start, end)
  return name === 'xmlns' || name.startsWith('xmlns:')
}

function isIdName(bytes: Buffer, start: number, end: number): boolean {
  const last = bytes[end - 1]
  if (last !== 0x64 && last !== 0x44) return false
  return /^(?:[^:]+:)?(?:Id|ID|id)$/.test(bytes.toString('latin1', start, end))
}
