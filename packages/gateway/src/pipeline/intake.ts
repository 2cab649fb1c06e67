/**
 * Intake: gives an incoming request its meaning, looks the document over, and stores it as 'received' or,
 * when it can never be signed, as 'rejected'. What was stored is acknowledged; what is full or stopping is
 * refused without a trace, so that the caller may try again.
 */
import { randomUUID } from 'node:crypto'
import { CongkyError, type ErrorCode, isAnswered, parseTaxCode, type TaxCode, toCongkyError } from '@congky/shared'
import type { Approval } from '../domain/approval/approval.ts'
import { askApproval } from '../domain/approval/decide.ts'
import { accountsOf, type KnownAccount } from '../domain/approval/persons.ts'
import { planApproval, valuePaths } from '../domain/approval/policy.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import { type Job, requestKey, wishKey } from '../domain/job.ts'
import type { Log } from '../domain/log.ts'
import {
  type IncomingRequest,
  identifyRequest,
  parseSignRequest,
  type SignRequest,
  toBytes,
} from '../domain/request.ts'
import type { DocumentFacts, SignatureEngine } from '../signature/profile.ts'
import type { NewJob } from '../store/job-rows.ts'
import type { JobStore } from '../store/jobs.ts'
import { askedEntry } from './approval-desk.ts'
import { assertAllowed } from './enterprise-rights.ts'
import { describeJob, type JobKeeper } from './job-keeper.ts'
import { RefusedRoom } from './refused-room.ts'

export interface IntakeParts {
  readonly config: () => GatewayConfig
  readonly engine: SignatureEngine
  readonly keeper: JobKeeper
  readonly jobs: JobStore
  /** For telling a requester from an approver. */
  readonly accounts: () => readonly KnownAccount[]
  /** Why nothing is taken in at all, or null. */
  readonly refusal: () => CongkyError | null
  readonly log: Log
}

export class Intake {
  readonly #parts: IntakeParts
  readonly #refusedRoom = new RefusedRoom()
  #isStopping = false

  constructor(parts: IntakeParts) {
    this.#parts = parts
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
   * @throws {CongkyError} ERR_IDEMPOTENCY_CONFLICT, ERR_QUEUE_FULL, ERR_STORE_FULL, ERR_STOPPING,
   * ERR_RESTORE_UNCONFIRMED
   */
  async submit(incoming: IncomingRequest): Promise<Job> {
    if (this.#isStopping) throw new CongkyError('ERR_STOPPING')
    this.assertOpen()
    const known = this.#findKnown(incoming)
    if (known) return this.#repeat(known, incoming)
    this.#assertRoom(incoming)
    const stored = await this.#insert(await this.#toNewJob(incoming))
    return stored.created ? stored.job : this.#repeat(stored.job, incoming)
  }

  #insert(job: NewJob): Promise<{ readonly job: Job; readonly created: boolean }> {
    const entries = [
      describeJob(job, 'received'),
      ...(job.approval ? [askedEntry(job, job.approval)] : []),
      ...(job.reason ? [describeJob(job, 'rejected')] : []),
    ]
    return this.#parts.keeper.insert(job, entries)
  }

  #findKnown(incoming: IncomingRequest): Job | null {
    const { documentSha256 } = identifyRequest(incoming)
    return this.#parts.jobs.findByKey(requestKey({ ...incoming, documentSha256 }))
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
      const wanted = await this.#toNewJob(incoming)
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
    if (job.state === 'rejected') return this.#reopen(job, incoming)
    if (!asksForAnother(job, incoming)) return keeper.change(job, [job.state], { claim }, null)
    // What is under way for the old values ends here; then the row is taken up like any rejected one.
    const reason = { code: 'ERR_ROW_CHANGED', details: {} } as const
    const change = { state: 'rejected', reason, deliveredAt: new Date() } as const
    const withdrawn = await keeper.change(job, [job.state], change, 'rejected', { code: reason.code })
    return withdrawn && this.#reopen(withdrawn, incoming)
  }

  async #reopen(job: Job, incoming: IncomingRequest): Promise<Job | null> {
    const { request, document, state, reason, approval } = await this.#toNewJob(incoming, job.id)
    const fresh = {
      state,
      reason,
      attempts: 0,
      intentAt: null,
      deliveredAt: null,
      claim: request.claim,
      wishes: request,
      approval,
    }
    const change = document === null ? fresh : { ...fresh, document }
    const next = { ...job, request, reason, certificate: null }
    const kind = state === 'rejected' ? 'rejected' : 'released'
    return this.#parts.keeper.change(next, ['rejected'], change, kind, { note: 'set to pending again' })
  }

  #assertRoom(incoming: IncomingRequest): void {
    const { keeper } = this.#parts
    const { limits } = this.#parts.config()
    if (this.isFull) throw new CongkyError('ERR_QUEUE_FULL', { limit: limits.waitingJobsMax })
    const { workstationId } = incoming
    if (workstationId === null) return
    const waiting = keeper.countOpen((job) => job.request.workstationId === workstationId)
    if (waiting >= limits.waitingJobsPerWorkstationMax) {
      throw new CongkyError('ERR_QUEUE_FULL', { limit: limits.waitingJobsPerWorkstationMax })
    }
  }

  async #toNewJob(incoming: IncomingRequest, id: string = randomUUID()): Promise<NewJob> {
    const base = { id, receivedAt: new Date() }
    try {
      const { request, facts } = await this.#examine(incoming)
      const { document, enterprises: _, ...rest } = request
      const approval = this.#askApproval(id, request, facts, incoming.isAnswer === true)
      const state = approval === null ? 'received' : 'awaiting-approval'
      return { ...base, request: rest, document, documentBytes: document.length, state, reason: null, approval }
    } catch (error) {
      const { code, details, disposition } = toCongkyError(error)
      if (disposition === 'retry') throw error
      if (code === 'ERR_INTERNAL') this.#parts.log.error({ err: error, job: base.id }, 'intake failed')
      return {
        ...base,
        ...this.#toRefused(incoming, code),
        state: 'rejected',
        reason: { code, details },
        approval: null,
      }
    }
  }

  /** What the policy asks before this request may be signed. @throws {CongkyError} ERR_REQUESTER_UNKNOWN */
  #askApproval(jobId: string, request: SignRequest, facts: DocumentFacts, isAnswer: boolean): Approval | null {
    const { config, accounts } = this.#parts
    const { approval: policy } = config()
    const { requester, source, profile, taxCode, documentSha256 } = request
    const { kinds = [], values = {} } = facts
    const about = { source, profile, taxCode, requester, kinds, values, isAnswer }
    const plan = planApproval(policy, about, accountsOf(requester, policy.people, accounts()))
    if (plan === null) return null
    return askApproval({ id: randomUUID(), jobId, subject: { documentSha256, taxCode, profile }, plan }, new Date())
  }

  /** @throws {CongkyError} Whatever makes the request impossible to sign. */
  async #examine(incoming: IncomingRequest): Promise<{ request: SignRequest; facts: DocumentFacts }> {
    const { engine } = this.#parts
    const { limits, defaultProfile, approval } = this.#parts.config()
    const resultFormat = (profile: string) => engine.resultFormat(profile)
    const { documentBytesMax } = limits
    const rules = { documentBytesMax, profiles: engine.profiles, defaultProfile, resultFormat }
    const request = parseSignRequest(incoming, rules)
    // A workstation learns nothing of documents or profiles before it may sign for the enterprise at all.
    if (request.taxCode !== null) assertAllowed(request.taxCode, incoming.enterprises)
    const wishes = { wantsKind: approval.rules.length > 0, valuePaths: valuePaths(approval) }
    const facts = await engine.inspect(request.profile, request.document, wishes)
    const taxCode = request.taxCode ?? (facts.taxCode === null ? null : parseTaxCode(facts.taxCode))
    assertAllowed(taxCode, incoming.enterprises)
    return { request: { ...request, taxCode }, facts }
  }

  /**
   * What can be said of a request whose values could not be trusted: only its identity. A message that its sender is
   * owed an answer about stays as well, for the answer is made of it.
   */
  #toRefused(incoming: IncomingRequest, code: ErrorCode): Pick<NewJob, 'request' | 'document' | 'documentBytes'> {
    const { documentSha256, documentBytes } = identifyRequest(incoming)
    const isKept = isAnswered(code) && this.#refusedRoom.take(documentBytes, Date.now())
    const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value.slice(0, 300) : null)
    return {
      document: isKept ? toBytes(incoming.document) : null,
      documentBytes,
      request: {
        source: incoming.source,
        externalId: incoming.externalId,
        documentSha256,
        taxCode: readableTaxCode(incoming.taxCode),
        profile: text(incoming.profile) ?? this.#parts.config().defaultProfile,
        reference: text(incoming.reference),
        requester: text(incoming.requester),
        origin: incoming.origin,
        workstationId: incoming.workstationId,
        notBefore: incoming.notBefore,
        deadline: incoming.deadline,
        claim: incoming.claim,
        note: text(incoming.note),
        replaces: incoming.replaces ?? null,
      },
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

function readableTaxCode(value: unknown): TaxCode | null {
  try {
    return value === null || value === undefined || typeof value === 'object' ? null : parseTaxCode(String(value))
  } catch {
    return null
  }
}
