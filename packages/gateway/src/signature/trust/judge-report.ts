/**
 * The second half of a verification: a reader found what the signatures say, now the certificates are judged. A
 * gateway that was told whom to believe calls nothing valid that is not of those.
 */
import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { reportSentence, type VerifyReport } from '@congky/shared'
import type { RevocationMode } from '../../domain/trust-config.ts'
import type { FoundReport, FoundSignature } from '../found-signature.ts'
import { certificateView } from '../signer.ts'
import { withMessages } from '../with-messages.ts'
import type { CertificateJudge } from './certificate-judge.ts'
import type { TrustVerdict } from './trust.ts'

/** Whom to believe at the moment. */
export interface BelievedAuthorities {
  /** DER; empty: nobody's certificate is judged. */
  readonly authorities: readonly Uint8Array[]
  /** Whether files of authorities could not be read: then certificates are judged, and fewer are believed. */
  readonly isIncomplete: boolean
  readonly revocation: RevocationMode
}

export interface ReportTrust {
  readonly judge: Pick<CertificateJudge, 'judge'>
  readonly believed: () => BelievedAuthorities
}

export async function judgeReport(found: FoundReport, trust: ReportTrust | null, now: Date): Promise<VerifyReport> {
  const believed = trust?.believed() ?? null
  const isJudged = believed !== null && (believed.authorities.length > 0 || believed.isIncomplete)
  if (trust === null || !isJudged) {
    const isTold = found.signatures.length > 0
    const warnings = isTold ? [...found.warnings, reportSentence('trust-not-checked')] : found.warnings
    return withMessages({ ...found, signatures: found.signatures.map(notJudged), warnings })
  }
  const underway: Promise<VerifyReport['signatures'][number]>[] = []
  for (const each of found.signatures) {
    const judged = judgeSignature(each, trust.judge, believed, now)
    judged.catch(() => {}) // It is waited for below.
    underway.push(judged)
    // Certificates may be built to take some milliseconds each.
    await setImmediate()
  }
  const signatures = await Promise.all(underway)
  const valid = signatures.length > 0 && signatures.every((each) => each.valid)
  return withMessages({ ...found, valid, signatures })
}

async function judgeSignature(
  found: FoundSignature,
  judge: ReportTrust['judge'],
  { authorities, revocation }: BelievedAuthorities,
  now: Date,
): Promise<VerifyReport['signatures'][number]> {
  const report = withoutCertificates(found)
  // Nobody is asked about what is wrong anyway.
  const asked = report.valid ? revocation : 'none'
  const believed = { authorities, revocation: asked }
  const others = found.cameWith ?? []
  const certificate = others.find((der) => sha256(der) === found.certificate?.thumbprint)
  if (certificate === undefined) {
    const { timestamp, warnings } = await judgeTimestamp(found, judge, believed, now)
    const problem = reportSentence('trust-no-certificate', { reason: 'it did not come along' })
    const problems = report.valid ? [problem] : report.problems
    return { ...report, timestamp, valid: false, problems, warnings: [...report.warnings, ...warnings] }
  }
  const [verdict, stamp] = await Promise.all([
    judge.judge({ ...believed, certificate, others, pinned: [], at: now }),
    judgeTimestamp(found, judge, believed, now),
  ])
  const isTrusted = verdict.trust === 'trusted'
  return {
    ...report,
    timestamp: stamp.timestamp,
    valid: report.valid && isTrusted,
    trust: isTrusted && !report.valid ? 'not-checked' : verdict.trust,
    chain: verdict.chain.map(certificateView),
    problems: [...report.problems, ...verdict.problems],
    warnings: [...report.warnings, ...verdict.warnings, ...claimedTime(report, verdict), ...stamp.warnings],
  }
}

/**
 * Whoever holds a signed document can add a timestamp of an authority of his own making: it proves nothing, and the
 * signature below it stands.
 */
async function judgeTimestamp(
  { timestamp, stampedBy }: FoundSignature,
  judge: ReportTrust['judge'],
  believed: Pick<BelievedAuthorities, 'authorities' | 'revocation'>,
  now: Date,
): Promise<Pick<FoundSignature, 'timestamp' | 'warnings'>> {
  if (!timestamp || !stampedBy) return { timestamp, warnings: [] }
  const { certificate, cameWith } = stampedBy
  const question = { ...believed, certificate, others: cameWith, pinned: [], at: now }
  const { trust, problems, warnings } = await judge.judge(question)
  if (trust === 'trusted') return { timestamp, warnings: [...warnings] }
  return {
    timestamp: { ...timestamp, valid: false, problems: [...problems] },
    warnings: [reportSentence('timestamp-nothing', { reason: problems[0] ?? trust }), ...warnings],
  }
}

/** For people who have to decide about an old document: what the claimed time would mean if it were true. */
function claimedTime(
  { certificate, signingTime }: Pick<FoundSignature, 'certificate' | 'signingTime'>,
  { trust }: TrustVerdict,
): string[] {
  if (trust !== 'not-valid-then' || certificate === null || signingTime === null) return []
  const claimed = new Date(signingTime)
  const wasValid = new Date(certificate.notBefore) <= claimed && claimed <= new Date(certificate.notAfter)
  return wasValid ? [reportSentence('trust-claimed-time')] : []
}

function notJudged(found: FoundSignature): VerifyReport['signatures'][number] {
  const report = withoutCertificates(found)
  const isStamped = report.timestamp?.valid === true
  return isStamped ? { ...report, warnings: [...report.warnings, reportSentence('timestamp-not-judged')] } : report
}

function withoutCertificates({ cameWith, stampedBy, ...report }: FoundSignature): VerifyReport['signatures'][number] {
  return report
}

function sha256(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex')
}
