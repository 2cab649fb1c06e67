/**
 * Gives an incoming request its meaning: looks its document over, and asks the policy whether somebody has to approve
 * it. What can never be signed becomes a rejected job that says why.
 */
import { randomUUID } from 'node:crypto'
import { type ErrorCode, isAnswered, parseTaxCode, type TaxCode, toCongkyError } from '@congky/shared'
import type { Approval } from '../domain/approval/approval.ts'
import { askApproval } from '../domain/approval/decide.ts'
import { type KnownAccount, personsOf } from '../domain/approval/persons.ts'
import { planApproval, valuePaths } from '../domain/approval/policy.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import type { Log } from '../domain/log.ts'
import { newJobId } from '../domain/new-job-id.ts'
import {
  type IncomingRequest,
  identifyRequest,
  parseSignRequest,
  type SignRequest,
  toBytes,
} from '../domain/request.ts'
import type { SignatureEngine, TimedFacts } from '../signature/profile.ts'
import type { NewJob } from '../store/job-rows.ts'
import { assertAllowed } from './enterprise-rights.ts'
import { RefusedRoom } from './refused-room.ts'

export interface RequestExaminerParts {
  readonly config: () => GatewayConfig
  readonly engine: SignatureEngine
  /** For telling a requester from an approver. */
  readonly accounts: () => readonly KnownAccount[]
  readonly log: Log
}

export class RequestExaminer {
  readonly #parts: RequestExaminerParts
  readonly #refusedRoom = new RefusedRoom()

  constructor(parts: RequestExaminerParts) {
    this.#parts = parts
  }

  /**
   * @param id Of the job that is taken up anew; by default a new one.
   * @throws {CongkyError} What passes by itself, such as ERR_STOPPING: then the request is neither taken nor refused.
   */
  async toNewJob(incoming: IncomingRequest, id: string = newJobId()): Promise<NewJob> {
    const base = { id, receivedAt: new Date() }
    try {
      const { request, facts, receiveMs } = await this.#examine(incoming)
      const { document, enterprises: _, ...rest } = request
      const approval = this.#askApproval(id, request, facts, incoming.isAnswer === true)
      const state = approval === null ? 'received' : 'awaiting-approval'
      return {
        ...base,
        request: rest,
        document,
        documentBytes: document.length,
        state,
        reason: null,
        approval,
        times: { ...facts.times, receive: receiveMs },
      }
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
  #askApproval(jobId: string, request: SignRequest, facts: TimedFacts, isAnswer: boolean): Approval | null {
    const { config, accounts } = this.#parts
    const { approval: policy } = config()
    if (policy.rules.length === 0) return null
    const { requester, source, profile, taxCode, documentSha256 } = request
    const { kinds = [], values = {} } = facts
    const about = { source, profile, taxCode, requester, kinds, values, isAnswer }
    const plan = planApproval(policy, about, personsOf(policy.people, accounts()))
    if (plan === null) return null
    return askApproval({ id: randomUUID(), jobId, subject: { documentSha256, taxCode, profile }, plan }, new Date())
  }

  /** @throws {CongkyError} Whatever makes the request impossible to sign. */
  async #examine(incoming: IncomingRequest): Promise<{ request: SignRequest; facts: TimedFacts; receiveMs: number }> {
    const { engine } = this.#parts
    const arrivedMs = incoming.arrivedMs ?? performance.now()
    const { limits, defaultProfile, approval } = this.#parts.config()
    const resultFormat = (profile: string) => engine.resultFormat(profile)
    const { documentBytesMax } = limits
    const rules = { documentBytesMax, profiles: engine.profiles, defaultProfile, resultFormat }
    const request = parseSignRequest(incoming, rules)
    // A workstation learns nothing of documents or profiles before it may sign for the enterprise at all.
    if (request.taxCode !== null) assertAllowed(request.taxCode, incoming.enterprises)
    const wishes = { wantsKind: approval.rules.length > 0, valuePaths: valuePaths(approval) }
    const receiveMs = performance.now() - arrivedMs
    const facts = await engine.inspect(request.profile, request.document, wishes)
    const taxCode = request.taxCode ?? (facts.taxCode === null ? null : parseTaxCode(facts.taxCode))
    assertAllowed(taxCode, incoming.enterprises)
    return { request: { ...request, taxCode }, facts, receiveMs }
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

/** A tax code as its source found it; null when it is none. */
export function readableTaxCode(value: unknown): TaxCode | null {
  try {
    return value === null || value === undefined || typeof value === 'object' ? null : parseTaxCode(String(value))
  } catch {
    return null
  }
}
