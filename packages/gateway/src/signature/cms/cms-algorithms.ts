/**
 * All we know of the algorithms and types that CMS names by object identifier, one table each. What is not listed
 * is not accepted.
 * Sources: RFC 5652, RFC 3370 (SHA-1, RSA), RFC 5754 (SHA-2), RFC 5753 (ECDSA), RFC 5035 (ESS), RFC 3161.
 */

export const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  timestampInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  timestampToken: '1.2.840.113549.1.9.16.2.14',
  subjectKeyIdentifier: '2.5.29.14',
  extendedKeyUsage: '2.5.29.37',
  timeStamping: '1.3.6.1.5.5.7.3.8',
} as const

export type DigestName = 'sha1' | 'sha256' | 'sha384' | 'sha512'

export const digestOids: Readonly<Record<DigestName, string>> = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
}

export function digestByOid(oid: string): DigestName | null {
  const found = Object.entries(digestOids).find(([, known]) => known === oid)
  return (found?.[0] as DigestName | undefined) ?? null
}

export interface CmsSignatureAlgorithm {
  readonly oid: string
  readonly keyType: 'rsa' | 'ec'
  /** The digest it names itself; null follows the signer's digest algorithm. */
  readonly digest: DigestName | null
  /** Whether its parameters are NULL, or left out. */
  readonly hasNull: boolean
}

/** `rsaEncryption` with the digest named beside it is what every reader of CMS knows (RFC 3370, 3.2). */
export const RSA: CmsSignatureAlgorithm = {
  oid: '1.2.840.113549.1.1.1',
  keyType: 'rsa',
  digest: null,
  hasNull: true,
}

const signatures: readonly CmsSignatureAlgorithm[] = [
  RSA,
  { oid: '1.2.840.113549.1.1.5', keyType: 'rsa', digest: 'sha1', hasNull: true },
  { oid: '1.2.840.113549.1.1.11', keyType: 'rsa', digest: 'sha256', hasNull: true },
  { oid: '1.2.840.113549.1.1.12', keyType: 'rsa', digest: 'sha384', hasNull: true },
  { oid: '1.2.840.113549.1.1.13', keyType: 'rsa', digest: 'sha512', hasNull: true },
  { oid: '1.2.840.10045.4.1', keyType: 'ec', digest: 'sha1', hasNull: false },
  { oid: '1.2.840.10045.4.3.2', keyType: 'ec', digest: 'sha256', hasNull: false },
  { oid: '1.2.840.10045.4.3.3', keyType: 'ec', digest: 'sha384', hasNull: false },
  { oid: '1.2.840.10045.4.3.4', keyType: 'ec', digest: 'sha512', hasNull: false },
]

export function cmsSignatureByOid(oid: string): CmsSignatureAlgorithm | null {
  return signatures.find((entry) => entry.oid === oid) ?? null
}

/** What we sign with under a key. */
export function cmsSignatureFor(keyType: 'rsa' | 'ec', digest: 'sha1' | 'sha256'): CmsSignatureAlgorithm {
  const found = signatures.find((entry) => entry.keyType === keyType && (entry === RSA || entry.digest === digest))
  if (found === undefined) throw new Error('the table of algorithms lacks an entry')
  return found
}
