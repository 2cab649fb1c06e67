/**
 * The second reader of signed documents: shares no code with libxml2, works on the bytes, in one pass, and keeps to
 * ordinary documents: UTF-8, well-formed, without a DOCTYPE. Of any other it says nothing, neither good nor bad.
 *
 * Sources: XML 1.0 (fifth edition); Namespaces in XML 1.0.
 */
import { isUtf8 } from 'node:buffer'
import {
  AMPERSAND,
  APOSTROPHE,
  BRACKET,
  CR,
  EQUALS,
  EXCLAMATION,
  GT,
  hasOnlyCharacters,
  isBlank,
  isNcName,
  isPlain,
  isPlainValue,
  LEAD_EF,
  LF,
  LT,
  QUESTION,
  QUOTE,
  SLASH,
} from './characters.ts'
import { NameReader } from './name-reader.ts'
import { checkDeclaration, type Declaration, NamespaceScope } from './namespace-scope.ts'
import { NotOrdinary } from './not-ordinary.ts'
import { type ReceivedAttribute, ReceivedDocument } from './received-document.ts'
import { canonicalText, readReference, readValue, withLineEnds } from './received-text.ts'

/** Longer than any reference that is read. */
const REFERENCE_LENGTH_MAX = 12
const DECLARATION =
  /^<\?xml\s+version\s*=\s*(["'])1\.0\1(?:\s+encoding\s*=\s*(["'])utf-?8\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\3)?\s*\?>/i
const DECLARATION_LENGTH_MAX = 200

/** @returns Null: it is no ordinary document. */
export function receiveDocument(bytes: Buffer): ReceivedDocument | null {
  try {
    return new DocumentReader(bytes).read()
  } catch (error) {
    if (error instanceof NotOrdinary) return null
    throw error
  }
}

class DocumentReader {
  readonly #bytes: Buffer
  readonly #document: ReceivedDocument
  /** The innermost open element; -1 beside the root. */
  #inside = -1
  readonly #names: NameReader

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.#document = new ReceivedDocument(bytes)
    this.#names = new NameReader(bytes)
  }

  /** @throws {NotOrdinary} */
  read(): ReceivedDocument {
    const bytes = this.#bytes
    if (!isUtf8(bytes)) throw new NotOrdinary()
    let at = this.#prolog()
    while (at < bytes.length) at = bytes[at] === LT ? this.#markup(at) : this.#text(at)
    if (this.#inside >= 0 || this.#document.count === 0) throw new NotOrdinary()
    return this.#document
  }

  /** A byte order mark and the declaration. */
  #prolog(): number {
    const bytes = this.#bytes
    const start = bytes[0] === LEAD_EF && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
    const head = bytes.toString('latin1', start, Math.min(bytes.length, start + DECLARATION_LENGTH_MAX))
    return start + (DECLARATION.exec(head)?.[0].length ?? 0)
  }

  #markup(at: number): number {
    const next = this.#bytes[at + 1]
    if (next === SLASH) return this.#endTag(at)
    if (next === EXCLAMATION) return this.#section(at)
    if (next === QUESTION) return this.#instruction(at)
    return this.#startTag(at)
  }

  #text(from: number): number {
    const bytes = this.#bytes
    let at = from
    for (;;) {
      while (isPlain[bytes[at] ?? 0] === 1) at++
      const code = bytes[at]
      if (code === LT || code === undefined) break
      at = this.#special(code, at)
    }
    if (this.#inside < 0 && !isBlankText(bytes, from, at)) throw new NotOrdinary()
    return at
  }

  /** A character whose canonical form may be another, or that may not stand here. @returns Where it ends. */
  #special(code: number, at: number): number {
    const bytes = this.#bytes
    if (code === LEAD_EF) {
      if (bytes[at + 1] === 0xbf && (bytes[at + 2] ?? 0) >= 0xbe) throw new NotOrdinary()
      return at + 1
    }
    if (code === GT) {
      if (bytes[at - 1] === BRACKET && bytes[at - 2] === BRACKET) throw new NotOrdinary()
      return this.#mark(at, at + 1, '&gt;')
    }
    if (code === CR) return bytes[at + 1] === LF ? this.#mark(at, at + 1, '') : this.#mark(at, at + 1, '\n')
    // Beside the root there are no references, not even to blanks.
    if (code !== AMPERSAND || this.#inside < 0) throw new NotOrdinary()
    const { text, length } = readReference(
      bytes.toString('latin1', at, Math.min(bytes.length, at + REFERENCE_LENGTH_MAX)),
    )
    return this.#mark(at, at + length, canonicalText(text))
  }

  #mark(at: number, end: number, text: string): number {
    if (this.#inside >= 0) this.#document.marks.push({ at, end, kind: 'text', text, element: this.#inside })
    return end
  }

  #startTag(start: number): number {
    const bytes = this.#bytes
    const document = this.#document
    if (this.#inside < 0 && document.count > 0) throw new NotOrdinary()
    const nameEnd = this.#names.read(start + 1)
    const colon = this.#names.colon
    const element = document.add(start, colon < 0 ? start + 1 : colon + 1, nameEnd, this.#inside)
    const end = bytes[nameEnd] === GT ? nameEnd : this.#attributes(element, nameEnd)
    if (colon >= 0) this.#namespaceOf(element, document.prefix(element))
    const isEmpty = bytes[end] === SLASH
    const tagEnd = end + (isEmpty ? 2 : 1)
    if (bytes[tagEnd - 1] !== GT) throw new NotOrdinary()
    // As written means: a name between the brackets, and nothing else.
    if (end !== nameEnd || isEmpty) document.marks.push({ at: start, end: tagEnd, kind: 'tag', text: '', element })
    document.open(element, tagEnd)
    if (isEmpty) document.close(element, tagEnd, tagEnd)
    else this.#inside = element
    return tagEnd
  }

  #namespaceOf(element: number, prefix: string): string {
    const uri = this.#document.scope(element).find(prefix)
    if (uri === undefined || prefix === 'xmlns') throw new NotOrdinary()
    return uri
  }

  /** From behind the name of a start tag to its `/` or `>`. */
  #attributes(element: number, nameEnd: number): number {
    const declarations: Declaration[] = []
    const attributes: ReceivedAttribute[] = []
    let at = nameEnd
    for (;;) {
      const start = this.#skipBlank(at)
      const code = this.#bytes[start]
      if (code === GT || code === SLASH) {
        this.#describe(element, declarations, attributes)
        return start
      }
      if (start === at) throw new NotOrdinary()
      const end = this.#names.read(start)
      const colon = this.#names.colon
      const prefix = colon < 0 ? '' : this.#bytes.toString('latin1', start, colon)
      const local = this.#bytes.toString('latin1', colon < 0 ? start : colon + 1, end)
      const open = this.#openingQuote(end)
      at = this.#closingQuote(open) + 1
      const value = readValue(this.#bytes.toString('latin1', open + 1, at - 1))
      if (prefix === 'xmlns') declarations.push({ prefix: local, uri: value })
      else if (prefix === '' && local === 'xmlns') declarations.push({ prefix: '', uri: value })
      else attributes.push({ prefix, local, value })
    }
  }

  #describe(element: number, declarations: readonly Declaration[], attributes: readonly ReceivedAttribute[]): void {
    const document = this.#document
    declarations.forEach(checkDeclaration)
    const outer = document.scope(element)
    const scope = declarations.length === 0 ? outer : new NamespaceScope(declarations, outer)
    document.describe(element, scope, attributes)
    const names = attributes.map(({ prefix, local }) =>
      prefix === '' ? local : `${local} ${this.#namespaceOf(element, prefix)}`,
    )
    if (new Set(names).size < names.length) throw new NotOrdinary()
    if (new Set(declarations.map(({ prefix }) => prefix)).size < declarations.length) throw new NotOrdinary()
    for (const { prefix, local, value } of attributes) {
      if (local === 'Id' || local === 'ID' || local === 'id') document.ids.push({ value, element })
      // Of the type ID, so that blanks around it may be dropped, which not every reader does.
      if (prefix === 'xml' && local === 'id' && /\s|^$/.test(value)) throw new NotOrdinary()
    }
  }

  #openingQuote(nameEnd: number): number {
    const equals = this.#skipBlank(nameEnd)
    if (this.#bytes[equals] !== EQUALS) throw new NotOrdinary()
    return this.#skipBlank(equals + 1)
  }

  #closingQuote(open: number): number {
    const bytes = this.#bytes
    const quote = bytes[open]
    if (quote !== QUOTE && quote !== APOSTROPHE) throw new NotOrdinary()
    let at = open + 1
    while (isPlainValue[bytes[at] ?? 0] === 1) at++
    if (bytes[at] === quote) return at
    const close = bytes.indexOf(quote, at)
    if (close < 0) throw new NotOrdinary()
    return close
  }

  #endTag(start: number): number {
    const bytes = this.#bytes
    const document = this.#document
    const element = this.#inside
    if (element < 0) throw new NotOrdinary()
    const name = document.start(element) + 1
    const length = document.nameLength(element)
    for (let index = 0; index < length; index++) {
      if (bytes[start + 2 + index] !== bytes[name + index]) throw new NotOrdinary()
    }
    const nameEnd = start + 2 + length
    const end = this.#skipBlank(nameEnd)
    if (bytes[end] !== GT) throw new NotOrdinary()
    if (end !== nameEnd) this.#mark(nameEnd, end, '')
    document.close(element, start, end + 1)
    this.#inside = document.parent(element)
    return end + 1
  }

  /** A comment, or a CDATA section. */
  #section(at: number): number {
    const bytes = this.#bytes
    const head = bytes.toString('latin1', at, at + 9)
    if (head.startsWith('<!--')) {
      const end = this.#closing('-->', at + 4)
      const text = this.#characters(at + 4, end - 3)
      if (text.includes('--') || text.endsWith('-')) throw new NotOrdinary()
      return this.#remark(at, end, 'comment', `<!--${withLineEnds(text)}-->`)
    }
    if (head !== '<![CDATA[' || this.#inside < 0) throw new NotOrdinary()
    const end = this.#closing(']]>', at + 9)
    return this.#mark(at, end, canonicalText(withLineEnds(this.#characters(at + 9, end - 3))))
  }

  #instruction(at: number): number {
    const end = this.#closing('?>', at + 2)
    const text = this.#characters(at + 2, end - 2)
    const [, target = '', data = ''] = /^([^\t\n\r ]+)(?:[\t\n\r ]+(.*))?$/s.exec(text) ?? []
    if (!isNcName(target) || target.toLowerCase() === 'xml') throw new NotOrdinary()
    return this.#remark(at, end, 'instruction', `<?${target}${data === '' ? '' : ` ${withLineEnds(data)}`}?>`)
  }

  #remark(at: number, end: number, kind: 'comment' | 'instruction', text: string): number {
    const document = this.#document
    if (this.#inside >= 0) document.marks.push({ at, end, kind, text, element: this.#inside })
    else document.beside.push({ isComment: kind === 'comment', isBefore: document.count === 0, text })
    return end
  }

  #closing(mark: string, from: number): number {
    const at = this.#bytes.indexOf(mark, from, 'latin1')
    if (at < 0) throw new NotOrdinary()
    return at + mark.length
  }

  #characters(from: number, to: number): string {
    const text = this.#bytes.toString('latin1', from, to)
    if (!hasOnlyCharacters(text)) throw new NotOrdinary()
    return text
  }

  #skipBlank(from: number): number {
    let at = from
    while (isBlank[this.#bytes[at] ?? 0] === 1) at++
    return at
  }
}

function isBlankText(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (isBlank[bytes[at] ?? 0] === 0) return false
  return true
}
