/**
 * The digest of what a signature speaks for, in the document as it will be without the Signature itself. The
 * document as it was parsed is that already, unless the signature's own changes fall inside: an added Id, a
 * made element, a replaced one. Then they are made in the tree where libxml2-wasm makes them rightly, else in
 * the bytes, which are parsed once more.
 */
import type { XmlDocument } from 'libxml2-wasm'
import { type Canonicalization, type DigestAlgorithm, withoutComments } from './algorithms.ts'
import { canonicalDigests } from './canonical-form.ts'
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
  const { elements } = options
  const { place, target } = survey
  const form = { canonicalization: withoutComments(options.canonicalization), comments: false }
  const placeIsInside = isInside(elements, survey)
  const missingId = target?.id === null ? options.id : null
  // `setAttr` puts an attribute into the default namespace where there is one, and `addElement` does not know
  // one that was taken back (xmlns="").
  const withoutId = target === null || missingId === null ? null : elementNumbered(document, target.element)
  const hasDefaultNamespace = withoutId !== null && withoutId.namespaceForPrefix('') !== null
  if (hasDefaultNamespace || (placeIsInside && place.create !== null)) {
    return withDocument(options.changedBytes(), (changed) => {
      const [element = null] =
        options.id === null
          ? []
          : new IdIndex(changed, new Set([...options.idNames, options.idAttribute])).holders(options.id)
      return canonicalDigests(changed, element, form, options.digests)
    })
  }
  if (missingId !== null) withoutId?.setAttr(options.idAttribute, missingId)
  if (placeIsInside && place.replaces !== null) elementNumbered(document, place.replaces).remove()
  if (target === null) return canonicalDigests(document, null, form, options.digests)
  const wishes = { number: target.element, hasOtherTag: missingId !== null }
  const cut = digestsByCut(document, elements, wishes, form, options.digests)
  return cut ?? canonicalDigests(document, elementNumbered(document, target.element), form, options.digests)
}

/** Whether the Signature will stand inside what it speaks for. */
export function isInside(elements: ElementMap, { place, target }: Survey): boolean {
  return target === null || elements.isWithin(place.parent, target.element)
}
