/**
 * Digests of one element's canonical form, cut out of that of its whole document: libxml2 asks about each node of a
 * document whether it belongs to a part, and asking costs as much as the rest.
 */
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import { hashOf } from '../hash-of.ts'
import { LIGHT_BYTES_MAX } from '../light.ts'
import { inStage } from '../stage-watch.ts'
import type { DigestAlgorithm } from './algorithms.ts'
import { type CanonicalFormOptions, canonicalBytes } from './canonical-form.ts'
import { numberOf } from './xml-document.ts'

const LT = 0x3c
const GT = 0x3e
const SLASH = 0x2f

/**
 * @param bytes Of the document.
 * @param options Without comments.
 * @returns Null: it is no element of which the cut would be the canonical form, or the document is large.
 */
export function digestsByCut(
  document: XmlDocument,
  bytes: Buffer,
  element: XmlElement,
  options: CanonicalFormOptions,
  digests: readonly DigestAlgorithm['name'][],
): ReadonlyMap<DigestAlgorithm['name'], Buffer> | null {
  if (bytes.length > LIGHT_BYTES_MAX || holdsInstructions(bytes) || !inheritsNothing(element)) return null
  const form = cutElement(canonicalBytes(document, null, options), numberOf(element))
  return new Map(digests.map((name) => [name, inStage('digest', () => hashOf(name, form))]))
}

/** Instructions may hold a `<`. The declaration is none. */
function holdsInstructions(bytes: Buffer): boolean {
  const isDeclared = /^(?:\xef\xbb\xbf)?<\?xml\s/.test(bytes.toString('latin1', 0, 9))
  return bytes.includes('<?', isDeclared ? 4 : 0)
}

/** As an apex it takes over the namespaces and `xml:` attributes of what is around it. */
function inheritsNothing(element: XmlElement): boolean {
  for (let at = element.parent; at; at = at.parent) {
    if (Object.keys(at.nsDeclarations).length > 0) return false
    if (at.attrs.some((attribute) => attribute.namespacePrefix === 'xml')) return false
  }
  return true
}

/** @param canonical Without comments and instructions: each `<` begins a tag, and each start tag has its end tag. */
export function cutElement(canonical: Buffer, number: number): Buffer {
  let count = 0
  let depth = 0
  let start = -1
  for (let at = 0; at < canonical.length; at++) {
    if (canonical[at] !== LT) continue
    const opens = canonical[at + 1] !== SLASH
    if (opens && count++ === number) start = at
    if (start < 0) continue
    depth += opens ? 1 : -1
    if (depth === 0) return canonical.subarray(start, canonical.indexOf(GT, at) + 1)
  }
  throw new Error(`the canonical form has no element ${number}`)
}
