/**
 * Whether one signer of SignedData signed the content: the digest of the content, the attributes around it, the
 * certificate that is named, and its key. RFC 5652, 5.4 to 5.6, and RFC 5035 for the certificate named among the
 * attributes.
 */
import { createHash, verify } from 'node:crypto'
import { type Certificate, parseCertificate } from '../../domain/certificate.ts'
import { publicKeyOf } from '../public-key.ts'
import { type CertificateIdentity, certificateIdentity } from './certificate-identity.ts'
import { type DigestName, digestByOid, OID } from './cms-algorithms.ts'
import { BerCursor, type BerValue, oidText, readBer, TAG, timeOf } from './read-ber.ts'
import type { ReadAttributes, ReadSignedData, ReadSigner } from './read-signed-data.ts'

export interface CheckedSigner {
  /** The certificate that the signature names, when it came along. */
  readonly certificate: Certificate | null
  /** Whether the content is the one that the attributes speak for; without attributes, the one that was signed. */
  readonly isContentIntact: boolean
  readonly signingTime: Date | null
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

/** Content that many signers may speak for: digested once with each algorithm. */
export class DigestedContent {
  readonly bytes: Buffer
  readonly #digests = new Map<DigestName, Buffer>()

  constructor(content: Uint8Array) {
    this.bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  }

  digest(name: DigestName): Buffer {
    const digest = this.#digests.get(name) ?? createHash(name).update(this.bytes).digest()
    this.#digests.set(name, digest)
    return digest
  }
}

/** @param content What the signature speaks for, from inside or beside it; null when it is not here. */
export function checkSigner(
  signedData: ReadSignedData,
  signer: ReadSigner,
  content: DigestedContent | null,
): CheckedSigner {
  const { certificate, problem } = findCertificate(signedData, signer)
  const { attributes } = signer
  const signed = attributes?.signed ?? content?.bytes
  const isValueGood = certificate !== null && signed !== undefined && madeValue(certificate, signer, signed)
  const isContentIntact = content !== null && (attributes ? hasDigest(signer, attributes, content) : isValueGood)
  const problems = [
    ...algorithmProblems(signedData, signer),
    problem,
    content === null && 'it is detached, and what it speaks for is not here',
    ...(attributes ? attributeProblems(signedData, attributes, certificate) : bareProblems(signedData, content)),
    attributes && content && !isContentIntact && 'what it covers was changed after signing',
    certificate && signed && !isValueGood && 'the signature value was not made with the key of its certificate',
  ].filter((each) => typeof each === 'string')
  const time = attributes?.values.get(OID.signingTime)?.[0]
  return {
    ...{ certificate, isContentIntact, problems },
    signingTime: time ? timeOf(time) : null,
    warnings: attributes?.inOrder === false ? ['its attributes are not in order: some readers refuse it'] : [],
  }
}

function algorithmProblems({ digests }: ReadSignedData, { digest, algorithm }: ReadSigner): string[] {
  if (digest === null) return ['its digest algorithm is not accepted']
  if (algorithm === null) return ['its signature algorithm is not accepted']
  const problems: string[] = []
  if (!digests.includes(digest)) problems.push('its digest algorithm is not the one announced')
  if ((algorithm.digest ?? digest) !== digest)
    problems.push('its digest and signature algorithms contradict each other')
  return problems
}

/**
 * The certificate that is named, by issuer and serial number or by its key identifier. Several different ones by
 * one name would let each reader take another.
 */
function findCertificate(
  { certificates }: ReadSignedData,
  signer: ReadSigner,
): { readonly certificate: Certificate | null; readonly problem: string | null } {
  const found = certificates.filter((der) => isNamed(certificateIdentity(der), signer))
  const [first] = found
  if (first === undefined) return { certificate: null, problem: 'it does not carry the certificate that it names' }
  if (found.some((der) => !der.equals(first))) {
    return { certificate: null, problem: 'it carries several certificates by the name of the signer' }
  }
  try {
    return { certificate: parseCertificate(first), problem: null }
  } catch {
    return { certificate: null, problem: 'the certificate that it names cannot be read' }
  }
}

function isNamed(identity: CertificateIdentity, { issuerAndSerial, keyIdentifier }: ReadSigner): boolean {
  if (issuerAndSerial === null) {
    return keyIdentifier !== null && identity.subjectKeyIdentifier?.equals(keyIdentifier) === true
  }
  return identity.issuer.equals(issuerAndSerial.issuer) && identity.serial.equals(issuerAndSerial.serial)
}

function madeValue(certificate: Certificate, { digest, algorithm, value }: ReadSigner, signed: Uint8Array): boolean {
  if (digest === null || algorithm?.keyType !== certificate.keyType) return false
  return verify(digest, signed, { key: publicKeyOf(certificate), dsaEncoding: 'der' }, value)
}

function hasDigest({ digest }: ReadSigner, { values }: ReadAttributes, content: DigestedContent): boolean {
  const written = onlyValue(values, OID.messageDigest)
  return digest !== null && written?.tag === TAG.octetString && content.digest(digest).equals(written.contents)
}

function attributeProblems(
  { contentType }: ReadSignedData,
  { values }: ReadAttributes,
  certificate: Certificate | null,
): string[] {
  const type = onlyValue(values, OID.contentType)
  const problems: string[] = []
  if (type?.tag !== TAG.oid || oidText(type) !== contentType) problems.push('it speaks for another type of content')
  if (onlyValue(values, OID.messageDigest) === null) problems.push('it holds no digest of its content')
  if (certificate && !namesCertificate(values, certificate)) problems.push('it was made for another certificate')
  return problems
}

function onlyValue(values: ReadAttributes['values'], type: string): BerValue | null {
  const [value, ...others] = values.get(type) ?? []
  return value !== undefined && others.length === 0 ? value : null
}

/** Whether the attributes that name a certificate, where there are any, name this one first (RFC 5035, 3 and 4). */
function namesCertificate(values: ReadAttributes['values'], { der }: Certificate): boolean {
  return [OID.signingCertificate, OID.signingCertificateV2]
    .filter((type) => values.has(type))
    .every((type) => {
      const [id] = onlyValue(values, type)?.parts[0]?.parts ?? []
      if (id === undefined) return false
      const fields = new BerCursor(id, 'the name of a certificate')
      // The algorithm is named in the second version only, and there only when it is not SHA-256.
      const algorithm = type === OID.signingCertificateV2 ? fields.takeIf(TAG.sequence) : null
      const usual = type === OID.signingCertificate ? 'sha1' : 'sha256'
      const name = algorithm ? digestByOid(oidText(new BerCursor(algorithm, 'an algorithm').take(TAG.oid))) : usual
      return name !== null && createHash(name).update(der).digest().equals(fields.take(TAG.octetString).contents)
    })
}

/**
 * A signature over bare content is one over attributes as well, when the content reads as such: whoever takes the
 * attributes of a message away could show them as a message of their own.
 */
function bareProblems({ contentType }: ReadSignedData, content: DigestedContent | null): string[] {
  if (contentType !== OID.data) return ['it has no signed attributes, which its type of content needs']
  return content !== null && readsAsAttributes(content.bytes)
    ? ['its content reads as the attributes of another signature']
    : []
}

export function readsAsAttributes(content: Uint8Array): boolean {
  if (content[0] !== TAG.set) return false
  try {
    return readBer(content).parts.some(
      ({ parts: [type] }) => type?.tag === TAG.oid && oidText(type) === OID.messageDigest,
    )
  } catch {
    return false
  }
}
