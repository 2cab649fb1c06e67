/**
 * Everything of a signature but its value: what it will say, what is signed, and how the document changes. The
 * document is parsed once.
 */

import type { XmlProfileOptions } from '@congky/shared'
import { hashOf } from '../hash-of.ts'
import type { SignaturePlan, SigningRequest } from '../signature-format.ts'
import { type Canonicalization, canonicalizationNamed, signingAlgorithms, withoutComments } from './algorithms.ts'
import { withLayout } from './choose-layout.ts'
import { contentDigest, isInside } from './content-digest.ts'
import type { GuardedDocument } from './document-guard.ts'
import { type DraftIds, draftSignature } from './signature-draft.ts'
import { signatureGround, spanOf } from './signature-ground.ts'
import { type Survey, surveyDocument } from './signature-place.ts'
import { applyEdits, type Edit } from './splice.ts'
import { pathOf, withDocument } from './xml-document.ts'
import { duplicateId } from './xml-ids.ts'

/** What the finished signature must turn out to be; paths as `pathOf` writes them. */
export interface SignatureExpectation {
  /** Path of the element that holds the Signature. */
  readonly parentPath: string
  /** What each reference covers; null is a part of the Signature itself. */
  readonly covers: readonly { readonly uri: string; readonly path: string | null }[]
}

/** What completes a plan; what it signs is SignedInfo in canonical form. */
export interface XmlPlanRest {
  readonly edits: readonly Edit[]
  readonly expectation: SignatureExpectation
  /** Canonical form of what a timestamp has to speak for; null: none is wanted. */
  readonly stampForm: Canonicalization | null
}

/**
 * @throws {CongkyError} ERR_DOCUMENT_NOT_XML, ERR_PROFILE_MISMATCH, ERR_DUPLICATE_ID, ERR_ALREADY_SIGNED.
 */
export function planSignature(
  guarded: GuardedDocument,
  request: SigningRequest<XmlProfileOptions>,
): SignaturePlan<XmlPlanRest> {
  const { digest } = signingAlgorithms(request.options.digest, request.certificate)
  return withDocument(guarded.bytes, (document) => {
    const options = withLayout(document, request.options, request.profile)
    const survey = surveyDocument(document, guarded, options, request.profile)
    const ids = chooseIds(guarded.bytes, options, survey)
    const uri = ids.target === null ? '' : `#${ids.target}`
    const ground = signatureGround(guarded, survey.place)
    const idEdits = editsForId(guarded, survey, ids, options)
    const expectation = {
      parentPath: holderPath(survey),
      covers: [{ uri, path: pathOf(survey.target?.element ?? document.root) }, ...ownCovers(options, ids)],
    }
    const content = {
      uri,
      enveloped: options.envelopedTransform || isInside(survey),
      digest: contentDigest(document, survey, {
        canonicalization: canonicalizationNamed(options.canonicalization),
        digest,
        id: ids.target,
        idAttribute: options.idAttribute,
        idNames: guarded.idNames,
        changedBytes: () => applyEdits(guarded.bytes, [...idEdits, ground.edit('', '')], ''),
      }),
    }
    const { head, tail, signedInfo } = draftSignature(request, ids, ground, content)
    const edits = [...idEdits, ground.edit(head, tail)]
    const stampForm = options.xades === 't' ? withoutComments(canonicalizationNamed(options.canonicalization)) : null
    return { digestAlgorithm: digest.name, toBeSigned: signedInfo, rest: { edits, expectation, stampForm } }
  })
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

/** Adds the Id of the signed element where it has none. */
function editsForId(guarded: GuardedDocument, { target }: Survey, ids: ChosenIds, options: XmlProfileOptions): Edit[] {
  if (target === null || target.id !== null || ids.target === null) return []
  return [spanOf(guarded, target.element).addAttribute(options.idAttribute, ids.target)]
}

function holderPath({ place }: Survey): string {
  const path = pathOf(place.parent)
  return place.create === null ? path : `${path}/${place.create}`
}

/** What the references cover beside the content, in their order. */
function ownCovers({ signingTime, signingTimeReferenced, xades }: XmlProfileOptions, ids: ChosenIds) {
  return [
    ...(signingTime !== 'none' && signingTimeReferenced ? [ids.object] : []),
    ...(xades === 'none' ? [] : [ids.properties]),
  ].map((id) => ({ uri: `#${id}`, path: null }))
}
