/** What waits for approvers and who may decide it now, for those who are told by mail. */
import { setImmediate } from 'node:timers/promises'
import type { ApprovalParts } from './approval-parts.ts'
import { type Approval, currentStep } from './domain/approval/approval.ts'
import type { ApprovalWorld } from './domain/approval/decide.ts'
import type { PersonConfig } from './domain/approval/persons.ts'
import { standingOf } from './domain/approval/standing.ts'
import type { Job } from './domain/job.ts'
import type { WaitingApproval, WaitingApprovals } from './notify/approval-facts.ts'
import type { ApprovalDesk } from './pipeline/approval-desk.ts'

/** Each of so many is told by itself; a message with more is read by nobody. */
const SHOWN_MAX = 30

/** Thousands of people may have to be asked about for each document, so others have their turn after each. */
export async function waitingApprovals(
  { config, keeper, store }: ApprovalParts,
  desk: ApprovalDesk,
): Promise<WaitingApprovals> {
  const open = store.approvals.open(SHOWN_MAX)
  if (open.length === 0) return { shown: [], more: 0 }
  const { enterprises, approval: policy } = config()
  const world = desk.world()
  const shown: WaitingApproval[] = []
  for (const approval of open) {
    await setImmediate()
    const job = keeper.find(approval.jobId)
    if (!job) continue
    const { taxCode } = job.request
    const enterprise = enterprises.find((one) => one.taxCode === taxCode)?.name ?? taxCode
    shown.push(toWaiting(approval, job, enterprise, decidersOf(approval, policy.people, world)))
  }
  return { shown, more: Math.max(0, store.jobs.counts()['awaiting-approval'] - open.length) }
}

function toWaiting(
  approval: Approval,
  { id, request }: Job,
  enterprise: string | null,
  deciders: readonly string[],
): WaitingApproval {
  const { plan, expiresAt } = approval
  const at = Math.min(currentStep(approval), plan.steps.length - 1)
  return {
    ...{ id, approvalId: approval.id, reference: request.reference, enterprise, requester: request.requester },
    ...{ step: at + 1, steps: plan.steps.length, stepName: plan.steps[at]?.name ?? '', expiresAt, deciders },
  }
}

function decidersOf(approval: Approval, people: readonly PersonConfig[], world: ApprovalWorld): readonly string[] {
  const isDecider = ({ accounts }: PersonConfig) =>
    accounts.some((account) => standingOf(approval, account, world).isMine)
  return people.flatMap((person) => (person.email !== null && isDecider(person) ? [person.email] : []))
}
