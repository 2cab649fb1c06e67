import type { HistoryEntry, HistoryKind } from './history-record.ts'
import type { Job } from './job.ts'

/** The record of one step of a job: whatever is known by then, so that a record can be read alone. */
export function describeJob(
  job: Pick<Job, 'id' | 'request' | 'reason'> & Partial<Pick<Job, 'certificate'>>,
  kind: HistoryKind,
): HistoryEntry {
  const { request } = job
  return {
    kind,
    jobId: job.id,
    source: request.source,
    externalId: request.externalId,
    requester: request.requester,
    origin: request.origin,
    workstationId: request.workstationId,
    taxCode: request.taxCode,
    profile: request.profile,
    reference: request.reference,
    documentSha256: request.documentSha256,
    ...(job.certificate ? { certificate: job.certificate } : {}),
    ...(job.reason ? { code: job.reason.code } : {}),
  }
}
