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
  tax_code, profile, reference, requester, origin, claim, not_before, deadline, state, reason_code, reason_details,
  intent_at, certificate, received_at, note, replaces)
  VALUES (@id, @requestKey, @source, @externalId, @workstationId, @documentSha256, @documentBytes,
  @taxCode, @profile, @reference, @requester, @origin, @claim, @notBefore, @deadline, @state, @reasonCode, @reasonDetails,
  @intentAt, @certificate, @receivedAt, @note, @replaces)`

type Value = string | number | null

/** A job as it is before anything was done about it. */
export function toFreshJob({ id, request, documentBytes, state, reason, receivedAt, approval }: NewJob): Job {
  return {
    ...{ id, request, documentBytes, state, reason, receivedAt },
    attempts: 0,
    intentAt: null,
    certificate: null,
    approvalId: approval?.id ?? null,
    signedSha256: null,
    signedAt: null,
    deliveredAt: null,
  }
}

/** The approval is named once it is there. */
export function toInsert(job: Job, key: string): Readonly<Record<string, Value>> {
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
    claim: toText(request.claim),
    notBefore: toMs(request.notBefore),
    deadline: toMs(request.deadline),
    state: job.state,
    reasonCode: job.reason?.code ?? null,
    reasonDetails: toText(job.reason?.details ?? null),
    intentAt: toMs(job.intentAt),
    certificate: toText(job.certificate),
    receivedAt: job.receivedAt.getTime(),
    note: request.note,
    replaces: request.replaces,
  }
}

/** What a change writes to each column; undefined: nothing. */
const COLUMNS: Readonly<Record<string, (change: JobChange) => Value | undefined>> = {
  state: ({ state }) => state,
  reason_code: ({ reason }) => written(reason, ({ code }) => code),
  reason_details: ({ reason }) => written(reason, ({ details }) => JSON.stringify(details)),
  attempts: ({ attempts }) => attempts,
  intent_at: ({ intentAt }) => written(intentAt, (at) => at.getTime()),
  certificate: ({ certificate }) => written(certificate, JSON.stringify),
  signed_sha256: ({ signedSha256 }) => signedSha256,
  signed_at: ({ signedAt }) => signedAt?.getTime(),
  delivered_at: ({ deliveredAt }) => written(deliveredAt, (at) => at.getTime()),
  claim: ({ claim }) => written(claim, JSON.stringify),
  approval_id: ({ approval }) => written(approval, ({ id }) => id),
  tax_code: ({ wishes }) => wishes?.taxCode,
  profile: ({ wishes }) => wishes?.profile,
  reference: ({ wishes }) => wishes?.reference,
  requester: ({ wishes }) => wishes?.requester,
  not_before: ({ wishes }) => written(wishes?.notBefore, (at) => at.getTime()),
  deadline: ({ wishes }) => written(wishes?.deadline, (at) => at.getTime()),
  note: ({ wishes }) => wishes?.note,
  replaces: ({ wishes }) => wishes?.replaces,
}

/** The columns that a change writes, and nothing more: an index that it does not concern is left alone. */
export function toUpdate(change: JobChange): {
  readonly columns: readonly string[]
  readonly values: readonly Value[]
} {
  const columns: string[] = []
  const values: Value[] = []
  for (const [column, read] of Object.entries(COLUMNS)) {
    const value = read(change)
    if (value === undefined) continue
    columns.push(column)
    values.push(value)
  }
  return { columns, values }
}

function written<T, U>(value: T | null | undefined, write: (value: T) => U): U | null | undefined {
  return value === null || value === undefined ? (value as null | undefined) : write(value)
}

function toMs(value: Date | null): number | null {
  return value?.getTime() ?? null
}

function toText(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value)
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
