/**
 * Writing the qualifying properties of XAdES: when and with which certificate was signed, covered by the signature;
 * and a timestamp over its value, which comes after it.
 *
 * Sources: ETSI EN 319 132-1 V1.2.1, 5.2.1 (SigningTime), 5.2.2 (SigningCertificateV2), 5.2.4 (DataObjectFormat), 5.3
 * (SignatureTimeStamp). The older SigningCertificate of ETSI TS 101 903 is read and no longer written: EN 319 132-1
 * took it out, since its names of issuers read differently to different readers.
 */
import { createHash } from 'node:crypto'
import type { Certificate } from '../../domain/certificate.ts'
import { issuerSerial } from '../cms/signed-data.ts'
import { type Canonicalization, type DigestAlgorithm, XADES_NAMESPACE } from './algorithms.ts'
import type { Edit } from './splice.ts'
import { xmlElement } from './xml-text.ts'

/** Type of the Reference that covers them: EN 319 132-1, 4.4.2. */
export const SIGNED_PROPERTIES_TYPE = 'http://uri.etsi.org/01903#SignedProperties'

export interface QualifyingParts {
  readonly certificate: Certificate
  readonly signedAt: Date
  readonly digest: DigestAlgorithm
  /** Ids of the Signature, of its first Reference, and of the properties themselves. */
  readonly ids: { readonly signature: string; readonly reference: string; readonly properties: string }
}

/** A ds:Object, to stand where ds is the default namespace. */
export function qualifyingObject({ certificate, signedAt, digest, ids }: QualifyingParts): string {
  const certificateDigest = createHash(digest.name).update(certificate.der).digest('base64')
  const certDigest = xmlElement(
    'xades:CertDigest',
    {},
    xmlElement('DigestMethod', { Algorithm: digest.uri }),
    xmlElement('DigestValue', {}, certificateDigest),
  )
  const issuer = xmlElement('xades:IssuerSerialV2', {}, issuerSerial(certificate.der).toString('base64'))
  const ofSignature = xmlElement(
    'xades:SignedSignatureProperties',
    {},
    xmlElement('xades:SigningTime', {}, `${signedAt.toISOString().slice(0, 19)}Z`),
    xmlElement('xades:SigningCertificateV2', {}, xmlElement('xades:Cert', {}, certDigest, issuer)),
  )
  const format = xmlElement(
    'xades:DataObjectFormat',
    { ObjectReference: `#${ids.reference}` },
    xmlElement('xades:MimeType', {}, 'text/xml'),
  )
  const ofContent = xmlElement('xades:SignedDataObjectProperties', {}, format)
  const signed = xmlElement('xades:SignedProperties', { Id: ids.properties }, ofSignature, ofContent)
  const qualifying = { 'xmlns:xades': XADES_NAMESPACE, Target: `#${ids.signature}` }
  return xmlElement('Object', {}, xmlElement('xades:QualifyingProperties', qualifying, signed))
}

/** The edit that puts a Signature in, with a timestamp among its properties. @param token DER of a TimeStampToken. */
export function withTimestamp(edit: Edit, token: Uint8Array, form: Canonicalization): Edit {
  const [head, tail] = edit.insert
  const end = '</xades:QualifyingProperties>'
  // Names and values of others stand there escaped, so this is the one end tag of our own.
  if (!tail?.includes(end)) return edit
  const stamp = xmlElement(
    'xades:SignatureTimeStamp',
    {},
    xmlElement('CanonicalizationMethod', { Algorithm: form.uri }),
    xmlElement('xades:EncapsulatedTimeStamp', {}, Buffer.from(token).toString('base64')),
  )
  const unsigned = xmlElement(
    'xades:UnsignedProperties',
    {},
    xmlElement('xades:UnsignedSignatureProperties', {}, stamp),
  )
  return { ...edit, insert: [head, tail.replace(end, () => `${unsigned}${end}`)] }
}
