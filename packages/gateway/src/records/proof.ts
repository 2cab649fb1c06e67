/**
 * The evidence for one request: that its records are the gateway's own, linked up to the signed head, and that
 * the job and the stored documents are those of which the records speak. Whether the signature in the signed
 * document is good is for the signature engine to say.
 */
import type { Bilingual, ProofCheck, ProofResult } from '@congky/shared'
import { keyFingerprint, openHead } from '../domain/history-head.ts'
import { CHAIN_START, type HistoryRecord, isWhole, parseRecord } from '../domain/history-record.ts'
import type { Job } from '../domain/job.ts'
import { officeTimeZone } from '../domain/office-day.ts'
import { sha256Hex } from '../domain/request.ts'
import type { StoredRecord } from '../domain/verify-chain.ts'
import type { SearchRows } from '../store/search-rows.ts'

export interface FoundChecks {
  readonly checks: readonly ProofCheck[]
  /** Thumbprint that the record of the signature names. */
  readonly certificate: string | null
}

/** Records of one request; what was tried again for years comes nowhere near. */
export const RECORDS_MAX = 50_000
/** Records that are followed up to the head; with more, checking the whole history is the way. */
const WALK_MAX = 100_000

/** @returns Null when there is no such request. */
export function checkRequest(rows: SearchRows, jobId: string): FoundChecks | null {
  return rows.atOneMoment(() => {
    const job = rows.jobWithId(jobId)
    if (job === null) return null
    const story = rows.story(jobId, RECORDS_MAX)
    const records = story.flatMap(({ text }) => parseRecord(text) ?? [])
    const documents = rows.documents(jobId)
    // What was written down when it happened; the job itself may have been changed since.
    const original = records.find(({ documentSha256 }) => documentSha256 !== undefined)?.documentSha256
    const signed = records.findLast(({ kind }) => kind === 'signed')
    return {
      checks: [
        checkRecords(rows, story),
        checkHead(rows, story[0]?.row ?? 0),
        checkJob(job, records),
        ...checkDocument(ORIGINAL, documents?.document ?? null, original ?? job.request.documentSha256),
        ...(job.signedSha256 === null
          ? []
          : checkDocument(SIGNED, documents?.signed ?? null, signed?.signedSha256 ?? job.signedSha256)),
      ],
      certificate: signed?.certificate?.thumbprint ?? null,
    }
  })
}

/** Each record is whole by itself and follows from the one before it; the next one follows from it. */
function checkRecords(rows: SearchRows, story: readonly StoredRecord[]): ProofCheck {
  const title = { vi: 'Các bản ghi của yêu cầu', en: 'The records of the request' }
  if (story.length === 0) return bad(title, { vi: 'Không còn bản ghi nào.', en: 'No record of it is left.' })
  const wrong = story.find((record) => !isLinked(rows, record))
  if (wrong) {
    const seq = wrong.row ?? 0
    return bad(title, {
      vi: `Bản ghi số ${seq} đã bị sửa, hoặc không còn nối với bản ghi trước và sau nó.`,
      en: `Record ${seq} was edited, or no longer follows from its neighbours.`,
    })
  }
  return good(title, {
    vi: `${story.length} bản ghi còn nguyên như cổng ký đã ghi, và nối liền với các bản ghi bên cạnh.`,
    en: `${story.length} records are as the gateway wrote them, and linked with their neighbours.`,
  })
}

function isLinked(rows: SearchRows, record: StoredRecord): boolean {
  const parsed = parseRecord(record.text)
  const row = record.row ?? 0
  if (parsed === null || !isWhole(record) || parsed.seq !== row) return false
  const before = row === 1 ? CHAIN_START.hash : rows.record(row - 1)?.hash
  const after = rows.record(row + 1)
  return parsed.prev === before && (after === null || parseRecord(after.text)?.prev === record.hash)
}

/** From the first record of the request to the newest, which the gateway signed with its own key. */
function checkHead(rows: SearchRows, from: number): ProofCheck {
  const title = { vi: 'Chữ ký của cổng ký trên lịch sử', en: 'The signature of the gateway over the history' }
  const signed = rows.head()
  const head = signed && openHead(signed)
  if (!signed || !head) {
    return bad(title, {
      vi: 'Bản ghi cuối không có chữ ký đúng của cổng ký.',
      en: 'The newest record carries no good signature of the gateway.',
    })
  }
  if (keyFingerprint(signed.publicKey) !== rows.ownKey()) {
    return bad(title, {
      vi: 'Lịch sử được ký bằng khóa khác, không phải khóa của cổng ký này.',
      en: 'The history was signed with another key than this gateway’s.',
    })
  }
  if (from === 0 || head.seq - from > WALK_MAX) {
    return unknown(title, {
      vi: 'Chữ ký đúng. Từ yêu cầu này đến nay có quá nhiều bản ghi để dò ngay: hãy dùng “Kiểm tra toàn bộ lịch sử”.',
      en: 'The signature is good. Too many records came since to follow them here: use “Check the whole history”.',
    })
  }
  return leadsTo(rows, from, head)
    ? good(title, {
        vi: `Chuỗi bản ghi nối liền từ yêu cầu này đến bản ghi số ${head.seq}, do cổng ký ký xác nhận lúc ${timeHere(head.at)}.`,
        en: `The records lead without a gap to record ${head.seq}, which the gateway signed at ${head.at}.`,
      })
    : bad(title, {
        vi: 'Chuỗi bản ghi bị đứt giữa yêu cầu này và bản ghi đã được ký xác nhận.',
        en: 'The chain is broken between this request and the record that was signed.',
      })
}

/** As people in the office read a time. */
function timeHere(at: string): string {
  return new Date(at).toLocaleString('vi-VN', {
    ...{ timeZone: officeTimeZone(), day: '2-digit', month: '2-digit', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  })
}

function leadsTo(rows: SearchRows, from: number, head: { readonly seq: number; readonly hash: string }): boolean {
  let due = from
  let hash: string | null = null
  for (const record of rows.walk(from)) {
    const parsed = parseRecord(record.text)
    if (parsed === null || !isWhole(record) || record.row !== due || parsed.seq !== due) return false
    if (hash !== null && parsed.prev !== hash) return false
    hash = record.hash
    due++
  }
  return due === head.seq + 1 && hash === head.hash
}

/** What the job says now, against what was written down when it happened. */
function checkJob(job: Job, records: readonly HistoryRecord[]): ProofCheck {
  const title = { vi: 'Thông tin của yêu cầu', en: 'What the request says of itself' }
  const documents = records.flatMap(({ documentSha256 }) => documentSha256 ?? [])
  const signed = records.findLast(({ kind }) => kind === 'signed')
  const isSame =
    documents.length > 0 &&
    documents.every((hash) => hash === job.request.documentSha256) &&
    (job.state === 'signed') === (signed !== undefined) &&
    (signed?.signedSha256 ?? null) === job.signedSha256 &&
    (signed === undefined || signed.certificate?.thumbprint === job.certificate?.thumbprint)
  return isSame
    ? good(title, {
        vi: 'Trạng thái, mã băm và chữ ký số đúng như lịch sử đã ghi.',
        en: 'State, hashes and certificate are as the history has them.',
      })
    : bad(title, {
        vi: 'Trạng thái, mã băm hoặc chữ ký số khác với lịch sử đã ghi.',
        en: 'State, hashes or certificate differ from what the history has.',
      })
}

const ORIGINAL = { vi: 'Chứng từ gốc', en: 'The original document' }
const SIGNED = { vi: 'Chứng từ đã ký', en: 'The signed document' }

function checkDocument(title: Bilingual, bytes: Uint8Array | null, expected: string): ProofCheck[] {
  if (bytes === null) {
    return [
      unknown(title, {
        vi: 'Nội dung không còn được lưu; mã băm vẫn còn trong lịch sử.',
        en: 'Its content is no longer kept; its hash stays in the history.',
      }),
    ]
  }
  const words = { vi: `Mã băm SHA-256 của bản lưu là ${expected}.`, en: `Its SHA-256 is ${expected}.` }
  if (sha256Hex(bytes) === expected) return [good(title, words)]
  return [
    bad(title, {
      vi: 'Bản đang lưu đã bị thay đổi: mã băm khác với mã đã ghi trong lịch sử.',
      en: 'What is kept was changed: its hash is another one than the history has.',
    }),
  ]
}

const check =
  (result: ProofResult) =>
  (title: Bilingual, words: Bilingual): ProofCheck => ({ result, title, words })
export const good = check('good')
export const bad = check('bad')
export const unknown = check('unknown')
