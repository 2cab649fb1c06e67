/**
 * Finds the way from a certificate up to a configured authority: RFC 5280, section 6, without policies and with a
 * bound on everything, since all but the authorities may be made up. Pure.
 */
import { reportSentence } from '@congky/shared'
import type { CertificateFacts } from './certificate-facts.ts'
import { isAcceptedAlgorithm, isSha1 } from './signature-oids.ts'

/** Authorities above a certificate; real chains have one to three. */
const LENGTH_MAX = 6
/** Of those that came along; a bundle of more is no help to anybody. */
export const OTHERS_MAX = 12
/** Checks of signatures for one certificate: certificates of one name and key can be arranged as a maze. */
const CHECKS_MAX = 20
/** Smaller keys can be broken, so an authority with one could be anybody; larger ones only take time. */
const RSA_BITS = { min: 1024, max: 8192 } as const
const EXPONENT_MAX = 2n ** 32n

export interface Chain {
  /** From the certificate's issuer upwards; ends in the authority when it was found. */
  readonly above: readonly CertificateFacts[]
  readonly isComplete: boolean
  /** Whether everything is within its time; only of a complete chain. */
  readonly isTimely: boolean
  /** Why there is no timely way to an authority. */
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

export interface ChainParts {
  readonly others: readonly CertificateFacts[]
  readonly authorities: readonly CertificateFacts[]
  readonly at: Date
}

export function buildChain(certificate: CertificateFacts, { others, authorities, at }: ChainParts): Chain {
  const search: Search = {
    authorities,
    others: others.slice(0, OTHERS_MAX),
    at,
    checks: 0,
    refusals: new Set(),
    longest: [],
    untimely: null,
  }
  const above = climb(search, certificate, [])
  const found = above ?? search.untimely
  if (found !== null) return finished(certificate, found, at)
  const refusals = [...search.refusals]
  const problems = refusals.length > 0 ? refusals : [reportSentence('chain-unknown-authority')]
  return { above: search.longest, isComplete: false, isTimely: false, problems, warnings: [] }
}

interface Search {
  readonly authorities: readonly CertificateFacts[]
  readonly others: readonly CertificateFacts[]
  readonly at: Date
  checks: number
  /** Why issuers that would fit were not accepted. */
  readonly refusals: Set<string>
  longest: readonly CertificateFacts[]
  /** A whole chain of which a part is out of its time: shown when there is no better one. */
  untimely: readonly CertificateFacts[] | null
}

/** @returns The authorities above `below`, or null when there is no timely way. */
function climb(
  search: Search,
  below: CertificateFacts,
  path: readonly CertificateFacts[],
): readonly CertificateFacts[] | null {
  if (path.length > search.longest.length) search.longest = path
  if (path.length >= LENGTH_MAX) return null
  for (const candidate of [...search.authorities, ...search.others]) {
    if (isIn(path, candidate) || !canIssue(search, candidate, below, path)) continue
    const longer = [...path, candidate]
    const isAnchor = isIn(search.authorities, candidate)
    const found = isAnchor ? longer : climb(search, candidate, longer)
    if (found === null) continue
    if (found.every((each) => isTimely(each, search.at))) return found
    search.untimely ??= found
  }
  return null
}

function isIn(list: readonly CertificateFacts[], one: CertificateFacts): boolean {
  return list.some(({ certificate }) => certificate.thumbprint === one.certificate.thumbprint)
}

export function isTimely({ certificate }: CertificateFacts, at: Date): boolean {
  return certificate.notBefore <= at && at <= certificate.notAfter
}

/** Whether one certificate was made by another, whatever else is to be said of either. */
export function isIssuedBy(below: CertificateFacts, issuer: CertificateFacts): boolean {
  return (
    isAcceptedAlgorithm(below.signatureOid) &&
    hasGoodKey(issuer) &&
    below.x509.checkIssued(issuer.x509) &&
    below.x509.verify(issuer.x509.publicKey)
  )
}

/** @param path What stands between the certificate in question and `below`, with `below` as its last. */
function canIssue(
  search: Search,
  issuer: CertificateFacts,
  below: CertificateFacts,
  path: readonly CertificateFacts[],
): boolean {
  // Names, key identifiers and the right to issue, as OpenSSL reads them.
  if (!below.x509.checkIssued(issuer.x509)) {
    if (Buffer.compare(issuer.subjectDer, below.issuerDer) === 0) search.refusals.add(refusalOfNamesake(issuer, below))
    return false
  }
  const refusal = refusalOf(issuer, below, path)
  if (refusal !== null) {
    search.refusals.add(refusal)
    return false
  }
  search.checks += 1
  if (search.checks > CHECKS_MAX) {
    search.refusals.add(reportSentence('chain-too-complex'))
    return false
  }
  if (below.x509.verify(issuer.x509.publicKey)) return true
  search.refusals.add(forgedLink(below, issuer))
  return false
}

function refusalOfNamesake(issuer: CertificateFacts, below: CertificateFacts): string {
  return mayIssue(issuer) ? forgedLink(below, issuer) : reportSentence('chain-no-authority', namesOf(below, issuer))
}

function forgedLink(below: CertificateFacts, issuer: CertificateFacts): string {
  return reportSentence('chain-forged-link', namesOf(below, issuer))
}

const mayIssue = ({ isAuthority, keyUsage }: CertificateFacts) => isAuthority && (keyUsage?.issues ?? true)

const namesOf = (below: CertificateFacts, issuer: CertificateFacts) => ({
  subject: subjectOf(below),
  issuer: subjectOf(issuer),
})

const subjectOf = ({ certificate }: CertificateFacts) => certificate.subject

function refusalOf(
  issuer: CertificateFacts,
  below: CertificateFacts,
  path: readonly CertificateFacts[],
): string | null {
  const names = namesOf(below, issuer)
  if (!mayIssue(issuer)) return reportSentence('chain-no-authority', names)
  if (issuer.notUnderstood.length > 0) {
    return reportSentence('chain-not-understood', { ...names, extension: issuer.notUnderstood.join(', ') })
  }
  // What issued itself anew under another key is not counted: RFC 5280, 4.2.1.9.
  const between = path.filter(({ subjectDer, issuerDer }) => Buffer.compare(subjectDer, issuerDer) !== 0).length
  if (issuer.pathLength !== null && between > issuer.pathLength) return reportSentence('chain-too-long', names)
  if (!isAcceptedAlgorithm(below.signatureOid)) return reportSentence('chain-weak-algorithm', names)
  return hasGoodKey(issuer) ? null : reportSentence('chain-weak-key', names)
}

function hasGoodKey({ certificate: { keyType, keyBits }, x509 }: CertificateFacts): boolean {
  // The curves whose size is known are the ones that are accepted.
  if (keyType === 'ec') return keyBits > 0
  const exponent = x509.publicKey.asymmetricKeyDetails?.publicExponent ?? 0n
  return keyBits >= RSA_BITS.min && keyBits <= RSA_BITS.max && exponent <= EXPONENT_MAX
}

function finished(certificate: CertificateFacts, above: readonly CertificateFacts[], at: Date): Chain {
  // The authority's own signature is believed by configuration, whatever it was made with.
  const signed = [certificate, ...above.slice(0, -1)]
  const problems = [certificate, ...above]
    .filter((each) => !isTimely(each, at))
    .map((each) => reportSentence('chain-not-valid-then', { subject: subjectOf(each) }))
  const warnings = signed
    .filter(({ signatureOid }) => isSha1(signatureOid))
    .map((each) => reportSentence('chain-sha1', { subject: subjectOf(each) }))
  return { above, isComplete: true, isTimely: problems.length === 0, problems, warnings }
}
