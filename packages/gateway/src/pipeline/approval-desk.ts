/**
 * Approvals as the pipeline keeps them: asked for at intake, decided on by people, ended by the clock. The decisions
 * themselves are those of `domain/approval`; here they become changes of jobs with their history records.
 */
import { type ApprovalItem, CongkyError } from '@congky/shared'
import { type Approval, currentStep } from '../domain/approval/approval.ts'
import {
  type ApprovalWorld,
  type Approver,
  approve,
  type Delegation,
  expire,
  giveBack,
} from '../domain/approval/decide.ts'
import { accountsOf, type KnownAccount } from '../domain/approval/persons.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import type { ApprovalRecord, HistoryEntry } from '../domain/history-record.ts'
import type { Job, JobChange } from '../domain/job.ts'
import type { Log } from '../domain/log.ts'
import type { ApprovalStore } from '../store/approvals.ts'
import { describeJob, type JobKeeper } from './job-keeper.ts'

/** How often what nobody decided on is looked through, in milliseconds. */
const SWEEP_MS = 1_000
/** How often a decision is made anew because another one came in between. */
const TRIES_MAX = 10

export interface ApprovalDeskParts {
  readonly config: () => GatewayConfig
  readonly keeper: JobKeeper
  readonly approvals: ApprovalStore
  /** Accounts that are there, and whether they are active and of a role that may approve. */
  readonly accounts: () => readonly (KnownAccount & { readonly mayApprove: boolean })[]
  readonly delegations: () => readonly Delegation[]
  readonly log: Log
}

export class ApprovalDesk {
  readonly #parts: ApprovalDeskParts

  constructor(parts: ApprovalDeskParts) {
    this.#parts = parts
  }

  /** Ends by the clock what nobody decides on. @returns How to stop it. */
  start(): () => Promise<void> {
    const sweep = setInterval(() => this.#expireAll(), SWEEP_MS)
    return async () => clearInterval(sweep)
  }

  /** The approval that a job has now; null when it needs none. */
  of(job: Pick<Job, 'approvalId'>): Approval | null {
    return job.approvalId === null ? null : this.#parts.approvals.find(job.approvalId)
  }

  /** What is true now for decisions on a job. */
  world(job: Pick<Job, 'request'>): ApprovalWorld {
    const { config, accounts, delegations } = this.#parts
    const { people } = config().approval
    const known = accounts()
    const able = new Set(known.filter(({ mayApprove }) => mayApprove).map(({ name }) => name))
    return {
      ...{ now: new Date(), mayApprove: (name) => able.has(name), people, delegations: delegations() },
      requesterAccounts: accountsOf(job.request.requester, people, known),
    }
  }

  /**
   * One approver's yes to the bytes that were shown, as they were to be signed then.
   *
   * @returns The job: received once every step is done.
   * @throws {CongkyError} ERR_NOT_FOUND, and those of `approve`.
   */
  approve(item: ApprovalItem, approver: Approver): Promise<Job> {
    return this.#decide(item, (approval, world) => {
      const next = approve(approval, item.documentSha256, approver, world)
      const isDone = next.state === 'approved'
      return { change: { approval: next, ...(isDone ? { state: 'received', reason: null } : {}) }, event: 'approved' }
    })
  }

  /** @throws {CongkyError} ERR_NOT_FOUND, ERR_APPROVAL_OUTDATED, and those of `giveBack`. */
  giveBack(item: ApprovalItem, reason: string, approver: Approver, displayName: string): Promise<Job> {
    return this.#decide(item, (approval, world) => {
      const next = giveBack(approval, reason, approver, world)
      const why = { code: 'ERR_APPROVAL_RETURNED', details: { by: displayName, reason } } as const
      return { change: { approval: next, state: 'rejected', reason: why }, event: 'returned' }
    })
  }

  async #decide(
    { id, approvalId, documentSha256 }: ApprovalItem,
    decide: (
      approval: Approval,
      world: ApprovalWorld,
    ) => { readonly change: JobChange & { readonly approval: Approval }; readonly event: ApprovalRecord['event'] },
  ): Promise<Job> {
    const { keeper } = this.#parts
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const job = keeper.find(id)
      const approval = job && this.of(job)
      if (!job || !approval) throw new CongkyError('ERR_NOT_FOUND')
      // The same bytes may wait anew, to be signed for another enterprise than the approver was shown.
      const isShown = approval.id === approvalId && approval.subject.documentSha256 === documentSha256
      if (!isShown) throw new CongkyError('ERR_APPROVAL_OUTDATED')
      const { change, event } = decide(approval, this.world(job))
      const reason = change.reason ? { code: change.reason.code } : {}
      const more = { ...decisionEntry(change.approval, event), ...reason }
      // What is being signed right now is past deciding: `giveBack` refuses a used approval.
      const changed = await keeper.change(job, [job.state], change, 'approval', more)
      if (changed) return changed
    }
    throw new CongkyError('ERR_APPROVAL_CLOSED', { state: 'open' })
  }

  #expireAll(): void {
    for (const job of this.#parts.keeper.openJobs()) {
      if (job.state !== 'awaiting-approval') continue
      const approval = this.of(job)
      const ended = approval && expire(approval, new Date())
      if (!ended) continue
      this.#expire(job, ended).catch((error: unknown) => {
        this.#parts.log.error({ err: error, job: job.id }, 'an approval past its time could not be ended')
      })
    }
  }

  async #expire(job: Job, approval: Approval): Promise<void> {
    const { atExpiry, expiresAfterHours } = approval.plan
    const reason = { code: 'ERR_APPROVAL_EXPIRED', details: { hours: expiresAfterHours } } as const
    const change = { approval, state: atExpiry === 'hold' ? 'held' : 'rejected', reason } as const
    const entry = { approval: approvalRecord(approval, 'expired'), code: reason.code }
    await this.#parts.keeper.change(job, ['awaiting-approval'], change, 'approval', entry)
  }
}

/** The record of a new approval, beside the one of its request. */
export function askedEntry(job: Pick<Job, 'id' | 'request' | 'reason'>, approval: Approval): HistoryEntry {
  const { note } = job.request
  return {
    ...describeJob(job, 'approval'),
    approval: approvalRecord(approval, 'asked'),
    ...(note === null ? {} : { note }),
  }
}

/** What the history says of an approval at one of its events. */
export function approvalRecord({ id, plan }: Approval, event: ApprovalRecord['event']): ApprovalRecord {
  return { id, event, rule: plan.rule, policySha256: plan.policySha256, steps: plan.steps.length }
}

function decisionEntry(approval: Approval, event: ApprovalRecord['event']): Partial<HistoryEntry> {
  const last = approval.decisions.at(-1)
  if (!last) return { approval: approvalRecord(approval, event) }
  const { account, step, onBehalfOf, proof, reason, origin } = last
  const said = { step: step + 1, onBehalfOf, proof, ...(reason === null ? {} : { reason }) }
  return { requester: account, origin, approval: { ...approvalRecord(approval, event), ...said } }
}

/** How far a document has come, for whoever asked. */
export function approvalStanding(approval: Approval) {
  const { plan, state, expiresAt } = approval
  const at = Math.min(currentStep(approval), plan.steps.length - 1)
  return {
    ...{ state, step: at + 1, steps: plan.steps.length, stepName: plan.steps[at]?.name ?? '' },
    expiresAt: expiresAt.toISOString(),
  }
}
