/**
 * Whether a certificate is to be believed: a chain to a configured authority, good at the time in question, and not
 * revoked. Everything that is not known for sure ends in another answer than `trusted`, save that nobody answered
 * where the configuration asks only softly.
 */
import { reportSentence, type TrustAnswer } from '@congky/shared'
import { buildChain, type Chain, isTimely, OTHERS_MAX } from './build-chain.ts'
import { type CertificateFacts, readCertificate, readWithPauses } from './certificate-facts.ts'
import type { RevocationStatus } from './revocation.ts'
import { NobodyKnows, RevocationDesk } from './revocation-desk.ts'
import type { TrustNetwork, TrustQuestion, TrustVerdict } from './trust.ts'

export interface CertificateJudgeParts {
  readonly network: TrustNetwork
  /** Longest time for asking about one certificate, in milliseconds. */
  readonly answerMs?: number
  readonly now?: () => Date
}

const ANSWER_MS = 6000

export class CertificateJudge {
  readonly #desk: RevocationDesk
  readonly #now: () => Date

  constructor({ network, answerMs = ANSWER_MS, now = () => new Date() }: CertificateJudgeParts) {
    this.#desk = new RevocationDesk({ network, answerMs, now })
    this.#now = now
  }

  /** Never throws for what is wrong with certificates or the network: that is its answer. */
  async judge(question: TrustQuestion): Promise<TrustVerdict> {
    const checkedAt = this.#now()
    const answer = (trust: TrustAnswer, parts: Partial<TrustVerdict> = {}): TrustVerdict => ({
      ...{ trust, chain: [], problems: [], warnings: [], checkedAt },
      ...parts,
    })
    let certificate: CertificateFacts
    try {
      certificate = readCertificate(question.certificate)
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'it is none'
      return answer('unknown-authority', { problems: [reportSentence('trust-no-certificate', { reason })] })
    }
    const chain = await believedChain(certificate, question)
    const shown = { chain: chain.above.map((each) => each.certificate), warnings: chain.warnings }
    const refusal = refusalOf(certificate, chain)
    if (refusal !== null) return answer(refusal.trust, { ...shown, problems: refusal.problems })
    if (question.revocation === 'none') return answer('trusted', shown)

    const findings = await Promise.all(this.#links(certificate, chain).map((link) => this.#ask(link, question)))
    const worst = findings.find(({ trust }) => trust === 'revoked') ?? findings.find(({ trust }) => trust !== 'trusted')
    return answer(worst?.trust ?? 'trusted', {
      chain: shown.chain,
      problems: findings.flatMap(({ problems }) => problems),
      warnings: [...chain.warnings, ...findings.flatMap(({ warnings }) => warnings)],
    })
  }

  /** Each certificate with its issuer, without the authority itself: nobody revokes what is configured. */
  #links(certificate: CertificateFacts, { above }: Chain): Link[] {
    const below = [certificate, ...above.slice(0, -1)]
    return below.map((subject, index) => ({ subject, issuer: above[index] ?? null }))
  }

  async #ask({ subject, issuer }: Link, { at, revocation }: TrustQuestion): Promise<Finding> {
    const { subject: name } = subject.certificate
    try {
      if (issuer === null) throw new NobodyKnows([reportSentence('revocation-no-issuer')])
      return findingOf(name, await this.#desk.ask({ subject, issuer }), at)
    } catch (error) {
      if (!(error instanceof NobodyKnows)) throw error
      const sentences = [reportSentence('trust-revocation-unknown', { subject: name }), ...error.sentences]
      return revocation === 'soft'
        ? { trust: 'trusted', problems: [], warnings: sentences }
        : { trust: 'revocation-unknown', problems: sentences, warnings: [] }
    }
  }
}

interface Link {
  readonly subject: CertificateFacts
  /** Null for a pinned certificate whose issuer is not known. */
  readonly issuer: CertificateFacts | null
}

type Finding = Pick<TrustVerdict, 'trust' | 'problems' | 'warnings'>

/** The chain to an authority; for a certificate that is believed by itself, whatever of a chain there is. */
async function believedChain(
  certificate: CertificateFacts,
  { others, authorities, pinned, at }: TrustQuestion,
): Promise<Chain> {
  const parts = {
    others: await readWithPauses(others.slice(0, OTHERS_MAX)),
    authorities: await readWithPauses(authorities),
  }
  const chain = buildChain(certificate, { ...parts, at })
  if (chain.isTimely) return chain
  const { der } = certificate.certificate
  const isBelieved = [...pinned, ...authorities].some((each) => Buffer.compare(each, der) === 0)
  if (!isBelieved) return chain
  const late = reportSentence('chain-not-valid-then', { subject: certificate.certificate.subject })
  const isGood = isTimely(certificate, at)
  return { above: [], isComplete: true, isTimely: isGood, problems: isGood ? [] : [late], warnings: [] }
}

function refusalOf(certificate: CertificateFacts, chain: Chain): Pick<TrustVerdict, 'trust' | 'problems'> | null {
  if (!chain.isComplete) return { trust: 'unknown-authority', problems: chain.problems }
  if (!chain.isTimely) return { trust: 'not-valid-then', problems: chain.problems }
  const { notUnderstood, keyUsage } = certificate
  if (notUnderstood.length > 0) {
    const values = { issuer: certificate.certificate.subject, extension: notUnderstood.join(', ') }
    return { trust: 'unknown-authority', problems: [reportSentence('chain-not-understood', values)] }
  }
  if (keyUsage?.signs ?? true) return null
  return { trust: 'not-for-signing', problems: [reportSentence('trust-not-for-signing')] }
}

/** CRLReason of RFC 5280, 5.3.1, after which nothing counts, whenever it was signed: the key was in other hands. */
const COMPROMISED: readonly (number | null)[] = [1, 2, 10]

function findingOf(subject: string, status: RevocationStatus, at: Date): Finding {
  switch (status.status) {
    case 'good':
      return { trust: 'trusted', problems: [], warnings: [] }
    case 'unknown':
      return { trust: 'revocation-unknown', problems: [reportSentence('trust-not-issued', { subject })], warnings: [] }
    case 'revoked': {
      const values = { subject, date: status.revokedAt.toISOString().slice(0, 10) }
      const isLater = at < status.revokedAt && !COMPROMISED.includes(status.reason)
      return isLater
        ? { trust: 'trusted', problems: [], warnings: [reportSentence('trust-revoked-later', values)] }
        : { trust: 'revoked', problems: [reportSentence('trust-revoked', values)], warnings: [] }
    }
  }
}
