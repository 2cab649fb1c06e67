/** What an exported request says, column by column: the same in every format. */
import { type Bilingual, describeError, type JobState } from '@congky/shared'
import type { Job } from '../domain/job.ts'

/** Names that stand outside of the job. */
export interface ExportNames {
  readonly enterprises: ReadonlyMap<string, string>
  readonly workstations: ReadonlyMap<string, string>
}

export type ExportCell = string | number | Date | null

export interface ExportColumn {
  /** Its name in JSON. */
  readonly name: string
  readonly title: Bilingual
  /** In characters, for a spreadsheet. */
  readonly width: number
  readonly value: (job: Job, names: ExportNames, language: 'vi' | 'en') => ExportCell
}

export const STATE_WORDS: Readonly<Record<JobState, Bilingual>> = {
  received: { vi: 'Đang ký', en: 'Being signed' },
  'awaiting-approval': { vi: 'Chờ duyệt', en: 'Waiting for approval' },
  held: { vi: 'Chờ người xử lý', en: 'Waiting for a person' },
  signed: { vi: 'Đã ký', en: 'Signed' },
  rejected: { vi: 'Bị từ chối', en: 'Rejected' },
}

const column = (name: string, vi: string, en: string, width: number, value: ExportColumn['value']): ExportColumn => ({
  name,
  title: { vi, en },
  width,
  value,
})

export const EXPORT_COLUMNS: readonly ExportColumn[] = [
  column('receivedAt', 'Nhận lúc', 'Received at', 19, (job) => job.receivedAt),
  column('state', 'Trạng thái', 'State', 16, (job, _, language) => STATE_WORDS[job.state][language]),
  column('taxCode', 'Mã số thuế', 'Tax code', 15, ({ request }) => request.taxCode),
  column('enterprise', 'Doanh nghiệp', 'Enterprise', 36, ({ request }, { enterprises }) =>
    request.taxCode === null ? null : (enterprises.get(request.taxCode) ?? null),
  ),
  column('reference', 'Số tham chiếu', 'Reference', 24, ({ request }) => request.reference),
  column('profile', 'Mẫu ký', 'Profile', 18, ({ request }) => request.profile),
  column('source', 'Nguồn', 'Source', 16, ({ request }) => request.source),
  column('externalId', 'Mã tại nguồn', 'Id at the source', 24, ({ request }) => request.externalId),
  column('workstation', 'Máy trạm', 'Workstation', 16, ({ request }, { workstations }) =>
    request.workstationId === null ? null : (workstations.get(request.workstationId) ?? request.workstationId),
  ),
  column('requester', 'Người gửi', 'Requester', 18, ({ request }) => request.requester),
  column('certificateSubject', 'Chữ ký số', 'Certificate', 40, ({ certificate }) => certificate?.subject ?? null),
  column('certificateSerial', 'Số sê-ri', 'Serial number', 34, ({ certificate }) => certificate?.serial ?? null),
  column('signedAt', 'Ký lúc', 'Signed at', 19, (job) => job.signedAt),
  column('deliveredAt', 'Trả kết quả lúc', 'Delivered at', 19, (job) => job.deliveredAt),
  column('documentBytes', 'Kích thước (byte)', 'Size (bytes)', 14, (job) => job.documentBytes),
  column('reasonCode', 'Mã lý do', 'Reason code', 26, ({ reason }) => reason?.code ?? null),
  column('reason', 'Lý do', 'Reason', 60, ({ reason }, _, language) =>
    reason === null ? null : describeError(reason.code, reason.details, language).message,
  ),
  column(
    'documentSha256',
    'SHA-256 chứng từ gốc',
    'SHA-256 of the document',
    66,
    ({ request }) => request.documentSha256,
  ),
  column('signedSha256', 'SHA-256 bản đã ký', 'SHA-256 of the signed document', 66, (job) => job.signedSha256),
  column('id', 'Mã yêu cầu', 'Request id', 38, (job) => job.id),
]

/** `2026-11-20 14:03:22`, in the time of the gateway's host: what a spreadsheet takes for a time. */
export function localTime(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace('T', ' ')
}
