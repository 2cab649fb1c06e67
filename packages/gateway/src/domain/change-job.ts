import type { Job, JobChange } from './job.ts'

/** The job as it is after a change. */
export function changeJob(job: Job, change: JobChange): Job {
  const { state, reason, attempts, intentAt, certificate, signedSha256, signedAt, deliveredAt } = change
  const { claim, approval, wishes } = change
  return {
    ...job,
    request: claim === undefined && wishes === undefined ? job.request : changeRequest(job.request, change),
    state: state ?? job.state,
    reason: reason === undefined ? job.reason : reason,
    attempts: attempts ?? job.attempts,
    intentAt: intentAt === undefined ? job.intentAt : intentAt,
    certificate: certificate ?? job.certificate,
    approvalId: approval === undefined ? job.approvalId : (approval?.id ?? null),
    signedSha256: signedSha256 ?? job.signedSha256,
    signedAt: signedAt ?? job.signedAt,
    deliveredAt: deliveredAt === undefined ? job.deliveredAt : deliveredAt,
  }
}

function changeRequest(request: Job['request'], { claim, wishes }: JobChange): Job['request'] {
  const asked = claim === undefined ? request : { ...request, claim }
  if (wishes === undefined) return asked
  const { taxCode, profile, reference, requester, notBefore, deadline, note, replaces } = wishes
  return { ...asked, taxCode, profile, reference, requester, notBefore, deadline, note, replaces }
}
