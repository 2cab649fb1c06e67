/**
 * A certificate authority for tests, the demo and the benchmark: certificates as Vietnamese authorities
 * issue them (tax code in UID, Vietnamese names in UTF-8), made without any program outside Node.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto'
import { promisify } from 'node:util'
import {
  Set as AsnSet,
  BitString,
  fromBER,
  IA5String,
  Integer,
  OctetString,
  PrintableString,
  Sequence,
  Utf8String,
} from 'asn1js'
import {
  AlgorithmIdentifier,
  AltName,
  AttributeTypeAndValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  GeneralName,
  PublicKeyInfo,
  RelativeDistinguishedNames,
  Time,
} from 'pkijs'

export type SubjectType = 'CN' | 'O' | 'OU' | 'UID' | 'ST' | 'L' | 'C' | 'title' | 'serialNumber' | 'E'
/** Attributes in the order they stand in the certificate. */
export type Subject = readonly (readonly [type: SubjectType, value: string])[]
export type KeyType = 'rsa-2048' | 'rsa-4096' | 'p-256'

export interface IssuedCertificate {
  readonly certificateDer: Uint8Array
  readonly certificatePem: string
  readonly privateKey: KeyObject
  readonly privateKeyPkcs8Pem: string
}

/** A self-signed root that can issue. */
export interface Authority extends IssuedCertificate {
  readonly subject: Subject
}

export interface IssueOptions {
  readonly subject: Subject
  readonly keyType: KeyType
  /** Default: yesterday. */
  readonly notBefore?: Date
  /** Default: three years from now, the usual term of an enterprise's certificate. */
  readonly notAfter?: Date
  /** Digest of the authority's signature. Default: sha256. */
  readonly digest?: 'sha256' | 'sha1'
  /** UID values appended to the subject, one attribute each: real certificates carry MST and CCCD side by side. */
  readonly multiValuedUid?: readonly string[]
  /** Names of the server that shows the certificate (RFC 5280, 4.2.1.6). */
  readonly hosts?: readonly string[]
  /** The certificate of a time-stamp authority, good for nothing else (RFC 3161, 2.3). */
  readonly timeStamping?: boolean
}

/** A certificate with its key as text, which can be kept. */
export type CertificateText = Pick<IssuedCertificate, 'certificatePem' | 'privateKeyPkcs8Pem'>

export function readCertificate({ certificatePem, privateKeyPkcs8Pem }: CertificateText): IssuedCertificate {
  const certificateDer = new Uint8Array(new X509Certificate(certificatePem).raw)
  return { certificateDer, certificatePem, privateKeyPkcs8Pem, privateKey: createPrivateKey(privateKeyPkcs8Pem) }
}

/** Makes a root certificate with a key of its own. */
export async function createAuthority(commonName: string): Promise<Authority> {
  const subject: Subject = [
    ['C', 'VN'],
    ['O', 'Cổng ký (thử nghiệm)'],
    ['CN', commonName],
  ]
  const { privateKey, publicKey } = await generateKeys('rsa-2048')
  const certificate = startCertificate(subject, subject, publicKey, {})
  certificate.extensions = [
    extension('2.5.29.19', true, new BasicConstraints({ cA: true }).toSchema()),
    keyUsage(0b0000_0110), // keyCertSign, cRLSign
    subjectKeyId(publicKey),
  ]
  return { ...seal(certificate, privateKey, privateKey, 'sha256'), subject }
}

/** Issues an end certificate with a fresh key. A 4096-bit RSA key takes a second or more to make. */
export async function issueCertificate(authority: Authority, options: IssueOptions): Promise<IssuedCertificate> {
  const uids = (options.multiValuedUid ?? []).map((value) => ['UID', value] as const)
  const { privateKey, publicKey } = await generateKeys(options.keyType)
  const certificate = startCertificate(authority.subject, [...options.subject, ...uids], publicKey, options)
  const authorityKeyId = new AuthorityKeyIdentifier({
    keyIdentifier: new OctetString({ valueHex: toArrayBuffer(keyId(createPublicKey(authority.privateKey))) }),
  })
  certificate.extensions = [
    extension('2.5.29.19', true, new BasicConstraints({ cA: false }).toSchema()),
    keyUsage(0b1100_0000), // digitalSignature, nonRepudiation
    subjectKeyId(publicKey),
    extension('2.5.29.35', false, authorityKeyId.toSchema()),
    ...(options.hosts ? [serverNames(options.hosts)] : []),
    ...(options.timeStamping
      ? [extension('2.5.29.37', true, new ExtKeyUsage({ keyPurposes: ['1.3.6.1.5.5.7.3.8'] }).toSchema())]
      : []),
  ]
  return seal(certificate, privateKey, authority.privateKey, options.digest ?? 'sha256')
}

const generate = promisify(generateKeyPair)

function generateKeys(keyType: KeyType): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> {
  return keyType === 'p-256'
    ? generate('ec', { namedCurve: 'P-256' })
    : generate('rsa', { modulusLength: keyType === 'rsa-4096' ? 4096 : 2048 })
}

const dayMs = 86_400_000

function startCertificate(
  issuer: Subject,
  subject: Subject,
  publicKey: KeyObject,
  validity: Pick<IssueOptions, 'notBefore' | 'notAfter'>,
): Certificate {
  const certificate = new Certificate()
  certificate.version = 2 // the value that means X.509 v3
  const serial = randomBytes(16)
  serial[0] = (serial.readUInt8(0) & 0x3f) | 0x40 // positive, and no leading zero byte
  certificate.serialNumber = new Integer({ valueHex: toArrayBuffer(serial) })
  certificate.issuer = toName(issuer)
  certificate.subject = toName(subject)
  certificate.notBefore = toTime(validity.notBefore ?? new Date(Date.now() - dayMs))
  certificate.notAfter = toTime(validity.notAfter ?? new Date(Date.now() + 3 * 365 * dayMs))
  const spki = fromBER(toArrayBuffer(publicKey.export({ type: 'spki', format: 'der' })))
  certificate.subjectPublicKeyInfo = new PublicKeyInfo({ schema: spki.result })
  return certificate
}

/** Object identifiers from RFC 4519 and, for UID and E, RFC 4519 section 2.39 and RFC 2985 section 5.2.1. */
const attributeOids: Readonly<Record<SubjectType, string>> = {
  CN: '2.5.4.3',
  serialNumber: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  title: '2.5.4.12',
  UID: '0.9.2342.19200300.100.1.1',
  E: '1.2.840.113549.1.9.1',
}

/** One attribute in each RDN, as authorities write names; pkijs alone would put all of them into one set. */
function toName(subject: Subject): RelativeDistinguishedNames {
  const rdns = subject.map((attribute) => new AsnSet({ value: [toAttribute(attribute).toSchema()] }))
  return new RelativeDistinguishedNames({ valueBeforeDecode: new Sequence({ value: rdns }).toBER() })
}

function toAttribute([type, value]: readonly [SubjectType, string]): AttributeTypeAndValue {
  const string =
    type === 'C' || type === 'serialNumber'
      ? new PrintableString({ value })
      : type === 'E'
        ? new IA5String({ value })
        : new Utf8String({ value })
  return new AttributeTypeAndValue({ type: attributeOids[type], value: string })
}

/** RFC 5280, 4.1.2.5: UTCTime through 2049, GeneralizedTime after; neither holds fractions of a second. */
function toTime(date: Date): Time {
  const value = new Date(Math.floor(date.getTime() / 1000) * 1000)
  return new Time({ type: value.getUTCFullYear() < 2050 ? 0 : 1, value })
}

function extension(extnID: string, critical: boolean, value: { toBER(): ArrayBuffer }): Extension {
  return new Extension({ extnID, critical, extnValue: value.toBER() })
}

/** @param bits The first byte of the KeyUsage bit string, digitalSignature being the highest bit. */
function keyUsage(bits: number): Extension {
  const unusedBits = Math.log2(bits & -bits)
  return extension('2.5.29.15', true, new BitString({ valueHex: toArrayBuffer(Buffer.from([bits])), unusedBits }))
}

function serverNames(hosts: readonly string[]): Extension {
  const altNames = hosts.map((value) => new GeneralName({ type: 2, value }))
  return extension('2.5.29.17', false, new AltName({ altNames }).toSchema())
}

function subjectKeyId(publicKey: KeyObject): Extension {
  return extension('2.5.29.14', false, new OctetString({ valueHex: toArrayBuffer(keyId(publicKey)) }))
}

/** RFC 5280, 4.2.1.2: SHA-1 of the public key's bits. */
function keyId(publicKey: KeyObject): Buffer {
  const spki = fromBER(toArrayBuffer(publicKey.export({ type: 'spki', format: 'der' })))
  const bits = new PublicKeyInfo({ schema: spki.result }).subjectPublicKey.valueBlock.valueHexView
  return createHash('sha1').update(bits).digest()
}

/** Signs with Node's own OpenSSL, so the signature is made by other code than the one we test. */
function seal(
  certificate: Certificate,
  privateKey: KeyObject,
  issuerKey: KeyObject,
  digest: 'sha256' | 'sha1',
): IssuedCertificate {
  const algorithm = new AlgorithmIdentifier({
    // sha256WithRSAEncryption, sha1WithRSAEncryption: RFC 8017, appendix A.2.4
    algorithmId: digest === 'sha256' ? '1.2.840.113549.1.1.11' : '1.2.840.113549.1.1.5',
    algorithmParams: fromBER(toArrayBuffer(Buffer.from('0500', 'hex'))).result,
  })
  certificate.signature = algorithm
  certificate.signatureAlgorithm = algorithm
  const tbs = Buffer.from(certificate.encodeTBS().toBER())
  certificate.signatureValue = new BitString({ valueHex: toArrayBuffer(sign(digest, tbs, issuerKey)) })
  const certificateDer = new Uint8Array(certificate.toSchema(true).toBER())
  return {
    certificateDer,
    certificatePem: new X509Certificate(certificateDer).toString(),
    privateKey,
    privateKeyPkcs8Pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** asn1js wants an ArrayBuffer of exactly the bytes; a Buffer is often a window into a larger one. */
function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}
