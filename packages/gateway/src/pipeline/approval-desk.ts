/**
 * Approvals as the pipeline keeps them: asked for at intake, decided on by people, ended by the clock. The decisions
 * themselves are those of `domain/approval`; here they become changes of jobs with their history records.
 */
import { type ApprovalItem, type ApprovalStanding, CongkyError } from '@congky/shared'
import { type Approval, currentStep } from '../domain/approval/approval.ts'
import { approvalEntry, decisionEntry } from '../domain/approval/approval-record.ts'
import {
  type ApprovalWorld,
  type Approver,
  approve,
  type Delegation,
  expire,
  giveBack,
} from '../domain/approval/decide.ts'
import { type KnownAccount, personsOf } from '../domain/approval/persons.ts'
import { describeJob } from '../domain/describe-job.ts'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import type { Job } from '../domain/job.ts'
import type { Log } from '../domain/log.ts'
import type { ApprovalStore } from '../store/approvals.ts'
import type { JobStep } from '../store/jobs.ts'
import type { JobKeeper } from './job-keeper.ts'

/** How often what nobody decided on is looked through, in milliseconds. */
const SWEEP_MS = 1_000
/** Written in one group: what is past its time can be approved no more, and may be ended a little later. */
const EXPIRED_AT_ONCE_MAX = 40

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
  #changes = 0

  constructor(parts: ApprovalDeskParts) {
    this.#parts = parts
  }

  /** Ends by the clock what nobody decides on. @returns How to stop it. */
  start(): () => Promise<void> {
    const sweep = setInterval(() => this.#expireAll(), SWEEP_MS)
    const stopCounting = this.#parts.keeper.onChange(({ approvalId }) => {
      if (approvalId !== null) this.#changes++
    })
    return async () => {
      clearInterval(sweep)
      stopCounting()
    }
  }

  /** How often anything became of a job with an approval since the start: whoever watches looks again when it grows. */
  get changes(): number {
    return this.#changes
  }

  /** The approval that a job has now; null when it needs none. */
  of(job: Pick<Job, 'approvalId'>): Approval | null {
    return job.approvalId === null ? null : this.#parts.approvals.find(job.approvalId)
  }

  /** What is true now for every decision. */
  world(): ApprovalWorld {
    const { config, accounts, delegations } = this.#parts
    const known = accounts()
    const able = new Set(known.filter(({ mayApprove }) => mayApprove).map(({ name }) => name))
    return {
      ...{ now: new Date(), mayApprove: (name) => able.has(name), delegations: delegations() },
      persons: personsOf(config().approval.people, known),
    }
  }

  /**
   * One approver's yes to the bytes that were shown, as they were to be signed then.
   *
   * @returns The job: received once every step is done.
   * @throws {CongkyError} ERR_NOT_FOUND, and those of `approve`.
   */
  approve(item: ApprovalItem, approver: Approver): Promise<Job> {
    return this.#decide(item, (job, approval, world) => {
      const next = approve(approval, item.documentSha256, approver, world)
      const goesOn = next.state === 'approved' ? ({ state: 'received', reason: null } as const) : {}
      return { change: { approval: next, ...goesOn }, entries: [decisionEntry(job, next, 'approved')] }
    })
  }

  /**
   * @param displayName Of the approver, for whoever asked.
   * @throws {CongkyError} ERR_NOT_FOUND, ERR_APPROVAL_OUTDATED, and those of `giveBack`.
   */
  giveBack(item: ApprovalItem, reason: string, approver: Approver, displayName: string): Promise<Job> {
    return this.#decide(item, (job, approval, world) => {
      const next = giveBack(approval, reason, approver, world)
      const why = { code: 'ERR_APPROVAL_RETURNED', details: { by: displayName, reason } } as const
      return {
        change: { approval: next, state: 'rejected', reason: why },
        entries: [decisionEntry(job, next, 'returned'), describeJob({ ...job, reason: why }, 'rejected')],
      }
    })
  }

  /** Decided in the transaction that writes it: a right that was taken away a moment before counts no more. */
  async #decide(
    { id, approvalId, documentSha256 }: ApprovalItem,
    decide: (job: Job, approval: Approval, world: ApprovalWorld) => JobStep,
  ): Promise<Job> {
    const changed = await this.#parts.keeper.decide(id, (job) => {
      const approval = this.of(job)
      if (approval === null) return null
      // The same bytes may wait anew, to be signed for another enterprise than the approver was shown.
      const isShown = approval.id === approvalId && approval.subject.documentSha256 === documentSha256
      if (!isShown) throw new CongkyError('ERR_APPROVAL_OUTDATED')
      return decide(job, approval, this.world())
    })
    if (changed === null) throw new CongkyError('ERR_NOT_FOUND')
    return changed
  }

  #expireAll(): void {
    for (const { jobId } of this.#parts.approvals.overdue(new Date(), EXPIRED_AT_ONCE_MAX)) {
      this.#expire(jobId).catch((error: unknown) => {
        this.#parts.log.error({ err: error, job: jobId }, 'an approval past its time could not be ended')
      })
    }
  }

  async #expire(id: string): Promise<void> {
    await this.#parts.keeper.decide(id, (job) => {
      const approval = this.of(job)
      const ended = approval && expire(approval, new Date())
      if (!ended || job.state !== 'awaiting-approval') return null
      const { atExpiry, expiresAfterHours } = ended.plan
      const [state, kind] = atExpiry === 'hold' ? (['held', 'held'] as const) : (['rejected', 'rejected'] as const)
      const reason = { code: 'ERR_APPROVAL_EXPIRED', details: { hours: expiresAfterHours } } as const
      return {
        change: { approval: ended, state, reason },
        entries: [approvalEntry(job, ended, 'expired'), describeJob({ ...job, reason }, kind)],
      }
    })
  }
}

/** How far a document has come, for whoever asked. */
export function approvalStanding(approval: Approval): ApprovalStanding {
  const { plan, state, expiresAt } = approval
  const at = Math.min(currentStep(approval), plan.steps.length - 1)
  return {
    ...{ state, step: at + 1, steps: plan.steps.length, stepName: plan.steps[at]?.name ?? '' },
    expiresAt: expiresAt.toISOString(),
  }
}
