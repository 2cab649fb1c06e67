/** `congky history verify`: over the state database, or over an export on any machine. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { ChainFault, SealedRecord } from '../domain/history-record.ts'
import type { HistoryVerdict } from '../store/store-reader.ts'
import type { Cli } from './cli.ts'
import { fileError } from './file-error.ts'
import { withStore } from './with-store.ts'

/** @param file An export; undefined for this gateway's own history. */
export async function verifyHistory(cli: Cli, file: string | undefined): Promise<void> {
  const progress = cli.progress(cli.say('Đang kiểm tra', 'Checking'))
  const verdict = await (file === undefined
    ? withStore(cli, (store) => store.verifyHistory((done, total) => progress.update(done, total)))
    : verifyExport(file, (share) => progress.update(share, 100))
  ).finally(() => progress.end())
  if (!verdict.intact) cli.markFailed()
  cli.result(verdict, () => verdictLines(verdict, cli))
}

/** @throws {CongkyError} ERR_FILE_UNUSABLE */
async function verifyExport(file: string, onShare: (percent: number) => void): Promise<HistoryVerdict> {
  const { verifyChain } = await import('../store/store-reader.ts')
  const { size } = await stat(file).catch((cause: unknown) => {
    throw fileError(file, cause)
  })
  const stream = createReadStream(file, 'utf8')
  const records = readRecords(stream)
  return verifyChain(records, () => onShare(Math.round((stream.bytesRead / size) * 100)))
}

/** A line that is no record becomes one that cannot be read, so that the verifier names its place. */
async function* readRecords(stream: NodeJS.ReadableStream): AsyncIterable<SealedRecord> {
  for await (const line of createInterface({ input: stream })) {
    if (line === '') continue
    yield parseLine(line) ?? { text: '', hash: '' }
  }
}

function parseLine(line: string): SealedRecord | null {
  try {
    const { text, hash } = JSON.parse(line)
    return typeof text === 'string' && typeof hash === 'string' ? { text, hash } : null
  } catch {
    return null
  }
}

function verdictLines({ intact, records, head, fault }: HistoryVerdict, cli: Cli): string[] {
  const { say, paint } = cli
  if (intact) {
    return [
      cli.ok(
        say(
          `Lịch sử nguyên vẹn: ${cli.number(records)} bản ghi.`,
          `The history is intact: ${cli.number(records)} records.`,
        ),
      ),
      `  ${say('Mã bản ghi cuối', 'Hash of the last record')}: ${head}`,
      paint.dim(
        `  ${say('Ghi lại mã này ở nơi khác: nhờ nó sẽ thấy cả khi phần cuối lịch sử bị cắt.', 'Note it down elsewhere: it also shows a history that was cut off at its end.')}`,
      ),
    ]
  }
  return [
    cli.bad(say('Lịch sử không toàn vẹn.', 'The history does not verify.')),
    `  ${fault === null ? '' : faultText(fault, cli)}`,
    `  ${say(`${cli.number(records)} bản ghi trước đó nguyên vẹn.`, `The ${cli.number(records)} records before it are intact.`)}`,
    cli.next(say('Giữ nguyên dữ liệu này để điều tra.', 'Keep the data as it is and have it examined.')),
  ]
}

function faultText({ kind, seq }: ChainFault, { say }: Cli): string {
  switch (kind) {
    case 'edited':
      return say(`Bản ghi số ${seq} đã bị sửa.`, `Record ${seq} was edited.`)
    case 'missing':
      return say(`Thiếu bản ghi số ${seq}, hoặc thứ tự bị đảo.`, `Record ${seq} is missing, or the order was changed.`)
    case 'broken-link':
      return say(
        `Bản ghi số ${seq} không nối với bản ghi trước nó.`,
        `Record ${seq} does not follow from the one before it.`,
      )
    case 'unreadable':
      return say(`Không đọc được bản ghi số ${seq}.`, `Record ${seq} cannot be read.`)
  }
}
