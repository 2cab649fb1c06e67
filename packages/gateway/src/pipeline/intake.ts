/**
 * Intake: stores what comes in as 'received', 'awaiting-approval' or, when it can never be signed, as 'rejected'
 * (request-examiner.ts). What was stored is acknowledged; what is full or stopping is refused without a trace, so that
 * the caller may try again.
 */
import { CongkyError } from '@congky/shared'
import { askedEntry } from '../domain/approval/approval-record.ts'
import { describeJob } from '../domain/describe-job.ts'
import { type Job, requestKey, wishKey } from '../domain/job.ts'
import { type IncomingRequest, identifyRequest } from '../domain/request.ts'
import { withIdentity } from '../domain/with-identity.ts'
import type { NewJob } from '../store/job-rows.ts'
import type { JobStore } from '../store/jobs.ts'
import { EarlierVersions } from './earlier-versions.ts'
import type { JobKeeper } from './job-keeper.ts'
import { RequestExaminer, type RequestExaminerParts, readableTaxCode } from './request-examiner.ts'

export interface IntakeParts extends RequestExaminerParts {
  readonly keeper: JobKeeper
  readonly jobs: JobStore
  /** Why nothing is taken in at all, or null. */
  readonly refusal: () => CongkyError | null
}

/** Why a row is taken up anew, for the history. */
const PENDING_AGAIN = 'set to pending again'

export class Intake {
  readonly #parts: IntakeParts
  readonly #examiner: RequestExaminer
  readonly #versions: EarlierVersions
  #isStopping = false

  constructor(parts: IntakeParts) {
    this.#parts = parts
    this.#examiner = new RequestExaminer(parts)
    this.#versions = new EarlierVersions(parts)
  }

  /** From now on every request is refused with ERR_STOPPING. */
  stop(): void {
    this.#isStopping = true
  }

  /** Whether the next request would be refused with ERR_QUEUE_FULL, whoever sends it. */
  get isFull(): boolean {
    return this.#parts.keeper.openCount >= this.#parts.config().limits.waitingJobsMax
  }

  /** @throws {CongkyError} ERR_RESTORE_UNCONFIRMED */
  assertOpen(): void {
    const refusal = this.#parts.refusal()
    if (refusal) throw refusal
  }

  /**
   * Takes one request in.
   *
   * @returns The job: new, or the one that was there under the same key.
   * @throws {CongkyError} ERR_IDEMPOTENCY_CONFLICT, ERR_REPLACES_SIGNED, ERR_QUEUE_FULL, ERR_STORE_FULL, ERR_STOPPING,
   * ERR_RESTORE_UNCONFIRMED
   */
  async submit(given: IncomingRequest): Promise<Job> {
    if (this.#isStopping) throw new CongkyError('ERR_STOPPING')
    this.assertOpen()
    const incoming = await withIdentity(given)
    const { documentSha256 } = identifyRequest(incoming)
    const before = await this.#versions.endOfRow(incoming, documentSha256)
    const asked = before === null ? incoming : { ...incoming, replaces: before }
    const known = this.#parts.jobs.findByKey(requestKey({ ...asked, documentSha256 }))
    if (known) return this.#repeat(known, asked)
    this.#assertRoom(asked)
    const replaced = this.#versions.replacedBy(asked)
    const wanted = await this.#examiner.toNewJob(asked)
    // One that can never be signed takes nobody's place.
    if (replaced && wanted.state !== 'rejected') await this.#versions.endReplaced(replaced)
    const stored = await this.#insert(wanted)
    return stored.created ? stored.job : this.#repeat(stored.job, asked)
  }

  #insert(job: NewJob): Promise<{ readonly job: Job; readonly created: boolean }> {
    const entries = [
      describeJob(job, 'received'),
      ...(job.approval ? [askedEntry(job, job.approval)] : []),
      ...(job.reason ? [describeJob(job, 'rejected')] : []),
    ]
    return this.#parts.keeper.insert(job, entries)
  }

  /** The same request again: a caller gets its job back; a row is looked at once more. */
  async #repeat(job: Job, incoming: IncomingRequest): Promise<Job> {
    await this.#parts.jobs.durable()
    if (incoming.workstationId === null) return this.#repeatRow(job, incoming)
    const { documentSha256 } = identifyRequest(incoming)
    if (documentSha256 !== job.request.documentSha256 || asksForAnother(job, incoming)) {
      throw new CongkyError('ERR_IDEMPOTENCY_CONFLICT')
    }
    return job
  }

  /**
   * A row that stands there as pending once more was either never answered, or set back by a person, perhaps
   * with another tax code or profile. A signature is delivered again, but only for what it was made for; what
   * was not signed is tried anew as the row asks for it now.
   */
  async #repeatRow(job: Job, incoming: IncomingRequest): Promise<Job> {
    const { keeper, jobs } = this.#parts
    if (job.state === 'signed') {
      const wanted = await this.#examiner.toNewJob(incoming)
      if (!asksForTheSame(job, wanted, incoming)) return this.#takeOtherWishUp(wanted, incoming)
    }
    const changed = await this.#takeRowUp(job, incoming)
    // Otherwise the job moved on meanwhile, and how to take the row up depends on where it is now.
    return changed ?? this.#repeatRow(jobs.find(job.id) ?? keeper.find(job.id) ?? job, incoming)
  }

  /**
   * The row was signed, and its owner now wants the same document signed for another enterprise or by another
   * profile: a job of its own, beside the one that keeps the first signature.
   */
  async #takeOtherWishUp(wanted: NewJob, incoming: IncomingRequest): Promise<Job> {
    const taxCode = wanted.state === 'rejected' ? String(incoming.taxCode) : wanted.request.taxCode
    const profile = typeof incoming.profile === 'string' ? incoming.profile.trim() : null
    const key = wishKey(wanted.request, taxCode, profile)
    const stored = await this.#insert({ ...wanted, key })
    if (stored.created) return stored.job
    return (await this.#takeRowUp(stored.job, incoming)) ?? this.#takeOtherWishUp(wanted, incoming)
  }

  async #takeRowUp(job: Job, incoming: IncomingRequest): Promise<Job | null> {
    const { keeper } = this.#parts
    const { claim } = incoming
    if (job.state === 'signed') return keeper.change(job, ['signed'], { claim, deliveredAt: null }, null)
    if (job.state === 'rejected') return this.takeUpAnew(job, incoming, PENDING_AGAIN)
    if (!asksForAnother(job, incoming)) return keeper.change(job, [job.state], { claim }, null)
    // What is under way for the old values ends here; then the row is taken up like any rejected one.
    const reason = { code: 'ERR_ROW_CHANGED', details: {} } as const
    const change = { state: 'rejected', reason, deliveredAt: new Date() } as const
    const withdrawn = await keeper.change(job, [job.state], change, 'rejected', { code: reason.code })
    return withdrawn && this.takeUpAnew(withdrawn, incoming, PENDING_AGAIN)
  }

  /**
   * Takes a rejected job up as it is asked for now, under the policy of now.
   *
   * @param note Why, for the history.
   * @returns The job as it is then, or null when it is rejected no more.
   */
  async takeUpAnew(job: Job, incoming: IncomingRequest, note: string): Promise<Job | null> {
    const { request, document, state, reason, approval } = await this.#examiner.toNewJob(incoming, job.id)
    const fresh = { attempts: 0, intentAt: null, deliveredAt: null } as const
    const wanted = { state, reason, approval, claim: request.claim, wishes: request }
    const change = { ...fresh, ...wanted, ...(document === null ? {} : { document }) }
    const told = { ...describeJob({ id: job.id, request, reason }, reason ? 'rejected' : 'released'), note }
    const entries = [told, ...(approval ? [askedEntry({ id: job.id, request, reason }, approval)] : [])]
    return this.#parts.keeper.decide(job.id, (now) => (now.state === 'rejected' ? { change, entries } : null))
  }

  #assertRoom(incoming: IncomingRequest): void {
    const { keeper } = this.#parts
    const { limits } = this.#parts.config()
    if (this.isFull) throw new CongkyError('ERR_QUEUE_FULL', { limit: limits.waitingJobsMax })
    const { workstationId } = incoming
    if (workstationId === null) return
    if (keeper.countOf(workstationId) >= limits.waitingJobsPerWorkstationMax) {
      throw new CongkyError('ERR_QUEUE_FULL', { limit: limits.waitingJobsPerWorkstationMax })
    }
  }
}

/** Whether a request that came before under the same name now asks for something else with the same document. */
function asksForAnother(job: Job, incoming: IncomingRequest): boolean {
  const wanted = readableTaxCode(incoming.taxCode)
  return (wanted !== null && wanted !== job.request.taxCode) || asksForOtherProfile(job, incoming)
}

function asksForOtherProfile({ request }: Job, { profile }: IncomingRequest): boolean {
  return typeof profile === 'string' && profile.trim() !== '' && profile.trim() !== request.profile
}

/** Whether a row asks for the signature that was made of its document. @param wanted The row as it reads now. */
function asksForTheSame(job: Job, wanted: NewJob, incoming: IncomingRequest): boolean {
  if (asksForOtherProfile(job, incoming)) return false
  const isBlank = incoming.taxCode === null || incoming.taxCode === undefined || String(incoming.taxCode).trim() === ''
  // Without a tax code the document names the enterprise; one that is refused by now names nobody.
  if (isBlank && wanted.state === 'rejected') return true
  return wanted.request.taxCode === job.request.taxCode
}
