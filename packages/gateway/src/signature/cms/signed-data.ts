/**
 * Making CMS SignedData (RFC 5652, 5) in two steps, as the key is elsewhere: `planSignedData` says what is to be
 * signed, `completeSignedData` puts the value in. All of it is DER, and the same plan and value give the same
 * octets.
 *
 * What is signed are the signed attributes, which hold the digest of the content. Without them, where a receiver
 * cannot read them, it is the content itself; content that could be read as attributes is then refused, since the
 * signature would speak for another message as well.
 */
import { createHash } from 'node:crypto'
import type { Certificate } from '../../domain/certificate.ts'
import { certificateIdentity } from './certificate-identity.ts'
import { type CmsSignatureAlgorithm, cmsSignatureFor, digestOids, OID } from './cms-algorithms.ts'
import { contextTag } from './read-ber.ts'
import { derNull, integer, octetString, oid, sequence, setOf, tagged, time, wrapped } from './write-der.ts'

export interface SignedDataRequest {
  readonly certificate: Certificate
  /** DER of certificates above the signer's, to travel along. */
  readonly chain: readonly Uint8Array[]
  readonly digest: 'sha1' | 'sha256'
  readonly contentDigest: Uint8Array
  readonly signedAt: Date
  readonly signedAttributes: boolean
  /** Whether the signed attributes name the certificate (CAdES-BES: ETSI EN 319 122-1, 5.2.2). */
  readonly namesCertificate: boolean
}

/** Plain data, so that a worker thread can make it. */
export interface SignedDataPlan {
  readonly digest: 'sha1' | 'sha256'
  readonly keyType: 'rsa' | 'ec'
  /** DER of the SET of signed attributes: what is signed. Null: the content is. */
  readonly signedAttributes: Uint8Array | null
  readonly certificate: Uint8Array
  readonly chain: readonly Uint8Array[]
}

export function planSignedData(request: SignedDataRequest): SignedDataPlan {
  const { certificate, chain, digest, contentDigest, signedAt, namesCertificate } = request
  const attributes = [
    attribute(OID.contentType, oid(OID.data)),
    attribute(OID.signingTime, time(signedAt)),
    attribute(OID.messageDigest, octetString(contentDigest)),
    ...(namesCertificate ? [attribute(OID.signingCertificateV2, signingCertificate(certificate.der))] : []),
  ]
  return {
    ...{ digest, keyType: certificate.keyType, certificate: certificate.der, chain },
    signedAttributes: request.signedAttributes ? setOf(attributes) : null,
  }
}

export interface SignedDataParts {
  /** The content to travel inside; null for a detached signature. */
  readonly content: Uint8Array | null
  /** DER of an RFC 3161 token over the signature value; null for none. */
  readonly timestampToken: Uint8Array | null
}

/** @param value PKCS#1 v1.5 for RSA, r ‖ s for ECDSA. */
export function completeSignedData(plan: SignedDataPlan, value: Uint8Array, parts: SignedDataParts): Buffer {
  const { issuer, serial } = certificateIdentity(plan.certificate)
  const algorithm = cmsSignatureFor(plan.keyType, plan.digest)
  const digestAlgorithm = sequence(oid(digestOids[plan.digest]))
  const token = parts.timestampToken
  const signerInfo = sequence(
    integer(1),
    sequence(issuer, serial),
    digestAlgorithm,
    ...(plan.signedAttributes === null ? [] : [underTag(0, plan.signedAttributes)]),
    signatureAlgorithm(algorithm),
    octetString(signatureOctets(plan, value)),
    ...(token === null ? [] : [setOf([attribute(OID.timestampToken, token)], contextTag(1))]),
  )
  const content = parts.content === null ? [] : [wrapped(0, octetString(parts.content))]
  const signedData = sequence(
    integer(1),
    setOf([digestAlgorithm]),
    sequence(oid(OID.data), ...content),
    setOf([plan.certificate, ...plan.chain], contextTag(0)),
    setOf([signerInfo]),
  )
  return sequence(oid(OID.signedData), wrapped(0, signedData))
}

function signatureAlgorithm({ oid: name, hasNull }: CmsSignatureAlgorithm): Buffer {
  return sequence(oid(name), ...(hasNull ? [derNull()] : []))
}

/** Signed as a SET, written as [0]: RFC 5652, 5.4. */
function underTag(number: number, set: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(contextTag(number)), set.subarray(1)])
}

function attribute(name: string, value: Uint8Array): Buffer {
  return sequence(oid(name), setOf([value]))
}

/** SigningCertificateV2 (RFC 5035, 3): the digest is SHA-256, which is its default and so not written. */
function signingCertificate(der: Uint8Array): Buffer {
  const digest = createHash('sha256').update(der).digest()
  return sequence(sequence(sequence(octetString(digest), issuerSerial(der))))
}

/** IssuerSerial of a certificate (RFC 5035, 3): the name of its issuer as a GeneralName, and its serial number. */
export function issuerSerial(der: Uint8Array): Buffer {
  const { issuer, serial } = certificateIdentity(der)
  // A directoryName is choice [4] of GeneralName.
  return sequence(sequence(tagged(contextTag(4), issuer)), serial)
}

/** The value as CMS carries it: of ECDSA not r ‖ s, as tokens give it, but ECDSA-Sig-Value (RFC 5753, 7.2). */
export function signatureOctets({ keyType }: Pick<SignedDataPlan, 'keyType'>, value: Uint8Array): Uint8Array {
  if (keyType === 'rsa') return value
  const half = value.length / 2
  return sequence(integer(value.subarray(0, half)), integer(value.subarray(half)))
}
