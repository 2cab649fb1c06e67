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

export interface CutWishes {
  readonly number: number
  /** Whether its start tag is another one in the tree than in the bytes. */
  readonly hasOtherTag: boolean
}

/**
 * @param options Without comments.
 * @returns Null: it is no element of which the cut would be the canonical form.
 */
export function digestsByCut(
  document: XmlDocument,
  elements: ElementMap,
  { number, hasOtherTag }: CutWishes,
  options: CanonicalFormOptions,
  digests: readonly DigestAlgorithm['name'][],
): ReadonlyMap<DigestAlgorithm['name'], Buffer> | null {
  if (holdsInstructions(elements.bytes)) return null
  const mayInherit = elements.ancestors(number).some((ancestor) => elements.hasAttributes(ancestor))
  // Exclusive canonicalization writes what is inherited where it is used, anywhere inside.
  if (mayInherit && (hasOtherTag || options.canonicalization.mode === EXCLUSIVE)) return null
  const hashes = digesting(digests)
  const cut = new ElementCut(number, mayInherit ? apexTag(elements, number, options) : null, hashes.update)
  writeCanonical(document, null, options, (piece) => cut.write(piece))
  if (!cut.isComplete) throw new Error(`the canonical form has no element ${number}`)
  return hashes.digests()
}

/** Instructions may hold a `<`. The declaration is none. */
function holdsInstructions(bytes: Buffer): boolean {
  const isDeclared = /^(?:\xef\xbb\xbf)?<\?xml\s/.test(bytes.toString('latin1', 0, 9))
  return bytes.includes('<?', isDeclared ? 4 : 0)
}

/** The start tag of an element that takes over the namespaces and `xml:` attributes around it. */
function apexTag(elements: ElementMap, number: number, options: CanonicalFormOptions): Buffer {
  const spans = [...elements.ancestors(number), number].map((each) => new ElementSpan(elements, each))
  const standIn = spans.map(({ startTag }) => startTag).concat(spans.reverse().map(({ tagName }) => `</${tagName}>`))
  return withDocument(Buffer.from(standIn.join('')), (document) => {
    const element = findElements(document, '//*').at(-1)
    if (element === undefined) throw new Error('the tags around the element are not as they were written')
    const form = canonicalBytes(document, element, options)
    return form.subarray(0, form.lastIndexOf('</'))
  })
}
