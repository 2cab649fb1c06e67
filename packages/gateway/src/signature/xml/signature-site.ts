/**
 * Where a signature goes in a document and what it will say of it: all of a plan that depends neither on the
 * certificate nor on the time.
 */
import type { XmlProfileOptions } from '@congky/shared'
import type { XmlDocument } from 'libxml2-wasm'
import { hashOf } from '../hash-of.ts'
import { canonicalizationNamed, type DigestAlgorithm } from './algorithms.ts'
import { contentDigests, isInside } from './content-digest.ts'
import type { GuardedDocument } from './document-guard.ts'
import type { ElementMap } from './element-map.ts'
import type { DraftIds } from './signature-draft.ts'
import { type SignatureGround, signatureGround } from './signature-ground.ts'
import type { Survey } from './signature-place.ts'
import { applyEdits, type Edit, ElementSpan } from './splice.ts'
import { duplicateId } from './xml-ids.ts'

/** What the finished signature must turn out to be; paths as `pathOf` writes them. */
export interface SignatureExpectation {
  /** Path of the element that holds the Signature. */
  readonly parentPath: string
  /** What each reference covers; null is a part of the Signature itself. */
  readonly covers: readonly { readonly uri: string; readonly path: string | null }[]
}

export interface SignatureSite {
  readonly ids: DraftIds
  readonly ground: SignatureGround
  /** Adds the Id of the signed element where it has none. */
  readonly idEdits: readonly Edit[]
  readonly expectation: SignatureExpectation
  /** The first reference. */
  readonly uri: string
  readonly enveloped: boolean
  /** Of what it speaks for, by name of the algorithm. */
  readonly digests: ReadonlyMap<DigestAlgorithm['name'], Buffer>
}

/**
 * Changes the tree: the last thing to be done with it.
 *
 * @param options Those of the layout that fits the document.
 * @param digests What the signature may have to digest with.
 * @throws {CongkyError} ERR_DUPLICATE_ID
 */
export function signatureSite(
  document: XmlDocument,
  guarded: GuardedDocument,
  survey: Survey,
  options: XmlProfileOptions,
  digests: readonly DigestAlgorithm['name'][],
): SignatureSite {
  const ids = chooseIds(guarded.bytes, options, survey)
  const uri = ids.target === null ? '' : `#${ids.target}`
  const { elements } = guarded
  const ground = signatureGround(elements, survey.place)
  const idEdits = editsForId(elements, survey, ids, options)
  return {
    ids,
    ground,
    idEdits,
    expectation: {
      parentPath: holderPath(elements, survey),
      covers: [{ uri, path: elements.path(survey.target?.element ?? 0) }, ...ownCovers(options, ids)],
    },
    uri,
    enveloped: options.envelopedTransform || isInside(elements, survey),
    digests: contentDigests(document, survey, {
      canonicalization: canonicalizationNamed(options.canonicalization),
      digests,
      id: ids.target,
      idAttribute: options.idAttribute,
      idNames: guarded.idNames,
      elements,
      changedBytes: () => applyEdits(guarded.bytes, [...idEdits, ground.edit('', '')], ''),
    }),
  }
}

interface ChosenIds extends DraftIds {
  /** Of the signed element; null for the whole document. */
  readonly target: string | null
}

/** Made from the document's hash: signing the same document again gives the same Ids, and so the same bytes. */
function chooseIds(bytes: Buffer, { newId }: XmlProfileOptions, { target, ids }: Survey): ChosenIds {
  const suffix = hashOf('sha256', bytes).toString('hex', 0, 8)
  if (target?.id === null && newId !== null && ids.has(newId)) throw duplicateId(newId)
  const unused = (prefix: string) => {
    let id = `${prefix}-${suffix}`
    while (ids.has(id)) id += '-'
    return id
  }
  return {
    target: target && (target.id ?? newId ?? unused('Id')),
    signature: unused('Signature'),
    object: unused('SigningTime'),
    reference: unused('Reference'),
    properties: unused('SignedProperties'),
  }
}

function editsForId(elements: ElementMap, { target }: Survey, ids: ChosenIds, options: XmlProfileOptions): Edit[] {
  if (target === null || target.id !== null || ids.target === null) return []
  return [new ElementSpan(elements, target.element).addAttribute(options.idAttribute, ids.target)]
}

function holderPath(elements: ElementMap, { place }: Survey): string {
  const path = elements.path(place.parent)
  return place.create === null ? path : `${path}/${place.create}`
}

/** What the references cover beside the content, in their order. */
function ownCovers({ signingTime, signingTimeReferenced, xades }: XmlProfileOptions, ids: ChosenIds) {
  return [
    ...(signingTime !== 'none' && signingTimeReferenced ? [ids.object] : []),
    ...(xades === 'none' ? [] : [ids.properties]),
  ].map((id) => ({ uri: `#${id}`, path: null }))
}
