/**
 * All we know of the algorithms of XML signatures, one table each: what a signature names by URI is looked up
 * here once, and code receives the entry. What is not listed is not accepted: HMAC (a secret shared with the
 * verifier proves nothing), XSLT and XPath transforms (they sign something other than what is shown).
 * Sources: XML-DSig 1.1 section 6, RFC 9231.
 */
import type { DigestChoice, XmlProfileOptions } from '@congky/shared'
import type { Certificate } from '../../domain/certificate.ts'
import { chooseDigest } from '../digest-choice.ts'

export const DS_NAMESPACE = 'http://www.w3.org/2000/09/xmldsig#'
export const DS11_NAMESPACE = 'http://www.w3.org/2009/xmldsig11#'
export const XADES_NAMESPACE = 'http://uri.etsi.org/01903/v1.3.2#'
export const EXC_C14N_NAMESPACE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
export const ENVELOPED_SIGNATURE = `${DS_NAMESPACE}enveloped-signature`
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#'

export interface DigestAlgorithm {
  /** As node:crypto names it. */
  readonly name: 'sha1' | 'sha256' | 'sha384' | 'sha512'
  readonly uri: string
}

const digests: readonly DigestAlgorithm[] = [
  { name: 'sha1', uri: `${DS_NAMESPACE}sha1` },
  { name: 'sha256', uri: 'http://www.w3.org/2001/04/xmlenc#sha256' },
  { name: 'sha384', uri: `${MORE}sha384` },
  { name: 'sha512', uri: 'http://www.w3.org/2001/04/xmlenc#sha512' },
]

export interface SignatureAlgorithm {
  readonly name: string
  readonly uri: string
  readonly digest: DigestAlgorithm['name']
  readonly keyType: 'rsa' | 'ec'
}

const signatures: readonly SignatureAlgorithm[] = [
  { name: 'rsa-sha1', uri: `${DS_NAMESPACE}rsa-sha1`, digest: 'sha1', keyType: 'rsa' },
  { name: 'rsa-sha256', uri: `${MORE}rsa-sha256`, digest: 'sha256', keyType: 'rsa' },
  { name: 'rsa-sha384', uri: `${MORE}rsa-sha384`, digest: 'sha384', keyType: 'rsa' },
  { name: 'rsa-sha512', uri: `${MORE}rsa-sha512`, digest: 'sha512', keyType: 'rsa' },
  { name: 'ecdsa-sha1', uri: `${MORE}ecdsa-sha1`, digest: 'sha1', keyType: 'ec' },
  { name: 'ecdsa-sha256', uri: `${MORE}ecdsa-sha256`, digest: 'sha256', keyType: 'ec' },
  { name: 'ecdsa-sha384', uri: `${MORE}ecdsa-sha384`, digest: 'sha384', keyType: 'ec' },
  { name: 'ecdsa-sha512', uri: `${MORE}ecdsa-sha512`, digest: 'sha512', keyType: 'ec' },
]

export interface Canonicalization {
  readonly name: XmlProfileOptions['canonicalization']
  readonly uri: string
  /** As libxml2 numbers the variants: inclusive 1.0, exclusive 1.0, inclusive 1.1. */
  readonly mode: 0 | 1 | 2
  readonly withComments: boolean
}

const INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'
const INCLUSIVE_11 = 'http://www.w3.org/2006/12/xml-c14n11'

const canonicalizations: readonly Canonicalization[] = [
  { name: 'c14n', uri: INCLUSIVE, mode: 0, withComments: false },
  { name: 'c14n-comments', uri: `${INCLUSIVE}#WithComments`, mode: 0, withComments: true },
  { name: 'c14n11', uri: INCLUSIVE_11, mode: 2, withComments: false },
  { name: 'c14n11-comments', uri: `${INCLUSIVE_11}#WithComments`, mode: 2, withComments: true },
  { name: 'exc-c14n', uri: EXC_C14N_NAMESPACE, mode: 1, withComments: false },
  { name: 'exc-c14n-comments', uri: `${EXC_C14N_NAMESPACE}WithComments`, mode: 1, withComments: true },
]

export function digestByUri(uri: string): DigestAlgorithm | null {
  return digests.find((entry) => entry.uri === uri) ?? null
}

export function signatureByUri(uri: string): SignatureAlgorithm | null {
  return signatures.find((entry) => entry.uri === uri) ?? null
}

export function canonicalizationByUri(uri: string): Canonicalization | null {
  return canonicalizations.find((entry) => entry.uri === uri) ?? null
}

export function canonicalizationNamed(name: Canonicalization['name']): Canonicalization {
  return found(canonicalizations.find((entry) => entry.name === name))
}

/** The variant that drops comments: what a same-document reference comes to (XML-DSig 4.4.3.2 and 4.4.3.3). */
export function withoutComments({ mode }: Canonicalization): Canonicalization {
  return found(canonicalizations.find((entry) => entry.mode === mode && !entry.withComments))
}

/** What a reference without a canonicalization of its own gets: XML-DSig 4.4.3.2. */
export const defaultCanonicalization: Canonicalization = canonicalizationNamed('c14n')

/** What a profile signs with under a certificate. */
export interface SigningAlgorithms {
  readonly digest: DigestAlgorithm & { readonly name: 'sha1' | 'sha256' }
  readonly signature: SignatureAlgorithm
}

export function signingAlgorithms(wanted: DigestChoice, certificate: Certificate): SigningAlgorithms {
  const name = chooseDigest(wanted, certificate)
  const { uri } = found(digests.find((entry) => entry.name === name))
  const signature = signatures.find((entry) => entry.digest === name && entry.keyType === certificate.keyType)
  return { digest: { name, uri }, signature: found(signature) }
}

function found<T>(entry: T | undefined): T {
  if (entry === undefined) throw new Error('the table of algorithms lacks an entry')
  return entry
}
