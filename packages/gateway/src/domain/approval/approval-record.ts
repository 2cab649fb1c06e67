/** What the history says of approvals. */
import { describeJob } from '../describe-job.ts'
import type { ApprovalRecord, HistoryEntry } from '../history-record.ts'
import type { Job } from '../job.ts'
import type { Approval } from './approval.ts'

type DescribedJob = Pick<Job, 'id' | 'request' | 'reason'>

/** An approval at one of its events. */
export function approvalRecord({ id, plan }: Approval, event: ApprovalRecord['event']): ApprovalRecord {
  return { id, event, rule: plan.rule, policySha256: plan.policySha256, steps: plan.steps.length }
}

/** The record of an event that is about the approval alone. */
export function approvalEntry(job: DescribedJob, approval: Approval, event: ApprovalRecord['event']): HistoryEntry {
  return { ...describeJob(job, 'approval'), approval: approvalRecord(approval, event) }
}

/** The record of a new approval, beside the one of its request. */
export function askedEntry(job: DescribedJob, approval: Approval): HistoryEntry {
  const { note } = job.request
  return { ...approvalEntry(job, approval, 'asked'), ...(note === null ? {} : { note }) }
}

/** The record of a person's decision, the newest of the approval: asked by whoever decided, from there. */
export function decisionEntry(job: DescribedJob, approval: Approval, event: 'approved' | 'returned'): HistoryEntry {
  const entry = approvalEntry(job, approval, event)
  const last = approval.decisions.at(-1)
  if (!last) return entry
  const { account, step, onBehalfOf, proof, reason, origin } = last
  const said = { step: step + 1, onBehalfOf, proof, ...(reason === null ? {} : { reason }) }
  return { ...entry, requester: account, origin, approval: { ...approvalRecord(approval, event), ...said } }
}
