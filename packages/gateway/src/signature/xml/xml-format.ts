/** W3C XML Signature as a format of the engine. */
import type { XmlProfileOptions } from '@congky/shared'
import type { SignatureFormat } from '../signature-format.ts'
import { checkSigned } from './check-signed.ts'
import { type GuardedDocument, guardDocument, isLight } from './document-guard.ts'
import { signableLimits } from './document-limits.ts'
import { inspectDocument } from './inspect-document.ts'
import { planSignature, type XmlPlanRest } from './plan-signature.ts'
import { applyEdits } from './splice.ts'

export const xmlFormat: SignatureFormat<XmlProfileOptions, GuardedDocument, XmlPlanRest> = {
  // A document that will carry a signature needs room for it.
  open: (document) => guardDocument(document, signableLimits),
  isLight,
  inspect: inspectDocument,
  plan: planSignature,
  complete(document, { toBeSigned, rest }, { value }) {
    const signatureValue = Buffer.from(value).toString('base64')
    const signed = applyEdits(document, rest.edits, signatureValue)
    checkSigned(guardDocument(signed), signatureValue, toBeSigned, rest.expectation)
    return { document: signed }
  },
}
