/** What is taken up again because a person asked for it. */
import { randomUUID } from 'node:crypto'
import { sameSubject } from '../domain/approval/approval.ts'
import { askedEntry } from '../domain/approval/approval-record.ts'
import { askApproval } from '../domain/approval/decide.ts'
import { describeJob } from '../domain/describe-job.ts'
import type { Job } from '../domain/job.ts'
import type { IncomingRequest } from '../domain/request.ts'
import type { ApprovalStore } from '../store/approvals.ts'
import type { JobStep, JobStore } from '../store/jobs.ts'
import type { Intake } from './intake.ts'
import type { JobKeeper } from './job-keeper.ts'

export interface RetryParts {
  readonly intake: Intake
  readonly keeper: JobKeeper
  readonly jobs: Pick<JobStore, 'document'>
  readonly approvals: ApprovalStore
}

/**
 * Takes a held job up again, or a workstation's rejected one, which comes in anew: as it was sent, under the policy
 * of now. A rejected row was answered in its table, so it is taken up by setting the row to pending there.
 *
 * @returns The job as it is then; null when it is unknown.
 */
export async function retryJob(parts: RetryParts, id: string, by: string): Promise<Job | null> {
  const { keeper, intake, jobs } = parts
  const job = keeper.find(id)
  if (!job) return null
  const note = `retried by ${by}`
  if (job.state === 'held') {
    return (await keeper.decide(id, (now) => (now.state === 'held' ? release(parts, now, note) : null))) ?? job
  }
  const document = jobs.document(id)
  if (job.state !== 'rejected' || job.request.workstationId === null || document === null) return job
  return (await intake.takeUpAnew(job, asItCame(job, document), note)) ?? job
}

/** Whether the workstation may still sign for the enterprise is asked before the intent. */
function asItCame({ request }: Job, document: Uint8Array): IncomingRequest {
  return { ...request, document, enterprises: 'all' }
}

/** What lost its approval needs another one, by the plan that was made when it came in. */
function release({ approvals }: RetryParts, job: Job, note: string): JobStep {
  const { id, request } = job
  const fresh = { reason: null, attempts: 0, deliveredAt: null } as const
  const released = { ...describeJob(job, 'released'), note }
  const subject = { documentSha256: request.documentSha256, taxCode: request.taxCode, profile: request.profile }
  const before = job.approvalId === null ? null : approvals.find(job.approvalId)
  const isGood =
    before !== null && (before.state === 'approved' || before.state === 'used') && sameSubject(before.subject, subject)
  if (before === null || isGood) return { change: { ...fresh, state: 'received' }, entries: [released] }
  const approval = askApproval({ id: randomUUID(), jobId: id, subject, plan: before.plan }, new Date())
  return {
    change: { ...fresh, state: 'awaiting-approval', approval, intentAt: null },
    entries: [released, askedEntry(job, approval)],
  }
}
