/** Requests and records as the console reads them. */
import {
  type ErrorView,
  errorCatalogue,
  isErrorCode,
  type RecordView,
  type RequestDetails,
  type RequestRow,
} from '@congky/shared'
import { parseRecord } from '../domain/history-record.ts'
import type { Job } from '../domain/job.ts'
import { recordNote, recordTitle } from '../domain/record-words.ts'
import { timesInStory } from '../domain/stage-times.ts'
import { toStageViews } from '../domain/stage-words.ts'
import type { StoredRecord } from '../domain/verify-chain.ts'
import { toErrorView } from '../sources/request-view.ts'
import type { PlacedJob } from '../store/search-rows.ts'
import type { KnownNames } from './history-query.ts'

export function toRequestRow({ seq, job }: PlacedJob, names: KnownNames): RequestRow {
  const { request } = job
  return {
    seq,
    id: job.id,
    receivedAt: job.receivedAt.toISOString(),
    state: job.state,
    reason: job.reason && toErrorView(job.reason),
    taxCode: request.taxCode,
    enterprise: request.taxCode === null ? null : (names.enterprises.get(request.taxCode) ?? null),
    reference: request.reference,
    profile: request.profile,
    source: request.source,
    externalId: request.externalId,
    workstation: request.workstationId === null ? null : namedWorkstation(request.workstationId, names),
    requester: request.requester,
    certificate: job.certificate,
    signedAt: job.signedAt?.toISOString() ?? null,
    deliveredAt: job.deliveredAt?.toISOString() ?? null,
  }
}

/** One that is gone is known by its id. */
export function namedWorkstation(id: string, { workstations }: KnownNames) {
  return { id, name: workstations.get(id) ?? id }
}

export interface DetailParts {
  readonly names: KnownNames
  readonly documents: RequestDetails['documents']
  readonly documentDays: number
  readonly story: readonly StoredRecord[]
}

export function toRequestDetails(placed: PlacedJob, parts: DetailParts): RequestDetails {
  const { job } = placed
  return {
    ...toRequestRow(placed, parts.names),
    ...timesOf(job),
    origin: job.request.origin,
    attempts: job.attempts,
    documentBytes: job.documentBytes,
    documentSha256: job.request.documentSha256,
    signedSha256: job.signedSha256,
    documents: parts.documents,
    documentDays: parts.documentDays,
    story: parts.story.map(toRecordView),
    stages: toStageViews(timesInStory(parts.story.flatMap(({ text }) => parseRecord(text) ?? []))),
  }
}

function timesOf({ intentAt, request: { notBefore, deadline } }: Job) {
  const iso = (time: Date | null) => time?.toISOString() ?? null
  return { intentAt: iso(intentAt), notBefore: iso(notBefore), deadline: iso(deadline) }
}

/** A record that cannot be read is shown as one that is there and says nothing. */
export function toRecordView({ row, text, hash }: StoredRecord): RecordView {
  const record = parseRecord(text)
  if (record === null) return { ...EMPTY, seq: row ?? 0, hash }
  return {
    seq: row ?? record.seq,
    at: record.at,
    kind: record.kind,
    title: recordTitle(record),
    note: recordNote(record),
    reason: record.code === undefined ? null : reasonOf(record.code),
    requester: record.requester ?? null,
    origin: record.origin ?? null,
    requestId: record.jobId ?? null,
    certificate: record.certificate ?? null,
    documentSha256: record.documentSha256 ?? null,
    signedSha256: record.signedSha256 ?? null,
    hash,
  }
}

const EMPTY: RecordView = {
  ...{ seq: 0, at: '', kind: 'unreadable', hash: '', note: null, reason: null, requester: null, origin: null },
  ...{ requestId: null, certificate: null, documentSha256: null, signedSha256: null },
  title: { vi: 'không đọc được', en: 'cannot be read' },
}

/** Records keep the code of an error without its details: what those would fill in becomes an ellipsis. */
function reasonOf(code: string): ErrorView {
  if (!isErrorCode(code)) return { code, message: code, messageVi: code, next: '', nextVi: '', retryable: false }
  const { en, vi, nextEn, nextVi } = errorCatalogue[code]
  const names = [en, vi, nextEn, nextVi].flatMap((text) =>
    [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
  )
  return toErrorView({ code, details: Object.fromEntries(names.map((name) => [name, '…'])) })
}
