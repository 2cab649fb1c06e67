/**
 * Reading the qualifying properties of XAdES in a signature. That the properties are what was signed is for the
 * references to say; here is read what they claim, and what the timestamp over the signature value proves.
 */
import { createHash } from 'node:crypto'
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import type { Certificate } from '../../domain/certificate.ts'
import { noTimestamp, type ReportedTimestamp, reportTimestamp } from '../timestamp/report-timestamp.ts'
import { type Canonicalization, canonicalizationByUri, defaultCanonicalization, digestByUri } from './algorithms.ts'
import { canonicalBytes } from './canonical-form.ts'
import { ParsedPart } from './parsed-part.ts'
import { readBase64, SignatureProblem } from './read-signature.ts'
import { findElement, findElements } from './xml-document.ts'

export interface ReadXades extends ReportedTimestamp {
  /** What is wrong with them whoever signed. */
  readonly problems: readonly string[]
  /** Digests that stand for the signer's certificate, by name of the algorithm. */
  readonly certificateDigests: readonly { readonly name: string; readonly value: Buffer }[]
}

/** To be called before the signature is taken out of the tree. Null: there are no such properties. */
export function readXades(document: XmlDocument, signature: XmlElement): ReadXades | null {
  const [qualifying, ...others] = findElements(signature, 'ds:Object/xades:QualifyingProperties')
  if (qualifying === undefined) return null
  try {
    const problems = [
      others.length > 0 && 'it has qualifying properties twice',
      qualifying.attr('Target')?.value !== `#${signature.attr('Id')?.value}` &&
        'its qualifying properties are those of another signature',
      !isCovered(signature, qualifying) && 'its qualifying properties are not covered',
    ].filter((problem) => typeof problem === 'string')
    return { problems, certificateDigests: readDigests(qualifying), ...readTimestamps(document, signature, qualifying) }
  } catch (error) {
    if (!(error instanceof SignatureProblem)) throw error
    return { problems: [error.message], certificateDigests: [], ...noTimestamp }
  }
}

/** What is wrong when this certificate's key made the value. */
export function otherCertificateProblems({ certificateDigests }: ReadXades, { der }: Certificate): string[] {
  const [first] = certificateDigests
  if (first === undefined) return []
  return createHash(first.name).update(der).digest().equals(first.value) ? [] : ['it was made for another certificate']
}

function isCovered(signature: XmlElement, qualifying: XmlElement): boolean {
  const [properties, ...others] = findElements(qualifying, 'xades:SignedProperties')
  const id = properties?.attr('Id')?.value
  const uris = findElements(signature, 'ds:SignedInfo/ds:Reference').map((reference) => reference.attr('URI')?.value)
  return others.length === 0 && id !== undefined && uris.includes(`#${id}`)
}

/** The first certificate named is the signer's: EN 319 132-1, 5.2.2; ETSI TS 101 903, 7.2.2. */
function readDigests(qualifying: XmlElement): ReadXades['certificateDigests'] {
  const named =
    "xades:SignedProperties/xades:SignedSignatureProperties/*[starts-with(local-name(), 'SigningCertificate')]"
  return findElements(qualifying, `${named}/xades:Cert[1]/xades:CertDigest`).map((certDigest) => {
    const uri = findElement(certDigest, 'ds:DigestMethod')?.attr('Algorithm')?.value ?? ''
    const value = findElement(certDigest, 'ds:DigestValue')
    const digest = digestByUri(uri)
    if (digest === null || value === null) throw new SignatureProblem('its certificate is named in a way not known')
    return { name: digest.name, value: readBase64(new ParsedPart(value)) }
  })
}

const STAMPS = 'xades:UnsignedProperties/xades:UnsignedSignatureProperties/xades:SignatureTimeStamp'

/** Of several, the first that proves something; else the first. */
function readTimestamps(document: XmlDocument, signature: XmlElement, qualifying: XmlElement): ReportedTimestamp {
  const stamps = findElements(qualifying, STAMPS)
    .slice(0, STAMPS_MAX)
    .map((stamp) => readStamp(document, signature, stamp))
  return stamps.find(({ timestamp }) => timestamp?.valid) ?? stamps[0] ?? noTimestamp
}

const STAMPS_MAX = 5

function readStamp(document: XmlDocument, signature: XmlElement, stamp: XmlElement): ReportedTimestamp {
  const method = findElement(stamp, 'ds:CanonicalizationMethod')?.attr('Algorithm')?.value
  const form = method === undefined ? defaultCanonicalization : canonicalizationByUri(method)
  const token = findElement(stamp, 'xades:EncapsulatedTimeStamp')
  if (form === null || token === null) return { ...noTimestamp, warnings: ['its timestamp has a form not known'] }
  return reportTimestamp(readBase64(new ParsedPart(token)), stampedOctets(document, signature, form))
}

/** What a timestamp speaks for: SignatureValue in canonical form (EN 319 132-1, 5.3). */
export function stampedOctets(
  document: XmlDocument,
  signature: XmlElement,
  canonicalization: Canonicalization,
): Buffer {
  const value = findElement(signature, 'ds:SignatureValue')
  return value === null ? Buffer.alloc(0) : canonicalBytes(document, value, { canonicalization, comments: true })
}
