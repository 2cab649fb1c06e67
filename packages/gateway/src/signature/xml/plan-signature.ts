/** Everything of a signature but its value: what it will say, what is signed, and how the document changes. */
import type { XmlProfileOptions } from '@congky/shared'
import type { SignaturePlan, SigningRequest } from '../signature-format.ts'
import { type Canonicalization, canonicalizationNamed, signingAlgorithms, withoutComments } from './algorithms.ts'
import { withLayout } from './choose-layout.ts'
import type { OpenedXml } from './inspect-document.ts'
import { draftSignature } from './signature-draft.ts'
import { surveyDocument } from './signature-place.ts'
import { type SignatureExpectation, type SignatureSite, signatureSite } from './signature-site.ts'
import type { Edit } from './splice.ts'
import { withDocument } from './xml-document.ts'

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
  opened: OpenedXml,
  request: SigningRequest<XmlProfileOptions>,
): SignaturePlan<XmlPlanRest> {
  const { options } = request
  const { name } = signingAlgorithms(options.digest, request.certificate).digest
  const { ids, ground, idEdits, expectation, uri, enveloped, digests } = opened.site ?? findSite(opened, request, name)
  const digest = digests.get(name)
  if (digest === undefined) throw new Error(`nobody digested the content with ${name}`)
  const { head, tail, signedInfo } = draftSignature(request, ids, ground, { uri, enveloped, digest })
  const edits = [...idEdits, ground.edit(head, tail)]
  const stampForm = options.xades === 't' ? withoutComments(canonicalizationNamed(options.canonicalization)) : null
  return { digestAlgorithm: name, toBeSigned: signedInfo, rest: { edits, expectation, stampForm } }
}

/** For a document that was not inspected just now. */
function findSite(
  { guarded }: OpenedXml,
  { options, profile }: SigningRequest<XmlProfileOptions>,
  digest: 'sha1' | 'sha256',
): SignatureSite {
  return withDocument(guarded.bytes, (document) => {
    const fitting = withLayout(guarded.elements, options, profile)
    return signatureSite(document, guarded, surveyDocument(document, guarded, fitting, profile), fitting, [digest])
  })
}
