import type { ApprovalStanding, CongkyError, ResultFormat } from '@congky/shared'
import { type Job, requestKey } from '../domain/job.ts'
import type { IncomingRequest } from '../domain/request.ts'
import type { SignatureEngine } from '../signature/profile.ts'
import type { RequestDesk } from '../sources/request-desk.ts'
import type { ApprovalStore } from '../store/approvals.ts'
import type { HistoryWriter } from '../store/history.ts'
import type { JobStore } from '../store/jobs.ts'
import { acknowledgeJob } from './acknowledge-job.ts'
import { approvalStanding } from './approval-desk.ts'
import type { Intake } from './intake.ts'
import type { JobKeeper } from './job-keeper.ts'
import { retryJob } from './retry.ts'
import type { Signing } from './signing.ts'

export interface DeskParts {
  readonly intake: Intake
  readonly signing: Signing
  readonly engine: Pick<SignatureEngine, 'resultFormat' | 'acknowledge'>
  readonly keeper: JobKeeper
  readonly jobs: JobStore
  readonly approvals: ApprovalStore
  readonly history: HistoryWriter
}

/** The desk at which callers of the API hand in requests and collect outcomes. */
export class Desk implements RequestDesk {
  readonly #parts: DeskParts

  constructor(parts: DeskParts) {
    this.#parts = parts
  }

  submit(incoming: IncomingRequest): Promise<Job> {
    return this.#parts.intake.submit(incoming)
  }

  find(id: string): Job | null {
    return this.#parts.keeper.find(id)
  }

  async findByKey(workstationId: string, key: string): Promise<Job | null> {
    const { jobs } = this.#parts
    // The document plays no part in a workstation's key.
    const job = jobs.findByKey(requestKey({ source: '', externalId: key, workstationId, documentSha256: '' }))
    if (job) await jobs.durable()
    return job
  }

  async findByExternalId(source: string, externalId: string): Promise<readonly Job[]> {
    const { jobs } = this.#parts
    const found = jobs.ofRow(source, externalId)
    await jobs.durable()
    return found
  }

  signedDocument(id: string): Uint8Array | null {
    return this.#parts.jobs.signedDocument(id)
  }

  acknowledgement(job: Job): Promise<Uint8Array> {
    return acknowledgeJob(this.#parts, job)
  }

  resultFormat({ request }: Job): ResultFormat {
    return this.#parts.engine.resultFormat(request.profile)
  }

  waitUntilFinished(job: Job, waitMs: number, signal: AbortSignal): Promise<Job> {
    const current = this.find(job.id) ?? job
    if (isFinished(current) || waitMs <= 0 || signal.aborted) return Promise.resolve(current)
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        stopWatching()
        signal.removeEventListener('abort', end)
        resolve(this.find(job.id) ?? job)
      }
      const timer = setTimeout(end, waitMs)
      const stopWatching = this.#parts.keeper.watch(job.id, (changed) => isFinished(changed) && end())
      signal.addEventListener('abort', end)
    })
  }

  watch(id: string, listener: (job: Job) => void): () => void {
    return this.#parts.keeper.watch(id, listener)
  }

  queuePosition(job: Job): number | undefined {
    return job.state === 'received' ? this.#parts.signing.queuePosition(job) : undefined
  }

  approvalOf(job: Job): ApprovalStanding | undefined {
    const approval = job.approvalId === null ? null : this.#parts.approvals.find(job.approvalId)
    return approval === null ? undefined : approvalStanding(approval)
  }

  /** @throws {CongkyError} ERR_RESTORE_UNCONFIRMED */
  async cancel(id: string): Promise<Job | null> {
    this.#parts.intake.assertOpen()
    return this.#parts.signing.cancel(id)
  }

  /** Takes up again what a person asks for (retry.ts). @param by Who asks. */
  retry(id: string, by: string): Promise<Job | null> {
    return retryJob(this.#parts, id, by)
  }

  async markDelivered(job: Job, deliverMs?: number): Promise<void> {
    if (job.deliveredAt !== null) return
    if (deliverMs !== undefined) this.#parts.keeper.clock.add(job.id, 'deliver', deliverMs)
    const signed = job.signedSha256 === null ? {} : { signedSha256: job.signedSha256 }
    const change = { deliveredAt: new Date() }
    await this.#parts.keeper.change(job, ['signed', 'rejected'], change, 'delivered', { ...signed, canWait: true })
  }

  async refuse(
    incoming: Pick<IncomingRequest, 'source' | 'externalId' | 'workstationId' | 'origin'>,
    error: CongkyError,
  ): Promise<void> {
    const { source, externalId, workstationId, origin } = incoming
    await this.#parts.history.append({ kind: 'rejected', source, externalId, workstationId, origin, code: error.code })
  }
}

function isFinished(job: Job): boolean {
  return job.state === 'signed' || job.state === 'rejected'
}
