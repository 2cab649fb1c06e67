/**
 * The digest of what a signature speaks for, in the document as it will be without the Signature itself. The
 * document as it was parsed is that already, unless the signature's own changes fall inside: a replaced element is
 * taken out of the tree, an added Id stands in the one tag that has it; for what neither can do, the changed bytes
 * are parsed once more.
 */
import type { XmlDocument } from 'libxml2-wasm'
import { type Canonicalization, type DigestAlgorithm, withoutComments } from './algorithms.ts'
import { type CanonicalFormOptions, canonicalDigests } from './canonical-form.ts'
import { digestsByCut } from './cut-element.ts'
import type { ElementMap } from './element-map.ts'
import type { Survey } from './signature-place.ts'
import { elementNumbered, withDocument } from './xml-document.ts'
import { IdIndex } from './xml-ids.ts'

export interface ContentDigestOptions {
  readonly canonicalization: Canonicalization
  readonly digests: readonly DigestAlgorithm['name'][]
  /** The Id of the signed element, had or given; null for the whole document. */
  readonly id: string | null
  readonly idAttribute: string
  /** As `guardDocument` found them. */
  readonly idNames: ReadonlySet<string>
  /** Of the document as it was parsed. */
  readonly elements: ElementMap
  /** The bytes of the document with every change but the Signature. */
  readonly changedBytes: () => Buffer
}

/** Changes the tree: the last thing to be done with it. */
export function contentDigests(
  document: XmlDocument,
  survey: Survey,
  options: ContentDigestOptions,
): ReadonlyMap<DigestAlgorithm['name'], Buffer> {
  const { elements, digests } = options
  const { place, target } = survey
  const form = { canonicalization: withoutComments(options.canonicalization), comments: false }
  const placeIsInside = isInside(elements, survey)
  if (placeIsInside && place.create !== null) return digestsOfChanged(options, form)
  if (placeIsInside && place.replaces !== null) elementNumbered(document, elements, place.replaces).remove()
  if (target === null) return canonicalDigests(document, null, form, digests)
  const addedId = target.id === null && options.id !== null ? { name: options.idAttribute, value: options.id } : null
  const cut = digestsByCut(document, elements, { number: target.element, added: addedId }, form, digests)
  if (cut !== null) return cut
  if (addedId !== null) return digestsOfChanged(options, form)
  return canonicalDigests(document, elementNumbered(document, elements, target.element), form, digests)
}

function digestsOfChanged(
  { id, idAttribute, idNames, digests, changedBytes }: ContentDigestOptions,
  form: CanonicalFormOptions,
) {
  return withDocument(changedBytes(), (changed) => {
    const [element = null] = id === null ? [] : new IdIndex(changed, new Set([...idNames, idAttribute])).holders(id)
    return canonicalDigests(changed, element, form, digests)
  })
}

/** Whether the Signature will stand inside what it speaks for. */
export function isInside(elements: ElementMap, { place, target }: Survey): boolean {
  return target === null || elements.isWithin(place.parent, target.element)
}
