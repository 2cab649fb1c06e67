/** How a job stands in its table: the columns, the statements that write them, and the way back to a `Job`. */
import type { Approval } from '../domain/approval/approval.ts'
import { type Job, type JobChange, type JobState, toReason } from '../domain/job.ts'
import type { Claim } from '../domain/request.ts'
import type { StageTimes } from '../domain/stage-times.ts'

/** A job as it arrives: accepted, or refused at the door. */
export interface NewJob
  extends Omit<
    Job,
    'attempts' | 'intentAt' | 'certificate' | 'approvalId' | 'signedSha256' | 'signedAt' | 'deliveredAt'
  > {
  /** The approval it waits for; null: it needs none. */
  readonly approval: Approval | null
  /** Kept for signing; null when the request is refused and the document is worth nothing. */
  readonly document: Uint8Array | null
  /** The name under which it exists once, where that is not `requestKey`. */
  readonly key?: string
  /** Where its time went until now; not stored with it. */
  readonly times?: StageTimes
}

export interface JobRow {
  readonly id: string
  readonly source: string
  readonly external_id: string
  readonly workstation_id: string | null
  readonly document_sha256: string
  readonly document_bytes: number
  readonly tax_code: string | null
  readonly profile: string
  readonly reference: string | null
  readonly requester: string | null
  readonly origin: string
  readonly claim: string | null
  readonly not_before: number | null
  readonly deadline: number | null
  readonly state: JobState
  readonly reason_code: string | null
  readonly reason_details: string | null
  readonly attempts: number
  readonly intent_at: number | null
  readonly certificate: string | null
  readonly signed_sha256: string | null
  readonly received_at: number
  readonly signed_at: number | null
  readonly delivered_at: number | null
  readonly approval_id: string | null
  readonly note: string | null
  readonly replaces: string | null
}

export const INSERT_JOB = `INSERT INTO job (id, request_key, source, external_id, workstation_id, document_sha256, document_bytes,
  tax_code, profile, reference, requester, origin, claim, not_before, deadline, state, reason_code, reason_details, received_at, note, replaces)
  VALUES (@id, @requestKey, @source, @externalId, @workstationId, @documentSha256, @documentBytes,
  @taxCode, @profile, @reference, @requester, @origin, @claim, @notBefore, @deadline, @state, @reasonCode, @reasonDetails, @receivedAt, @note, @replaces)`

export const UPDATE_JOB = `UPDATE job SET state = @state, reason_code = @reasonCode, reason_details = @reasonDetails,
  attempts = @attempts, intent_at = @intentAt, certificate = @certificate, signed_sha256 = @signedSha256,
  signed_at = @signedAt, delivered_at = @deliveredAt, claim = @claim, tax_code = @taxCode, profile = @profile,
  reference = @reference, requester = @requester, not_before = @notBefore, deadline = @deadline,
  note = @note, replaces = @replaces, approval_id = @approvalId WHERE id = @id`

export const DROP_DOCUMENTS = `DELETE FROM job_document WHERE job_id IN (
  SELECT id FROM job JOIN job_document ON job_id = id WHERE state IN ('signed', 'rejected')
  AND (delivered_at < @before OR (delivered_at IS NULL AND workstation_id IS NOT NULL AND received_at < @before)) LIMIT @limit)`

export function toInsert(job: NewJob, key: string) {
  const { request } = job
  return {
    id: job.id,
    requestKey: key,
    source: request.source,
    externalId: request.externalId,
    workstationId: request.workstationId,
    documentSha256: request.documentSha256,
    documentBytes: job.documentBytes,
    taxCode: request.taxCode,
    profile: request.profile,
    reference: request.reference,
    requester: request.requester,
    origin: request.origin,
    claim: request.claim === null ? null : JSON.stringify(request.claim),
    notBefore: request.notBefore?.getTime() ?? null,
    deadline: request.deadline?.getTime() ?? null,
    state: job.state,
    reasonCode: job.reason?.code ?? null,
    reasonDetails: job.reason === null ? null : JSON.stringify(job.reason.details),
    receivedAt: job.receivedAt.getTime(),
    note: request.note,
    replaces: request.replaces,
  }
}

export function toUpdate(row: JobRow, change: JobChange) {
  const keep = <T, U>(next: T | undefined, now: U, write: (value: T) => U): U =>
    next === undefined ? now : write(next)
  const time = (value: Date | null) => value?.getTime() ?? null
  const same = (value: string | null) => value
  const json = (value: object | null) => (value === null ? null : JSON.stringify(value))
  return {
    id: row.id,
    state: change.state ?? row.state,
    reasonCode: keep(change.reason, row.reason_code, (reason) => reason?.code ?? null),
    reasonDetails: keep(change.reason, row.reason_details, (reason) => json(reason?.details ?? null)),
    attempts: change.attempts ?? row.attempts,
    intentAt: keep(change.intentAt, row.intent_at, time),
    certificate: keep(change.certificate, row.certificate, json),
    signedSha256: change.signedSha256 ?? row.signed_sha256,
    signedAt: keep(change.signedAt, row.signed_at, time),
    deliveredAt: keep(change.deliveredAt, row.delivered_at, time),
    claim: keep(change.claim, row.claim, json),
    taxCode: keep(change.wishes?.taxCode, row.tax_code, same),
    profile: change.wishes?.profile ?? row.profile,
    reference: keep(change.wishes?.reference, row.reference, same),
    requester: keep(change.wishes?.requester, row.requester, same),
    notBefore: keep(change.wishes?.notBefore, row.not_before, time),
    deadline: keep(change.wishes?.deadline, row.deadline, time),
    note: keep(change.wishes?.note, row.note, same),
    replaces: keep(change.wishes?.replaces, row.replaces, same),
    approvalId: keep(change.approval, row.approval_id, (approval) => approval?.id ?? null),
  }
}

export function toJob(row: JobRow): Job {
  const time = (value: number | null) => (value === null ? null : new Date(value))
  return {
    id: row.id,
    request: {
      source: row.source,
      externalId: row.external_id,
      workstationId: row.workstation_id,
      documentSha256: row.document_sha256,
      // Checked when it was stored; the schema of this database is ours alone.
      taxCode: row.tax_code as Job['request']['taxCode'],
      profile: row.profile,
      reference: row.reference,
      requester: row.requester,
      origin: row.origin,
      notBefore: time(row.not_before),
      deadline: time(row.deadline),
      claim: row.claim === null ? null : (JSON.parse(row.claim) as Claim),
      note: row.note,
      replaces: row.replaces,
    },
    documentBytes: row.document_bytes,
    state: row.state,
    reason: toReason(row.reason_code, row.reason_details),
    attempts: row.attempts,
    intentAt: time(row.intent_at),
    certificate: row.certificate === null ? null : JSON.parse(row.certificate),
    approvalId: row.approval_id,
    signedSha256: row.signed_sha256,
    receivedAt: new Date(row.received_at),
    signedAt: time(row.signed_at),
    deliveredAt: time(row.delivered_at),
  }
}
