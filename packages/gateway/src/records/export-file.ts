/** Writes an export to a file, in its format, a job at a time. */
import { closeSync, openSync, statfsSync, writeSync } from 'node:fs'
import { CongkyError, type ExportFormat, type Language } from '@congky/shared'
import { CSV_START, csvLine } from '../domain/csv.ts'
import type { Job } from '../domain/job.ts'
import { EXPORT_COLUMNS, type ExportCell, type ExportNames, localTime } from './export-columns.ts'
import { XlsxWriter } from './xlsx.ts'

/** What the disk must keep free: signing stops with less than 16 MB. */
const ROOM_BYTES = 512 * 1024 * 1024
/** A file of a million requests has 500 MB as CSV. */
const FILE_BYTES_MAX = 4 * 1024 ** 3
const BUFFER_LENGTH = 1024 * 1024
/** Bytes written between two looks at the disk. */
const LOOK_BYTES = 32 * 1024 * 1024

/** A file that keeps to its limits. */
export class ExportFile {
  readonly #handle: number
  readonly #path: string
  #bytes = 0
  #lookAt = 0
  #pending = ''

  constructor(path: string) {
    this.#path = path
    this.#handle = openSync(path, 'wx', 0o600)
  }

  get bytes(): number {
    return this.#bytes
  }

  text(text: string): void {
    this.#pending += text
    if (this.#pending.length >= BUFFER_LENGTH) this.#flush()
  }

  /** @throws {CongkyError} ERR_EXPORT_NO_ROOM, ERR_EXPORT_TOO_LARGE */
  write(bytes: Uint8Array): void {
    if (this.#bytes >= this.#lookAt) this.#look()
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#handle, bytes, at)
    this.#bytes += bytes.length
  }

  close(): void {
    try {
      this.#flush()
    } finally {
      closeSync(this.#handle)
    }
  }

  #flush(): void {
    const text = this.#pending
    this.#pending = ''
    if (text !== '') this.write(Buffer.from(text))
  }

  #look(): void {
    this.#lookAt = this.#bytes + LOOK_BYTES
    if (this.#bytes > FILE_BYTES_MAX) throw new CongkyError('ERR_EXPORT_TOO_LARGE', { limit: '4 GB' })
    const { bavail, bsize } = statfsSync(this.#path)
    if (bavail * bsize < ROOM_BYTES) throw new CongkyError('ERR_EXPORT_NO_ROOM')
  }
}

/** Writes requests in one format. */
export interface RequestWriter {
  add(job: Job): void
  end(): void
}

export interface WriterOptions {
  readonly names: ExportNames
  readonly language: Language
}

export function openRequestWriter(
  format: Exclude<ExportFormat, 'proof'>,
  file: ExportFile,
  { names, language }: WriterOptions,
): RequestWriter {
  const cellsOf = (job: Job) => EXPORT_COLUMNS.map(({ value }) => value(job, names, language))
  switch (format) {
    case 'csv':
      file.text(`${CSV_START}${csvLine(EXPORT_COLUMNS.map(({ title }) => title[language]))}\r\n`)
      return { add: (job) => file.text(`${csvLine(cellsOf(job).map(toText))}\r\n`), end: () => undefined }
    case 'json':
      return jsonWriter(file, cellsOf)
    case 'xlsx': {
      const columns = EXPORT_COLUMNS.map(({ title, width }) => ({ title: title[language], width }))
      const sheet = new XlsxWriter(columns, (bytes) => file.write(bytes))
      return { add: (job) => sheet.addRow(cellsOf(job)), end: () => sheet.end() }
    }
  }
}

/** An array with a request a line. States stay as programs know them. */
function jsonWriter(file: ExportFile, cellsOf: (job: Job) => ExportCell[]): RequestWriter {
  let separator = '[\n'
  return {
    add: (job) => {
      const pairs = cellsOf(job).map((cell, at) => [EXPORT_COLUMNS[at]?.name ?? '', cell])
      file.text(`${separator}${JSON.stringify({ ...Object.fromEntries(pairs), state: job.state })}`)
      separator = ',\n'
    },
    end: () => file.text(separator === '[\n' ? '[]\n' : '\n]\n'),
  }
}

function toText(cell: ExportCell): string {
  if (cell === null) return ''
  return cell instanceof Date ? localTime(cell) : String(cell)
}
