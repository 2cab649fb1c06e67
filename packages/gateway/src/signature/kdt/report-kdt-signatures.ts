/**
 * The report on every KDT signature in an XML document. Such a signature names nothing that it covers: it
 * stands beside its content, and a profile of the same place may say that the content is another element. That
 * there are two to choose from, or that the octets fit in no known reading, makes it invalid.
 */
import { X509Certificate } from 'node:crypto'
import type { KdtProfileOptions, ProfileOptions } from '@congky/shared'
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import { type Certificate, parseCertificate } from '../../domain/certificate.ts'
import type { FoundSignature } from '../found-signature.ts'
import { madeValue } from '../public-key.ts'
import { certificateView, judgeSigner } from '../signer.ts'
import type { VerifyOptions } from '../verify-document.ts'
import { tooComplex } from '../xml/document-errors.ts'
import type { GuardedDocument } from '../xml/document-guard.ts'
import { elementsAt, parseElementPath, showPath } from '../xml/element-path.ts'
import { findElements, pathOf, withDocument } from '../xml/xml-document.ts'
import { type KdtOctets, readingsOf } from './kdt-octets.ts'
import { contentOf } from './kdt-place.ts'
import { findKdtSignatures, readKdtSignature } from './kdt-signature.ts'

/** Each may cost a digest of the whole document for each reading. */
const SIGNATURES_MAX = 10
/** The name of the sibling that is signed where no profile says otherwise. */
const CONTENT = 'Content'
/** The first that fits wins; the order is that of how often they are met. */
const DIGESTS = ['sha256', 'sha1', 'sha512', 'sha384'] as const

/** @throws {CongkyError} ERR_DOCUMENT_NOT_XML, ERR_DOCUMENT_TOO_COMPLEX. */
export function reportKdtSignatures(guarded: GuardedDocument, { profiles, now }: VerifyOptions): FoundSignature[] {
  return withDocument(guarded.bytes, (document) => {
    const signatures = findKdtSignatures(document)
    if (signatures.length > SIGNATURES_MAX) {
      const max = SIGNATURES_MAX
      throw tooComplex(`more than ${max} signatures of customs messages`, `có hơn ${max} chữ ký kiểu hải quan`)
    }
    const known = Object.values(profiles).filter(isKdt)
    return signatures.map((signature) => reportOn(guarded, document, signature, known, now))
  })
}

function isKdt(options: ProfileOptions): options is KdtProfileOptions {
  return options.kind === 'kdt'
}

function reportOn(
  guarded: GuardedDocument,
  document: XmlDocument,
  element: XmlElement,
  known: readonly KdtProfileOptions[],
  now: Date,
): FoundSignature {
  const read = readKdtSignature(guarded, element)
  const contents = contentsOf(document, element, known)
  const [content, ...others] = contents
  const certificate = read.certificate && exactCertificate(read.certificate)
  const match = certificate && content && read.data && matchOf(guarded, document, content, certificate, read.data)
  const signer = judgeSigner({
    certificates: certificate ? [certificate.der] : [],
    ...{ madeValue: null, signingTimes: [], signingTimeCovered: false, now },
  })
  const isUnmatched = certificate && content && read.data && !match
  const problems = [
    ...read.problems,
    ...contentProblems(content, others),
    ...signer.problems,
    ...(isUnmatched
      ? ['its value fits what it should cover in no known reading: that was changed, or another key signed']
      : []),
  ]
  const path = content ? pathOf(content) : null
  return {
    kind: 'kdt',
    path: pathOf(element),
    valid: problems.length === 0,
    covers:
      path === null
        ? []
        : [{ uri: '', path, wholeDocument: false, valid: Boolean(match), bytes: match?.bytes.length ?? null }],
    notCovered: [],
    signatureMethod: match ? `rsa-${match.digest}` : null,
    digestMethods: match ? [match.digest] : [],
    // What a digest is made of plays the part that canonicalization has in XML signatures.
    canonicalizationMethod: match?.octets ?? null,
    ...{ signingTime: null, timestamp: null, chain: [], trust: 'not-checked' },
    certificate: signer.certificate && certificateView(signer.certificate),
    cameWith: certificate ? [certificate.der] : [],
    problems,
    warnings: [...signer.warnings, ...matchWarnings(match ?? null, path)],
  }
}

/** Where a profile places this signature, what it signs; else the Content beside it. */
function contentsOf(document: XmlDocument, signature: XmlElement, known: readonly KdtProfileOptions[]): XmlElement[] {
  const path = namesOf(signature)
  const profile = known.find(({ placedIn }) => showPath(parseElementPath(placedIn)) === path)
  // Two are one too many.
  if (profile) return elementsAt(document, parseElementPath(profile.signs), 2)
  return signature.parent ? findElements(signature.parent, `*[local-name()='${CONTENT}'][position() <= 2]`) : []
}

function namesOf(element: XmlElement): string {
  const names: string[] = []
  for (let at: XmlElement | null = element; at; at = at.parent) names.push(at.name)
  return showPath(names.reverse())
}

function contentProblems(content: XmlElement | undefined, others: readonly XmlElement[]): string[] {
  if (content === undefined) return ['nothing stands beside it that it could speak for']
  return others.length === 0 ? [] : ['several elements stand where what it speaks for should be']
}

/** Null for what is no certificate of an RSA key, or is one with something behind it. */
function exactCertificate(der: Buffer): Certificate | null {
  try {
    const certificate = parseCertificate(der)
    const isExact = new X509Certificate(der).raw.equals(der)
    return isExact && certificate.keyType === 'rsa' ? certificate : null
  } catch {
    return null
  }
}

interface Match {
  readonly octets: KdtOctets
  readonly bytes: Buffer
  readonly digest: (typeof DIGESTS)[number]
}

function matchOf(
  guarded: GuardedDocument,
  document: XmlDocument,
  content: XmlElement,
  certificate: Certificate,
  value: Buffer,
): Match | null {
  for (const { octets, bytes } of readingsOf(contentOf(document, guarded, content))) {
    const digest = DIGESTS.find((name) => madeValue(certificate, name, bytes, value))
    if (digest) return { octets, bytes, digest }
  }
  return null
}

function matchWarnings(match: Match | null, path: string | null): string[] {
  if (match === null) return []
  return [
    ...(match.digest === 'sha1' ? ['it uses SHA-1, which is no longer considered safe'] : []),
    `it covers only a part of the document: ${path}`,
  ]
}
