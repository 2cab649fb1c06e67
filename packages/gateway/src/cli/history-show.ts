import { CongkyError } from '@congky/shared'
import { proofWords } from '../domain/approval/approval-words.ts'
import { type HistoryRecord, parseRecord } from '../domain/history-record.ts'
import { noteWords } from '../domain/history-words.ts'
import { recordTitle } from '../domain/record-words.ts'
import { toRecordedTimes } from '../domain/stage-times.ts'
import { toStageViews } from '../domain/stage-words.ts'
import type { Cli } from './cli.ts'
import { printable } from './output/display-width.ts'
import { readCount } from './read-count.ts'
import { withStore } from './with-store.ts'

/** `congky history show`: every field of one record. @throws {CongkyError} ERR_USAGE, ERR_NOT_FOUND */
export async function showRecord(cli: Cli, written: string): Promise<void> {
  const seq = readCount(written, 'number')
  const [newest] = await withStore(cli, (store) => store.history({ limit: 1, beforeSeq: seq + 1 }))
  const record = newest ? parseRecord(newest.text) : null
  if (!newest || record?.seq !== seq) throw new CongkyError('ERR_NOT_FOUND')
  cli.result({ ...record, hash: newest.hash }, () => cli.pairs(pairsOf(record, newest.hash, cli)))
}

function pairsOf(record: HistoryRecord, hash: string, cli: Cli): (readonly [string, string | null])[] {
  const { say } = cli
  const { certificate, code, kind, note } = record
  const pairs: readonly (readonly [string, string | null | undefined])[] = [
    [say('Số', 'Number'), String(record.seq)],
    [say('Lúc', 'At'), record.at],
    [say('Việc', 'What'), recordTitle(record)[cli.language]],
    [say('Lý do', 'Reason'), code],
    // A submission's note was written by its requester.
    [say('Ghi chú', 'Note'), note && (kind === 'approval' ? note : noteWords(note, cli))],
    ...approvalPairs(record, cli),
    [say('Mã yêu cầu', 'Request'), record.jobId],
    [say('Nguồn', 'Source'), record.source],
    [say('Dòng hoặc khóa', 'Row or key'), record.externalId],
    [say('Người gửi', 'Requester'), record.requester],
    [say('Gửi từ', 'From'), record.origin],
    [say('Mã máy trạm', 'Workstation'), record.workstationId],
    [say('Mã số thuế', 'Tax code'), record.taxCode],
    [say('Mẫu ký', 'Profile'), record.profile],
    [say('Số tham chiếu', 'Reference'), record.reference],
    [say('Chứng từ', 'Document'), record.documentSha256 && `SHA-256 ${record.documentSha256}`],
    [say('Bản đã ký', 'Signed document'), record.signedSha256 && `SHA-256 ${record.signedSha256}`],
    [say('Chữ ký số', 'Certificate'), certificate && `${certificate.subject} · ${certificate.serial}`],
    [say('Vân tay chữ ký số', 'Thumbprint'), certificate?.thumbprint],
    [say('Thời gian xử lý', 'Times'), timesWords(record, cli)],
    [say('Mã bản ghi', 'Hash'), hash],
    [say('Mã bản ghi trước', 'Hash before'), record.prev],
  ]
  return pairs.flatMap(([title, value]) => (value ? [[title, printable(value)]] : []))
}

/** `USB token ký 0.62 ms · …` */
function timesWords({ times = {} }: HistoryRecord, { language }: Cli): string {
  return toStageViews(toRecordedTimes(times))
    .map(({ title, ms }) => `${title[language]} ${ms} ms`)
    .join(' · ')
}

function approvalPairs(
  { approval }: HistoryRecord,
  { language, say }: Cli,
): (readonly [string, string | null | undefined])[] {
  if (approval === undefined) return []
  const { id, rule, policySha256, step, steps, onBehalfOf, proof, reason } = approval
  return [
    [say('Mã lượt duyệt', 'Approval'), id],
    [say('Quy tắc duyệt', 'Rule'), rule],
    [say('Mã băm quy tắc', 'Policy'), `SHA-256 ${policySha256}`],
    [say('Bước duyệt', 'Step'), step === undefined ? null : `${step}/${steps ?? step}`],
    [say('Duyệt thay', 'On behalf of'), onBehalfOf],
    [say('Xác nhận', 'Proof'), proof && proofWords(proof)[language]],
    [say('Lý do trả lại', 'Why it was returned'), reason],
  ]
}
