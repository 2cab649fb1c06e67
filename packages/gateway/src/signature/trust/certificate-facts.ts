/**
 * What a certificate says of itself that matters for trusting it (RFC 5280, 4.2). OpenSSL, by way of node:crypto,
 * reads names and keys and checks signatures; pkijs reads the extensions that Node does not show.
 */
import { X509Certificate } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import {
  BasicConstraints,
  CRLDistributionPoints,
  ExtKeyUsage,
  type GeneralName,
  InfoAccess,
  Certificate as PkiCertificate,
  type Extension as PkiExtension,
} from 'pkijs'
import { type Certificate, parseCertificate } from '../../domain/certificate.ts'
import { readTagged } from './der.ts'

/** Four times of what real ones have. */
const CERTIFICATE_BYTES_MAX = 8192
/** Of each kind: more addresses than these are not asked. */
const URLS_MAX = 3

export interface CertificateFacts {
  readonly certificate: Certificate
  readonly x509: X509Certificate
  /** Object identifier of the algorithm that its issuer signed it with. */
  readonly signatureOid: string
  /** Both names as DER. */
  readonly subjectDer: Uint8Array
  readonly issuerDer: Uint8Array
  /** The public key without the algorithm around it. */
  readonly keyBits: Uint8Array
  /** Content of the INTEGER. */
  readonly serialBytes: Uint8Array
  readonly isAuthority: boolean
  /** How many authorities may stand below it; null for any number. */
  readonly pathLength: number | null
  /** Null: it may be used for everything. */
  readonly keyUsage: { readonly signs: boolean; readonly issues: boolean; readonly signsLists: boolean } | null
  /** Object identifiers; null: for everything. */
  readonly purposes: readonly string[] | null
  readonly ocspUrls: readonly URL[]
  readonly crlUrls: readonly URL[]
  /** Names of extensions that it demands to be understood, and that are not. */
  readonly notUnderstood: readonly string[]
}

const known = new WeakMap<Uint8Array, CertificateFacts>()

/** Read once for each array of bytes. @throws {Error} No certificate, or one that is not acceptable as such. */
export function readCertificate(der: Uint8Array): CertificateFacts {
  const before = known.get(der)
  if (before) return before
  const facts = readFacts(der)
  known.set(der, facts)
  return facts
}

/** Those that are certificates, read with pauses: each may be built to take some milliseconds. */
export async function readWithPauses(ders: readonly Uint8Array[]): Promise<CertificateFacts[]> {
  const found: CertificateFacts[] = []
  for (const der of ders) {
    if (!known.has(der)) await setImmediate()
    found.push(...readCertificates([der]))
  }
  return found
}

/** Those that are certificates. */
export function readCertificates(ders: readonly Uint8Array[]): CertificateFacts[] {
  return ders.flatMap((der) => {
    try {
      return [readCertificate(der)]
    } catch {
      // What is no certificate says nothing about anybody.
      return []
    }
  })
}

function readFacts(der: Uint8Array): CertificateFacts {
  if (der.length > CERTIFICATE_BYTES_MAX) throw new Error('the certificate is too large')
  if (readTagged(der, 0x30, 0).end !== der.length) throw new Error('bytes follow the certificate')
  const pki = PkiCertificate.fromBER(exactly(der))
  const extensions = pki.extensions ?? []
  if (new Set(extensions.map(({ extnID }) => extnID)).size !== extensions.length) {
    throw new Error('the certificate has an extension twice')
  }
  const find = (oid: string) => extensions.find(({ extnID }) => extnID === oid)
  const read = <T>(oid: string, parse: (value: Uint8Array<ArrayBuffer>) => T): T | null => {
    const extension = find(oid)
    return extension === undefined ? null : parse(extensionValue(extension))
  }
  const constraints = read(OID.basicConstraints, (value) => BasicConstraints.fromBER(value))
  const access = read(OID.authorityInfoAccess, (value) => InfoAccess.fromBER(value))
  const points = read(OID.crlDistributionPoints, (value) => CRLDistributionPoints.fromBER(value))
  const length = constraints?.pathLenConstraint
  return {
    certificate: parseCertificate(der),
    x509: new X509Certificate(der),
    signatureOid: pki.signatureAlgorithm.algorithmId,
    subjectDer: new Uint8Array(pki.subject.valueBeforeDecode),
    issuerDer: new Uint8Array(pki.issuer.valueBeforeDecode),
    serialBytes: pki.serialNumber.valueBlock.valueHexView,
    keyBits: pki.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView,
    isAuthority: constraints?.cA ?? false,
    pathLength: length === undefined ? null : typeof length === 'number' ? length : length.valueBlock.valueDec,
    keyUsage: read(OID.keyUsage, readKeyUsage),
    purposes: read(OID.extKeyUsage, (value) => ExtKeyUsage.fromBER(value).keyPurposes),
    ocspUrls: urlsOf(
      (access?.accessDescriptions ?? [])
        .filter(({ accessMethod }) => accessMethod === OID.ocsp)
        .map(({ accessLocation }) => accessLocation),
    ),
    // Points for some reasons only, or signed by others than the issuer, are not asked.
    crlUrls: urlsOf(
      (points?.distributionPoints ?? [])
        .filter(({ reasons, cRLIssuer }) => reasons === undefined && cRLIssuer === undefined)
        .flatMap(({ distributionPoint }) => (Array.isArray(distributionPoint) ? distributionPoint : [])),
    ),
    notUnderstood: extensions
      .filter(({ extnID, critical }) => extnID === OID.nameConstraints || (critical && !UNDERSTOOD.has(extnID)))
      .map(({ extnID }) => extnID),
  }
}

/** Object identifiers: RFC 5280, appendix A. */
const OID = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  ocsp: '1.3.6.1.5.5.7.48.1',
} as const

/** Any policy will do here, so policies restrict nothing; constraints on names and policies are not worked out. */
const UNDERSTOOD = new Set<string>([
  OID.subjectKeyIdentifier,
  OID.keyUsage,
  OID.subjectAltName,
  OID.issuerAltName,
  OID.basicConstraints,
  OID.crlDistributionPoints,
  OID.certificatePolicies,
  OID.authorityKeyIdentifier,
  OID.extKeyUsage,
  OID.authorityInfoAccess,
])

function extensionValue({ extnValue }: PkiExtension): Uint8Array<ArrayBuffer> {
  return exactly(extnValue.valueBlock.valueHexView)
}

/** The bits of RFC 5280, 4.2.1.3: the first octet starts with digitalSignature and nonRepudiation. */
function readKeyUsage(value: Uint8Array): NonNullable<CertificateFacts['keyUsage']> {
  const bits = readTagged(value, 0x03, 0)
  const first = bits.end - bits.start < 2 ? 0 : (value[bits.start + 1] ?? 0)
  return { signs: (first & 0xc0) !== 0, issues: (first & 0x04) !== 0, signsLists: (first & 0x02) !== 0 }
}

/** Only what can be asked over the web: directories (ldap) and files are left out. */
export function urlsOf(names: readonly GeneralName[]): URL[] {
  return names
    .filter(({ type }) => type === URI_NAME)
    .map(({ value }) => String(value))
    .filter((text) => /^https?:\/\//i.test(text) && text.length <= 2000 && URL.canParse(text))
    .map((text) => new URL(text))
    .filter(({ username, password }) => username === '' && password === '')
    .slice(0, URLS_MAX)
}

/** uniformResourceIdentifier among the choices of GeneralName: RFC 5280, 4.2.1.6. */
const URI_NAME = 6

/** asn1js reads arrays that are no window into a larger one. */
export function exactly(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
