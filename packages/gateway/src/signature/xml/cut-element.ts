/**
 * Digests of one element's canonical form, cut out of that of its whole document: libxml2 asks about each node of a
 * document whether it belongs to a part, going up to the root each time, and asking costs more than the rest.
 */
import type { XmlDocument } from 'libxml2-wasm'
import type { DigestAlgorithm } from './algorithms.ts'
import { type CanonicalFormOptions, canonicalBytes, digesting, writeCanonical } from './canonical-form.ts'
import { ElementCut } from './element-cut.ts'
import type { ElementMap } from './element-map.ts'
import { ElementSpan } from './splice.ts'
import { findElements, withDocument } from './xml-document.ts'

const EXCLUSIVE = 1

export interface Apex {
  readonly number: number
  /** An attribute that its start tag gets; the value needs no escaping. */
  readonly added: { readonly name: string; readonly value: string } | null
}

/**
 * @param options Without comments.
 * @returns Null: it is no element of which the cut would be the canonical form.
 */
export function digestsByCut(
  document: XmlDocument,
  elements: ElementMap,
  apex: Apex,
  options: CanonicalFormOptions,
  digests: readonly DigestAlgorithm['name'][],
): ReadonlyMap<DigestAlgorithm['name'], Buffer> | null {
  if (holdsInstructions(elements.bytes)) return null
  const { number } = apex
  const mayInherit = elements.ancestors(number).some((ancestor) => elements.hasAttributes(ancestor))
  // Exclusive canonicalization writes what is inherited where it is used, anywhere inside.
  if (mayInherit && options.canonicalization.mode === EXCLUSIVE) return null
  const hashes = digesting(digests)
  const cut = new ElementCut(number, startTagOf(elements, apex, mayInherit, options), hashes.update)
  writeCanonical(document, null, options, (piece) => cut.write(piece))
  if (!cut.isComplete) throw new Error(`the canonical form has no element ${number}`)
  return hashes.digests()
}

/** Instructions may hold a `<`. The declaration is none. */
function holdsInstructions(bytes: Buffer): boolean {
  const isDeclared = /^(?:\xef\xbb\xbf)?<\?xml\s/.test(bytes.toString('latin1', 0, 9))
  return bytes.includes('<?', isDeclared ? 4 : 0)
}

/** In canonical form; null: as it stands in that of the document. */
function startTagOf(
  elements: ElementMap,
  { number, added }: Apex,
  mayInherit: boolean,
  options: CanonicalFormOptions,
): Buffer | null {
  if (added === null) return mayInherit ? inheritingTag(elements, number, '', options) : null
  const attribute = ` ${added.name}="${added.value}"`
  // Of a tag with nothing else in it or around it, the canonical form is known.
  if (!mayInherit && !elements.hasAttributes(number)) {
    return Buffer.from(`<${new ElementSpan(elements, number).tagName}${attribute}>`)
  }
  return inheritingTag(elements, number, attribute, options)
}

/** It takes over the namespaces and `xml:` attributes of what is around it. */
function inheritingTag(elements: ElementMap, number: number, attribute: string, options: CanonicalFormOptions): Buffer {
  const around = elements.ancestors(number).map((each) => new ElementSpan(elements, each))
  const own = new ElementSpan(elements, number)
  const { tagName, startTag } = own
  const tag = `<${tagName}${attribute}${startTag.slice(1 + tagName.length)}</${tagName}>`
  const before = around.map((span) => span.startTag).join('')
  const behind = around.reverse().map((span) => `</${span.tagName}>`)
  return withDocument(Buffer.from([before, tag, ...behind].join('')), (document) => {
    const element = findElements(document, '//*').at(-1)
    if (element === undefined) throw new Error('the tags around the element are not as they were written')
    const form = canonicalBytes(document, element, options)
    return form.subarray(0, form.lastIndexOf('</'))
  })
}
