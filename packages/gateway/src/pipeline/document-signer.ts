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
import type { JobStep, JobStore } from '../store/jobs.ts'
import type { SignDigestRequest, Tokens } from '../token/token.ts'
import { FirstIntents } from './first-intents.ts'
import type { JobKeeper } from './job-keeper.ts'
import { repetitionNotes } from './repetition-notes.ts'
import type { Signer, SignerFinder } from './signer-finder.ts'

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
export interface Intent {
  readonly certificate: Certificate
  readonly signedAt: Date
  readonly note: string
}

export class DocumentSigner {
  readonly #parts: DocumentSignerParts
  readonly #first = new FirstIntents()

  constructor(parts: DocumentSignerParts) {
    this.#parts = parts
  }

  /** How many jobs had their intent written with them, and have not had their turn. */
  get begun(): number {
    return this.#first.count
  }

  /**
   * The intent of a job that nobody has to approve, for the transaction that stores the job; `sign` goes on from it.
   *
   * @returns Null when something stands against signing it now: `sign` finds that, too, and tells.
   */
  begin(job: Job, document: Uint8Array): JobStep | null {
    const signer = this.#parts.finder.tryFind(job)
    if (signer === null) return null
    const { certificate, warnings } = signer
    const intent = { certificate, signedAt: new Date(), note: warnings.join('; ') }
    this.#first.put(job.id, { ...intent, document })
    return toStep(job, intent, null)
  }

  /** What was begun has no turn any more. */
  forget(jobId: string): void {
    this.#first.forget(jobId)
  }

  /**
   * Signs a received job, unless somebody withdraws it meanwhile.
   *
   * @param fairnessKey Who takes turns with others at the token.
   * @throws {CongkyError} Whatever stands against it; ERR_APPROVAL_MISSING
   */
  async sign(job: Job, fairnessKey: string, signal: AbortSignal): Promise<void> {
    const { engine, keeper, finder, confirmClaim } = this.#parts
    const { certificate, warnings } = finder.find(job)
    const { thumbprint } = certificate
    const first = this.#first.take(job, thumbprint)
    if (!(await confirmClaim(job))) throw new CongkyError('ERR_LEASE_LOST')
    const document = first?.document ?? this.#readDocument(job.id)
    signal.throwIfAborted()

    const signedAt = first?.signedAt ?? new Date()
    let preparedMs = 0
    const [intent, prepared] = await Promise.all([
      first ? this.#durable(job) : this.#intend(job, { certificate, signedAt, warnings, document }),
      engine.prepare(job.request.profile, document, { certificate, signedAt }).finally(() => {
        preparedMs = performance.now()
      }),
    ])
    const store = performance.now() - preparedMs
    if (!intent) return // Withdrawn or past its deadline meanwhile; that outcome is already stored.
    signal.throwIfAborted()

    const { value, times: asking } = await this.#value(prepared, { thumbprint, fairnessKey, signal })
    const { document: signedDocument, times: finishing } = await this.#finish(prepared.finish(value), thumbprint)
    const signedSha256 = await sha256InSlices(signedDocument)
    signal.throwIfAborted()
    for (const times of [prepared.times, asking, finishing, { store }]) keeper.clock.addAll(job.id, times)
    const stored = { receivedDocument: document, signedDocument, signedSha256, signedAt: new Date() }
    await keeper.change(intent, ['received'], { state: 'signed', reason: null, ...stored }, 'signed', { signedSha256 })
  }

  #readDocument(jobId: string): Uint8Array {
    const document = this.#parts.jobs.document(jobId)
    if (document === null) throw new Error(`the document of job ${jobId} is not in the store`)
    return document
  }

  /** The job, once it and its intent are durable. */
  async #durable(job: Job): Promise<Job> {
    await this.#parts.jobs.durable()
    return job
  }

  /** Uses the approval up in the transaction of the intent. @throws {CongkyError} ERR_APPROVAL_MISSING */
  async #intend(
    job: Job,
    about: Pick<Intent, 'certificate' | 'signedAt'> & Pick<Signer, 'warnings'> & { readonly document: Uint8Array },
  ): Promise<Job | null> {
    const { certificate, signedAt, warnings, document } = about
    const { id, approvalId } = job
    const note = [...warnings, ...repetitionNotes(job, certificate, this.#parts.engine)].join('; ')
    // Only an approval asks which bytes these are.
    const documentSha256 = approvalId === null ? job.request.documentSha256 : await sha256InSlices(document)
    return this.#parts.keeper.decide(id, (now) => {
      if (now.state !== 'received' || now.approvalId !== approvalId) return null
      const approval = approvalId === null ? null : this.#useApproval(now, approvalId, documentSha256)
      return toStep(now, { certificate, signedAt, note }, approval)
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

/** The change and the record of an intent. @param approval As it is once it was used. */
function toStep(job: Job, { certificate, signedAt, note }: Intent, approval: Approval | null): JobStep {
  const { thumbprint, serial, subject } = certificate
  const signer = { thumbprint, serial, subject }
  const entry = {
    ...describeJob({ ...job, certificate: signer }, 'intent'),
    ...(approval ? { approval: approvalRecord(approval, 'used') } : {}),
    ...(note === '' ? {} : { note }),
  }
  return {
    change: { intentAt: signedAt, certificate: signer, ...(approval ? { approval } : {}) },
    entries: [entry],
  }
}
