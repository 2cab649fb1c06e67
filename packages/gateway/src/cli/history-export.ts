/** `congky history export`: everything, a line a record, so that a million need no memory. */
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CSV_START, csvLine } from '../domain/csv.ts'
import { writeExportLine } from '../domain/history-export.ts'
import { keyFingerprint } from '../domain/history-head.ts'
import { type HistoryRecord, parseRecord, type SealedRecord } from '../domain/history-record.ts'
import type { Cli } from './cli.ts'
import { fileError } from './file-error.ts'
import { withStore } from './with-store.ts'

export interface ExportWishes {
  readonly output?: string
  readonly csv?: boolean
}

export async function exportHistory(cli: Cli, { output, csv }: ExportWishes): Promise<void> {
  const { say } = cli
  const progress = cli.progress(say('Đang xuất', 'Exporting'))
  let count = 0
  let key: string | null = null
  await withStore(cli, async (store) => {
    const total = await store.historyCount()
    const lines = async function* () {
      if (csv) yield `${CSV_START}${csvLine(COLUMNS.map(([title]) => title))}\r\n`
      for await (const line of store.exportHistory()) {
        if (line.kind === 'head') key = keyFingerprint(line.head.publicKey)
        else count++
        if (output !== undefined) progress.update(Math.min(count, total), total)
        if (!csv) yield `${writeExportLine(line)}\n`
        else if (line.kind === 'record') yield `${toCsv(line.record)}\r\n`
      }
    }
    if (output === undefined) await pipeline(Readable.from(lines()), cli.io.stdout, { end: false })
    else await writeTo(output, lines())
  }).finally(() => progress.end())
  if (output === undefined) return
  const check = `congky history verify ${output}${key === null ? '' : ` --key ${key}`}`
  const next = say(`Kiểm tra ở bất cứ đâu: ${check}`, `Verify it anywhere: ${check}`)
  cli.result({ file: output, records: count, key }, () => [
    cli.ok(
      say(`Đã xuất ${cli.number(count)} bản ghi vào ${output}`, `Exported ${cli.number(count)} records to ${output}`),
    ),
    ...(csv ? [] : [cli.next(next)]),
  ])
}

/** @throws {CongkyError} ERR_FILE_UNUSABLE */
async function writeTo(file: string, lines: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(lines), createWriteStream(file, { mode: 0o600 }))
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause
    throw fileError(file, cause)
  }
}

/** Titles are the fields' own names, so that a spreadsheet and the JSON lines speak of the same thing. */
const COLUMNS: readonly (readonly [string, (record: HistoryRecord) => string | null | undefined])[] = [
  ['seq', ({ seq }) => String(seq)],
  ['at', ({ at }) => at],
  ['kind', ({ kind }) => kind],
  ['request', ({ jobId }) => jobId],
  ['source', ({ source }) => source],
  ['externalId', ({ externalId }) => externalId],
  ['requester', ({ requester }) => requester],
  ['origin', ({ origin }) => origin],
  ['workstation', ({ workstationId }) => workstationId],
  ['taxCode', ({ taxCode }) => taxCode],
  ['profile', ({ profile }) => profile],
  ['reference', ({ reference }) => reference],
  ['documentSha256', ({ documentSha256 }) => documentSha256],
  ['signedSha256', ({ signedSha256 }) => signedSha256],
  ['certificateSerial', ({ certificate }) => certificate?.serial],
  ['certificateThumbprint', ({ certificate }) => certificate?.thumbprint],
  ['certificateSubject', ({ certificate }) => certificate?.subject],
  ['code', ({ code }) => code],
  ['note', ({ note }) => note],
  ['approval', ({ approval }) => approval?.id],
  ['approvalEvent', ({ approval }) => approval?.event],
  ['approvalRule', ({ approval }) => approval?.rule],
  ['approvalStep', ({ approval }) => approval?.step?.toString()],
  ['onBehalfOf', ({ approval }) => approval?.onBehalfOf],
  ['proof', ({ approval }) => approval?.proof],
  ['reason', ({ approval }) => approval?.reason],
]

function toCsv({ text }: SealedRecord): string {
  const record = parseRecord(text)
  return csvLine(COLUMNS.map(([, value]) => (record === null ? '' : (value(record) ?? ''))))
}
