/** The signature of customs messages of the KDT family as a format of the engine. */
import type { KdtProfileOptions } from '@congky/shared'
import type { XmlDocument } from 'libxml2-wasm'
import type { Certificate } from '../../domain/certificate.ts'
import { assertNoOtherSignature } from '../bare-octets.ts'
import { chooseDigest } from '../digest-choice.ts'
import { lookAtPart } from '../look-at-document.ts'
import { readCoveredPart, type XmlTarget } from '../read-covered.ts'
import type { SignatureFormat } from '../signature-format.ts'
import { type GuardedDocument, guardDocument, isLight } from '../xml/document-guard.ts'
import { signableLimits } from '../xml/document-limits.ts'
import { mismatch, oneElementAt, parseElementPath } from '../xml/element-path.ts'
import { taxCodeAt } from '../xml/inspect-document.ts'
import { applyEdits, type Edit } from '../xml/splice.ts'
import { withDocument } from '../xml/xml-document.ts'
import { kdtOctets } from './kdt-octets.ts'
import { contentOf, surveyKdt } from './kdt-place.ts'
import { readKdtSignature } from './kdt-signature.ts'

export interface KdtPlanRest {
  readonly edit: Edit
  readonly options: KdtProfileOptions
  readonly certificate: Uint8Array
}

export const kdtFormat: SignatureFormat<KdtProfileOptions, GuardedDocument, KdtPlanRest> = {
  // A document that will carry a signature needs room for it.
  open: (document) => guardDocument(document, signableLimits),
  isLight,
  inspect: (guarded, profile, options) =>
    withDocument(guarded.bytes, (document) => {
      const { taxCode } = targetOf(document, guarded, profile, options)
      return { taxCode }
    }),
  look: (guarded, profile, options, valuePaths) =>
    lookAtPart(guarded, valuePaths, (document) => targetOf(document, guarded, profile, options).target),
  read: (guarded, profile, options) =>
    readCoveredPart(guarded, (document) => targetOf(document, guarded, profile, options)),
  plan: (guarded, { profile, options, certificate }) =>
    withDocument(guarded.bytes, (document) => {
      requireRsa(certificate, profile)
      const { octets, edit } = surveyKdt(document, guarded, options, profile)
      assertNoOtherSignature(octets, profile)
      const rest = { edit: edit(certificate.der), options, certificate: certificate.der }
      return { digestAlgorithm: chooseDigest(options.digest, certificate), toBeSigned: octets, rest }
    }),
  complete(document, { toBeSigned, rest }, { value }) {
    const signed = applyEdits(document, [rest.edit], Buffer.from(value).toString('base64'))
    checkSigned(guardDocument(signed), toBeSigned, rest, value)
    return { document: signed }
  },
}

function targetOf(
  document: XmlDocument,
  guarded: GuardedDocument,
  profile: string,
  options: KdtProfileOptions,
): XmlTarget {
  const { target, place } = surveyKdt(document, guarded, options, profile)
  return { target, place, taxCode: taxCodeAt(document, guarded, options.taxCodePath, profile) }
}

/** `data` is PKCS#1, which other keys do not make. */
function requireRsa({ keyType }: Certificate, profile: string): void {
  if (keyType === 'rsa') return
  throw mismatch(profile, {
    en: 'it takes RSA keys only, and the certificate has another one',
    vi: 'mẫu này chỉ dùng khóa RSA, còn chữ ký số này dùng loại khóa khác',
  })
}

/** The finished bytes are read anew, as a receiver would read them. @throws {Error} A bug of ours. */
function checkSigned(guarded: GuardedDocument, octets: Uint8Array, rest: KdtPlanRest, value: Uint8Array): void {
  withDocument(guarded.bytes, (document) => {
    const { signs, placedIn, octets: reading } = rest.options
    const at = (path: string) => oneElementAt(document, parseElementPath(path), 'kdt')
    const { data, certificate, problems } = readKdtSignature(guarded, at(placedIn))
    if (problems.length > 0) throw new Error(`the signature cannot be read: ${problems.join('; ')}`)
    if (!data?.equals(value)) throw new Error('the document carries another value')
    if (!certificate?.equals(rest.certificate)) throw new Error('the document carries another certificate')
    const signed = kdtOctets(reading, contentOf(document, guarded, at(signs)))
    if (!signed?.equals(octets)) throw new Error('what was signed is not what the document holds')
  })
}
