import { createHash, X509Certificate } from 'node:crypto'
import { parseTaxCode, type TaxCode } from '@congky/shared'

/** A certificate as the gateway knows it; what identifies it is the SHA-256 thumbprint. */
export interface Certificate {
  /** SHA-256 of the DER, lower-case hex. */
  readonly thumbprint: string
  /** Upper-case hex without leading zeros, as Vietnamese tools show it. */
  readonly serial: string
  /** RFC 2253 order (most specific first), as .NET writes X509SubjectName. */
  readonly subject: string
  readonly issuer: string
  readonly commonName: string
  readonly notBefore: Date
  readonly notAfter: Date
  /** The tax code written in the subject, or null when it carries none. */
  readonly taxCode: TaxCode | null
  readonly keyType: 'rsa' | 'ec'
  /** RSA modulus bits, or curve bits. */
  readonly keyBits: number
  /** Digest of the algorithm the authority signed this certificate with; `auto` profiles follow it. */
  readonly issuedWith: 'sha1' | 'sha256' | 'other'
  readonly der: Uint8Array
}

/**
 * Reads a DER certificate.
 *
 * @throws {Error} Not a certificate, a validity that is no time, or a key that is neither RSA nor EC.
 */
export function parseCertificate(der: Uint8Array): Certificate {
  const x509 = new X509Certificate(der)
  const { asymmetricKeyType, asymmetricKeyDetails } = x509.publicKey
  if (asymmetricKeyType !== 'rsa' && asymmetricKeyType !== 'ec') {
    throw new Error(`key type ${asymmetricKeyType ?? 'unknown'} is not supported`)
  }
  const subject = x509.toLegacyObject().subject as unknown as SubjectFields
  return {
    thumbprint: createHash('sha256').update(der).digest('hex'),
    serial: normalizeSerial(x509.serialNumber),
    subject: toSingleLine(x509.subject),
    issuer: toSingleLine(x509.issuer),
    commonName: fieldValues(subject, 'CN')[0] ?? '',
    notBefore: parseTime(x509.validFrom),
    notAfter: parseTime(x509.validTo),
    taxCode: extractTaxCode(subject),
    keyType: asymmetricKeyType,
    keyBits: asymmetricKeyDetails?.modulusLength ?? CURVE_BITS[asymmetricKeyDetails?.namedCurve ?? ''] ?? 0,
    issuedWith: DIGEST_BY_OID[signatureAlgorithmOid(der)] ?? 'other',
    der,
  }
}

/** OpenSSL reads a certificate whose times are none, such as month 13, and says “Bad time value” when it shows them. */
function parseTime(shown: string): Date {
  const time = new Date(shown)
  if (Number.isNaN(time.getTime())) throw new Error('the validity of the certificate is no time')
  return time
}

const CURVE_BITS: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 }

/** Upper-case hex without leading zeros or separators: the form in which serials are compared and shown. */
export function normalizeSerial(serial: string): string {
  return serial
    .replace(/[\s:]/g, '')
    .toUpperCase()
    .replace(/^0+(?=.)/, '')
}

/** Whether a reference from the configuration (thumbprint or serial number) means this certificate. */
export function isCertificate(certificate: Pick<Certificate, 'thumbprint' | 'serial'>, reference: string): boolean {
  const compact = reference.replace(/[\s:]/g, '')
  return certificate.thumbprint === compact.toLowerCase() || certificate.serial === normalizeSerial(compact)
}

/** Subject fields as OpenSSL names them; a field that occurs more than once has a list. */
type SubjectFields = Readonly<Record<string, string | readonly string[] | undefined>>

function fieldValues(fields: SubjectFields, name: string): readonly string[] {
  const value = fields[name]
  return value === undefined ? [] : typeof value === 'string' ? [value] : value
}

/**
 * Finds the tax code in a subject. The order is the one that Vietnamese authorities' certificates need:
 * every UID value with the prefix MST (a UID may also carry CMND or CCCD, which are personal numbers and
 * no tax codes), then O, OU, serialNumber and title values with it, else none.
 */
function extractTaxCode(fields: SubjectFields): TaxCode | null {
  const candidates = ['UID', 'O', 'OU', 'serialNumber', 'title'].flatMap((name) => fieldValues(fields, name))
  for (const value of candidates) {
    const written = /^\s*MST\s*[:=]\s*([\d\s.-]+)/i.exec(value)?.[1]
    if (written === undefined) continue
    try {
      return parseTaxCode(written)
    } catch {
      // A value that only looks like a tax code is none; the next field may hold one.
    }
  }
  return null
}

/** Node prints one attribute a line, least specific first; the usual single line goes the other way. */
function toSingleLine(name: string): string {
  return name.split('\n').filter(Boolean).reverse().join(', ')
}

/** Object identifiers from RFC 8017 appendix A.2.4 and RFC 5758 section 3.2. */
const DIGEST_BY_OID: Readonly<Record<string, 'sha1' | 'sha256'>> = {
  '2a864886f70d010105': 'sha1', //   sha1WithRSAEncryption
  '2a8648ce3d0401': 'sha1', //       ecdsa-with-SHA1
  '2a864886f70d01010b': 'sha256', // sha256WithRSAEncryption
  '2a8648ce3d040302': 'sha256', //   ecdsa-with-SHA256
}

/**
 * The object identifier of the outer signatureAlgorithm, in hex. Certificate is a SEQUENCE of
 * tbsCertificate, signatureAlgorithm (a SEQUENCE that starts with the OID) and signatureValue: RFC 5280,
 * 4.1. Node offers it only from version 24 on, and three tags are less than a parser.
 */
function signatureAlgorithmOid(der: Uint8Array): string {
  const certificate = readTag(der, 0)
  const tbs = readTag(der, certificate.start)
  const algorithm = readTag(der, tbs.end)
  const oid = readTag(der, algorithm.start)
  return Buffer.from(der.subarray(oid.start, oid.end)).toString('hex')
}

function readTag(der: Uint8Array, at: number): { start: number; end: number } {
  const first = der[at + 1] ?? 0
  if (first < 0x80) return { start: at + 2, end: at + 2 + first }
  const lengthBytes = first & 0x7f
  let length = 0
  for (const byte of der.subarray(at + 2, at + 2 + lengthBytes)) length = length * 256 + byte
  return { start: at + 2 + lengthBytes, end: at + 2 + lengthBytes + length }
}
