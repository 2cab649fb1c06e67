/** W3C XML Signature as a format of the engine. */
import type { XmlProfileOptions } from '@congky/shared'
import { lookAtPart } from '../look-at-document.ts'
import { readCoveredPart } from '../read-covered.ts'
import type { SignatureFormat } from '../signature-format.ts'
import { checkSigned } from './check-signed.ts'
import { guardDocument, isLight } from './document-guard.ts'
import { signableLimits } from './document-limits.ts'
import { inspectDocument, type OpenedXml, targetOf } from './inspect-document.ts'
import { planSignature, type XmlPlanRest } from './plan-signature.ts'
import { readSecond } from './received/check-received.ts'
import { applyEdits } from './splice.ts'
import { withTimestamp } from './xades.ts'

export const xmlFormat: SignatureFormat<XmlProfileOptions, OpenedXml, XmlPlanRest> = {
  // A document that will carry a signature needs room for it.
  open: (document) => ({ guarded: guardDocument(document, signableLimits), site: null }),
  isLight: ({ guarded }) => isLight(guarded),
  inspectsForPlan: true,
  inspect: inspectDocument,
  look: ({ guarded }, profile, options, valuePaths) =>
    lookAtPart(guarded, valuePaths, (document) => targetOf(document, guarded, profile, options).target),
  read: ({ guarded }, profile, options) =>
    readCoveredPart(guarded, (document) => targetOf(document, guarded, profile, options)),
  plan: planSignature,
  complete(document, { toBeSigned, rest }, { value, timestamp }) {
    const signatureValue = Buffer.from(value).toString('base64')
    const { edits, expectation, stampForm } = rest
    const isStamped = stampForm !== null && timestamp !== null
    const made = isStamped ? edits.map((edit) => withTimestamp(edit, timestamp, stampForm)) : edits
    const signed = applyEdits(document, made, signatureValue)
    const promised = { signatureValue, signedInfo: toBeSigned, expectation, stampForm }
    const reading = readSecond(signed, promised)
    if (reading === 'confirmed') return { document: signed }
    const stamped = checkSigned(guardDocument(signed), promised)
    if (stampForm !== null && !isStamped) return { timestampOver: stamped }
    return reading === 'differs' ? { document: signed, readersDiffer: true } : { document: signed }
  },
}
