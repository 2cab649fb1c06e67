/**
 * Reading CMS SignedData (RFC 5652, 5) strictly: exactly its structure, nothing before or after it, every attribute
 * once. Says what stands there; whether it is true is for `check-signer.ts`.
 */
import { type CmsSignatureAlgorithm, cmsSignatureByOid, type DigestName, digestByOid, OID } from './cms-algorithms.ts'
import { BerCursor, type BerValue, CmsProblem, contextTag, octets, oidText, readBer, TAG } from './read-ber.ts'

export interface ReadSignedData {
  readonly contentType: string
  /** The content inside; null of a detached signature. */
  readonly content: Buffer | null
  /** The digests announced for all signers together. */
  readonly digests: readonly (DigestName | null)[]
  /** DER of the certificates that came along. */
  readonly certificates: readonly Buffer[]
  readonly signers: readonly ReadSigner[]
}

export interface ReadAttributes {
  /** What was signed: the octets as they stand, as a SET. */
  readonly signed: Buffer
  /** The value of each attribute, by type. */
  readonly values: ReadonlyMap<string, readonly BerValue[]>
  /** Whether they stand in the order of DER. */
  readonly inOrder: boolean
}

export interface ReadSigner {
  /** How the certificate is named. */
  readonly issuerAndSerial: { readonly issuer: Buffer; readonly serial: Buffer } | null
  readonly keyIdentifier: Buffer | null
  /** Null for one that is not known. */
  readonly digest: DigestName | null
  readonly algorithm: CmsSignatureAlgorithm | null
  /** Null: the signature is over the content itself. */
  readonly attributes: ReadAttributes | null
  readonly value: Buffer
  readonly unsignedAttributes: ReadonlyMap<string, readonly BerValue[]>
}

const CERTIFICATES_MAX = 50
/** RFC 5652, 5.1. */
const VERSIONS = [1, 3, 4, 5]
/** Each costs a check of a signature. */
const SIGNERS_MAX = 50

/** @throws {CmsProblem} */
export function readSignedData(bytes: Uint8Array): ReadSignedData {
  const info = new BerCursor(readBer(bytes), 'ContentInfo')
  if (oidText(info.take(TAG.oid)) !== OID.signedData) throw new CmsProblem('it is CMS, but holds no signature')
  const wrapper = new BerCursor(info.take(contextTag(0)), 'ContentInfo', contextTag(0))
  info.end()
  const body = new BerCursor(wrapper.take(TAG.sequence), 'SignedData')
  wrapper.end()

  if (!VERSIONS.includes(versionOf(body.take(TAG.integer)))) throw new CmsProblem('its version is not known')
  const digests = body.take(TAG.set).parts.map((algorithm) => digestByOid(algorithmOid(algorithm)))
  const content = readContent(body.take(TAG.sequence))
  const certificates = body.takeIf(contextTag(0))?.parts ?? []
  body.takeIf(contextTag(1)) // Lists of revoked certificates: not believed from here.
  const signers = body.take(TAG.set).parts
  body.end()
  if (certificates.length > CERTIFICATES_MAX) throw new CmsProblem('it carries too many certificates')
  if (signers.length > SIGNERS_MAX) throw new CmsProblem('it carries too many signatures')
  return {
    ...content,
    digests,
    // Other choices than a certificate, such as attribute certificates, name no signer.
    certificates: certificates.filter(({ tag }) => tag === TAG.sequence).map(({ bytes: der }) => der),
    signers: signers.map(readSigner),
  }
}

function readContent(value: BerValue): Pick<ReadSignedData, 'contentType' | 'content'> {
  const fields = new BerCursor(value, 'the content')
  const contentType = oidText(fields.take(TAG.oid))
  const wrapper = fields.takeIf(contextTag(0))
  fields.end()
  if (wrapper === null) return { contentType, content: null }
  const [inner, ...others] = wrapper.parts
  if (inner === undefined || others.length > 0) throw new CmsProblem('the content is malformed')
  return { contentType, content: octets(inner, 'the content') }
}

function readSigner(value: BerValue): ReadSigner {
  const fields = new BerCursor(value, 'SignerInfo')
  const version = versionOf(fields.take(TAG.integer))
  const keyIdentifier = fields.takeIf(KEY_IDENTIFIER)?.contents ?? null
  // RFC 5652, 5.3.
  if (version !== (keyIdentifier === null ? 1 : 3)) throw new CmsProblem('its version contradicts its form')
  const issuerAndSerial = keyIdentifier === null ? readIssuerAndSerial(fields.take(TAG.sequence)) : null
  const digest = digestByOid(algorithmOid(fields.take(TAG.sequence)))
  const attributes = fields.takeIf(contextTag(0))
  const algorithm = cmsSignatureByOid(algorithmOid(fields.take(TAG.sequence)))
  const signature = octets(fields.take(TAG.octetString), 'the signature value')
  const unsigned = fields.takeIf(contextTag(1))
  fields.end()
  return {
    ...{ issuerAndSerial, keyIdentifier, digest, algorithm, value: signature },
    attributes: attributes && readSignedAttributes(attributes),
    unsignedAttributes: attributeValues(unsigned?.parts ?? []),
  }
}

/** `[0] IMPLICIT OCTET STRING`. */
const KEY_IDENTIFIER = 0x80

function readIssuerAndSerial(value: BerValue): { issuer: Buffer; serial: Buffer } {
  const fields = new BerCursor(value, 'the name of the signer')
  const issuer = fields.take(TAG.sequence).bytes
  const serial = fields.take(TAG.integer).bytes
  fields.end()
  return { issuer, serial }
}

/** What is signed is DER by definition (RFC 5652, 5.4): other octets mean another thing to each reader. */
function readSignedAttributes(value: BerValue): ReadAttributes {
  if (!value.isDer) throw new CmsProblem('its signed attributes are not DER')
  const { parts } = value
  return {
    signed: Buffer.concat([Buffer.of(TAG.set), value.bytes.subarray(1)]),
    values: attributeValues(parts),
    inOrder: parts.every((part, index) => {
      const before = parts[index - 1]
      return before === undefined || Buffer.compare(before.bytes, part.bytes) < 0
    }),
  }
}

function attributeValues(attributes: readonly BerValue[]): Map<string, readonly BerValue[]> {
  const values = new Map<string, readonly BerValue[]>()
  for (const each of attributes) {
    const fields = new BerCursor(each, 'an attribute')
    const type = oidText(fields.take(TAG.oid))
    if (values.has(type)) throw new CmsProblem('it holds an attribute twice')
    values.set(type, fields.take(TAG.set).parts)
    fields.end()
  }
  return values
}

/** Empty, which is nothing known, when it has parameters: none of those that are accepted has any but NULL. */
function algorithmOid(value: BerValue): string {
  const fields = new BerCursor(value, 'an algorithm')
  const name = oidText(fields.take(TAG.oid))
  const parameters = fields.takeAny()
  return parameters === null || (parameters.tag === TAG.null && parameters.contents.length === 0) ? name : ''
}

function versionOf({ contents }: BerValue): number {
  return contents.length === 1 ? contents.readUInt8(0) : -1
}
