/**
 * One attempt at signing one document: choice, approval, intent, token, verification.
 *
 * The order that keeps the promises: the intent (document, certificate, approval) is durable before the token is
 * asked; the signature is verified before it is stored; it is stored before anyone sees it.
 */
import { CongkyError } from '@congky/shared'
import type { Approval } from '../domain/approval/approval.ts'
import { approvalRecord } from '../domain/approval/approval-record.ts'
import { useApproval } from '../domain/approval/decide.ts'
import type { Certificate } from '../domain/certificate.ts'
import { describeJob } from '../domain/describe-job.ts'
import { sha256InSlices } from '../domain/in-slices.ts'
import type { Job } from '../domain/job.ts'
import type { FinishedSignature, PreparedSignature, SignatureEngine } from '../signature/profile.ts'
import type { ApprovalStore } from '../store/approvals.ts'
import type { JobStore } from '../store/jobs.ts'
import type { SignDigestRequest, Tokens } from '../token/token.ts'
import type { JobKeeper } from './job-keeper.ts'
import { repetitionNotes } from './repetition-notes.ts'
import type { SignerFinder } from './signer-finder.ts'

export interface DocumentSignerParts {
  readonly engine: SignatureEngine
  readonly tokens: Tokens
  readonly keeper: JobKeeper
  readonly jobs: JobStore
  readonly approvals: ApprovalStore
  readonly finder: SignerFinder
  /** Whether the job's source still leaves it to us; asked right before the intent. */
  readonly confirmClaim: (job: Job) => Promise<boolean>
}

/** Whose key is asked for a value, and who waits for it. */
type TokenTurn = Required<Pick<SignDigestRequest, 'thumbprint' | 'fairnessKey' | 'signal'>>

/** What an intent says, beside what the job says itself. */
interface Intent {
  readonly certificate: Certificate
  readonly signedAt: Date
  /** Of the document that is about to be signed. */
  readonly documentSha256: string
  readonly note: string
}

export class DocumentSigner {
  readonly #parts: DocumentSignerParts

  constructor(parts: DocumentSignerParts) {
    this.#parts = parts
  }

  /**
   * Signs a received job, unless somebody withdraws it meanwhile.
   *
   * @param fairnessKey Who takes turns with others at the token.
   * @throws {CongkyError} Whatever stands against it; ERR_APPROVAL_MISSING
   */
  async sign(job: Job, fairnessKey: string, signal: AbortSignal): Promise<void> {
    const { engine, keeper, jobs, finder, confirmClaim } = this.#parts
    const { certificate, warnings } = finder.find(job)
    if (!(await confirmClaim(job))) throw new CongkyError('ERR_LEASE_LOST')
    const document = jobs.document(job.id)
    if (document === null) throw new Error(`the document of job ${job.id} is not in the store`)
    signal.throwIfAborted()

    const signedAt = new Date()
    const { thumbprint } = certificate
    const note = [...warnings, ...repetitionNotes(job, certificate, engine)].join('; ')
    // Only an approval asks which bytes these are.
    const documentSha256 = job.approvalId === null ? job.request.documentSha256 : await sha256InSlices(document)
    let preparedMs = 0
    const [intent, prepared] = await Promise.all([
      this.#intend(job, { certificate, signedAt, documentSha256, note }),
      engine.prepare(job.request.profile, document, { certificate, signedAt }).finally(() => {
        preparedMs = performance.now()
      }),
    ])
    const store = performance.now() - preparedMs
    if (!intent) return // Withdrawn or past its deadline meanwhile; that outcome is already stored.

    const { value, times: asking } = await this.#value(prepared, { thumbprint, fairnessKey, signal })
    const { document: signedDocument, times: finishing } = await this.#finish(prepared.finish(value), thumbprint)
    const signedSha256 = await sha256InSlices(signedDocument)
    signal.throwIfAborted()
    for (const times of [prepared.times, asking, finishing, { store }]) keeper.clock.addAll(job.id, times)
    const change = { state: 'signed', reason: null, signedDocument, signedSha256, signedAt: new Date() } as const
    await keeper.change(intent, ['received'], change, 'signed', { signedSha256 })
  }

  /** Uses the approval up in the transaction of the intent. @throws {CongkyError} ERR_APPROVAL_MISSING */
  #intend({ id, approvalId }: Job, { certificate, signedAt, documentSha256, note }: Intent): Promise<Job | null> {
    const { thumbprint, serial, subject } = certificate
    const signer = { thumbprint, serial, subject }
    return this.#parts.keeper.decide(id, (job) => {
      if (job.state !== 'received' || job.approvalId !== approvalId) return null
      const approval = approvalId === null ? null : this.#useApproval(job, approvalId, documentSha256)
      const entry = {
        ...describeJob({ ...job, certificate: signer }, 'intent'),
        ...(approval ? { approval: approvalRecord(approval, 'used') } : {}),
        ...(note === '' ? {} : { note }),
      }
      return {
        change: { intentAt: signedAt, certificate: signer, ...(approval ? { approval } : {}) },
        entries: [entry],
      }
    })
  }

  #useApproval({ id, request: { taxCode, profile } }: Job, approvalId: string, documentSha256: string): Approval {
    return useApproval(this.#parts.approvals.find(approvalId), id, { documentSha256, taxCode, profile })
  }

  /** The value of an earlier attempt, else the token's. */
  async #value({ value, digestAlgorithm, digest, data }: PreparedSignature, turn: TokenTurn) {
    if (value !== null) return { value, times: {} }
    const askedMs = performance.now()
    const signed = await this.#parts.tokens.sign({ ...turn, digestAlgorithm, digest, data })
    const queue = performance.now() - askedMs - signed.signMs
    return { value: signed.value, times: { queue, sign: signed.signMs } }
  }

  /** A wrong value from a token is counted against the token before the job hears of it. */
  async #finish(finishing: Promise<FinishedSignature>, thumbprint: string): Promise<FinishedSignature> {
    try {
      return await finishing
    } catch (error) {
      if (error instanceof CongkyError && error.code === 'ERR_SIGNATURE_INVALID')
        this.#parts.tokens.reportWrongSignature(thumbprint)
      throw error
    }
  }
}
