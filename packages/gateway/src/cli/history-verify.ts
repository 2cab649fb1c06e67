/** `congky history verify`: over the state database, or over an export on any machine. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { CongkyError } from '@congky/shared'
import { describeFault } from '../domain/chain-fault.ts'
import { verifyExport } from '../domain/history-export.ts'
import { formatPosition, parsePosition } from '../domain/history-head.ts'
import type { ChainPosition } from '../domain/history-record.ts'
import type { ChainExpectations, ChainVerdict } from '../domain/verify-chain.ts'
import type { Cli } from './cli.ts'
import { fileError } from './file-error.ts'
import { printable } from './output/display-width.ts'
import { readFile } from './read-file.ts'
import { withStore } from './with-store.ts'

export interface VerifyWishes {
  readonly key?: string
  readonly expect?: readonly string[]
}

/** @param file An export; undefined for this gateway's own history. */
export async function verifyHistory(cli: Cli, file: string | undefined, wishes: VerifyWishes): Promise<void> {
  const expectations = readExpectations(wishes)
  const progress = cli.progress(cli.say('Đang kiểm tra', 'Checking'))
  const verdict = await (file === undefined
    ? withStore(cli, (store) =>
        store.verifyHistory(expectations, (done, total) => progress.update(Math.min(done, total), total)),
      )
    : verifyFile(file, expectations, (done, total) => progress.update(done, total))
  ).finally(() => progress.end())
  if (!verdict.intact) cli.markFailed()
  const lines = verdict.intact ? intactLines : faultLines
  cli.result(verdict, () => [...lines(verdict, cli), ...trustLines(verdict, wishes, file !== undefined, cli)])
}

/** @throws {CongkyError} ERR_FILE_UNUSABLE */
async function verifyFile(
  file: string,
  expectations: ChainExpectations,
  onProgress: (done: number, total: number) => void,
): Promise<ChainVerdict> {
  try {
    const { size } = await stat(file)
    return await verifyExport(createReadStream(file), expectations, (bytes) => onProgress(bytes, size))
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause) throw fileError(file, cause)
    throw cause
  }
}

/** @throws {CongkyError} ERR_USAGE, ERR_FILE_UNUSABLE */
function readExpectations({ key, expect = [] }: VerifyWishes): ChainExpectations {
  return { ...(key === undefined ? {} : { key: readFingerprint(key) }), noted: expect.flatMap(readNoted) }
}

/** @throws {CongkyError} ERR_USAGE */
export function readFingerprint(written: string): string {
  const key = written.replaceAll(/[:\s]/g, '').toLowerCase()
  if (/^[0-9a-f]{64}$/.test(key)) return key
  throw wrongUse(
    '--key takes a SHA-256 fingerprint of 64 hex digits',
    '--key cần vân tay SHA-256 gồm 64 chữ số thập lục phân',
  )
}

/** A head itself, or a file with heads on lines of their own or in the gateway's log. */
function readNoted(written: string): ChainPosition[] {
  const position = parsePosition(written)
  if (position) return [position]
  const lines = readText(written).split('\n')
  const found = lines.flatMap((line) => parsePosition(LOGGED_HEAD.exec(line)?.[1] ?? line.trim()) ?? [])
  if (found.length > 0) return found
  throw wrongUse(`--expect: there is no head in ${written}`, `--expect: không có mã chốt lịch sử nào trong ${written}`)
}

/** In a JSON line; quotes inside of its texts are escaped, so that nothing else can look like it. */
const LOGGED_HEAD = /[{,]"head":"(\d+:[0-9a-f]{64})"[,}]/

function readText(file: string): string {
  return readFile(file).toString('utf8')
}

function wrongUse(en: string, vi: string): CongkyError {
  return new CongkyError('ERR_USAGE', { detail: { en, vi } })
}

function intactLines({ records, head }: ChainVerdict, cli: Cli): string[] {
  const { say } = cli
  const count = cli.number(records)
  return [
    cli.ok(say(`Lịch sử nguyên vẹn: ${count} bản ghi.`, `The history is intact: ${count} records.`)),
    ...(head === null
      ? [
          cli.warning(
            say(
              'Lịch sử này chưa được ký xác nhận; cổng ký sẽ ký ở lần khởi động tới.',
              'This history is not signed yet; the gateway signs it when it next starts.',
            ),
          ),
        ]
      : [
          `  ${say('Mã chốt lịch sử', 'Head')}: ${formatPosition(head)}`,
          `  ${say('Ký xác nhận lúc', 'Signed at')} ${printable(cli.time(head.at))} · ${printable(head.gateway)}`,
          `  ${say('Vân tay khóa', 'Key fingerprint')}: ${head.key}`,
        ]),
  ]
}

function faultLines({ records, fault, faults }: ChainVerdict, cli: Cli): string[] {
  const { say } = cli
  const count = cli.number(records)
  const what = fault && describeFault(fault)
  return [
    cli.bad(say(`Lịch sử không toàn vẹn: ${what?.vi}.`, `The history does not verify: ${what?.en}.`)),
    `  ${say(`${count} bản ghi trước đó nguyên vẹn.`, `The ${count} records before it are intact.`)}`,
    ...(faults > 1
      ? [`  ${say(`Tổng cộng ${cli.number(faults)} chỗ sai.`, `${cli.number(faults)} places are wrong in all.`)}`]
      : []),
    cli.next(
      say(
        'Giữ nguyên dữ liệu này để điều tra, và so với bản đã xuất hoặc bản sao lưu gần nhất.',
        'Keep the data as it is for an examination, and compare it with the last export or backup.',
      ),
    ),
  ]
}

/** What a good verdict still rests on. */
function trustLines(
  { intact, head }: ChainVerdict,
  { key, expect }: VerifyWishes,
  isFile: boolean,
  cli: Cli,
): string[] {
  const { say, paint } = cli
  if (!intact || head === null) return []
  if (isFile && key === undefined) {
    return [
      cli.warning(
        say(
          'Khóa được lấy từ chính tệp này. Hãy so vân tay với congky history head trên máy cổng ký, hoặc dùng --key.',
          'The key came with this file. Compare its fingerprint with congky history head on the gateway host, or give --key.',
        ),
      ),
    ]
  }
  if (expect !== undefined) return []
  return [
    paint.dim(
      `  ${say(
        'Ghi lại mã chốt lịch sử ở nơi khác và kiểm tra bằng --expect: nhờ đó thấy được cả khi lịch sử bị thay bằng bản cũ.',
        'Note the head down elsewhere and check it with --expect: that also shows a history put back to an older state.',
      )}`,
    ),
  ]
}
