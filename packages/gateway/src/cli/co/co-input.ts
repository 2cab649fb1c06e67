/** A file with certificates of origin in whichever form: an interchange, or our own XML or JSON. */
import {
  type CoFinding,
  type CoRecord,
  checkCo,
  type EdifactFinding,
  type ReadInterchange,
  readCoJson,
  readCoXml,
  readInterchange,
  validateCoRecord,
} from '@congky/documents'
import type { Cli } from '../cli.ts'
import { readBytes, toText } from '../messages/message-file.ts'

export type CoForm = 'edifact' | 'xml' | 'json'

export interface CoInput {
  readonly form: CoForm
  /** null: the file is XML or JSON, or nothing of it can be read. */
  readonly interchange: ReadInterchange | null
  readonly certificates: readonly FoundCo[]
  /** Of the interchange, outside its certificates. */
  readonly findings: readonly EdifactFinding[]
}

export interface FoundCo {
  /** Of UNH; null where there is no message. */
  readonly messageReference: string | null
  readonly record: CoRecord
  readonly findings: readonly CoFinding[]
}

/** Reads leniently: what can be read is there, and all that is wrong with it beside it. @throws {CongkyError} As `readCoBytes`. */
export async function readCoFile(cli: Cli, file: string): Promise<CoInput> {
  return readCoBytes(await readBytes(cli, file))
}

/** @throws {CongkyError} XML or JSON of which nothing can be read: ERR_DOCUMENT_NOT_XML, ERR_CO_UNREADABLE and the like. */
export function readCoBytes(bytes: Uint8Array): CoInput {
  const form = formOf(bytes)
  if (form === 'edifact') {
    const { interchange, findings } = readInterchange(bytes)
    return { form, interchange, certificates: interchange === null ? [] : checkCo(interchange).certificates, findings }
  }
  const text = toText(bytes)
  const { record, findings } = form === 'xml' ? readCoXml(text) : readCoJson(text)
  const found = { messageReference: null, record, findings: validateCoRecord(record) }
  return { form, interchange: null, certificates: [found], findings }
}

/** By how it begins: interchanges begin with a tag of letters. */
function formOf(bytes: Uint8Array): CoForm {
  const start = Buffer.from(bytes.subarray(0, 100))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
  if (start.startsWith('<')) return 'xml'
  return start.startsWith('{') ? 'json' : 'edifact'
}

/** Everything that was found, in the order of the file. */
export function findingsOf({ findings, certificates }: CoInput): readonly EdifactFinding[] {
  return [...findings, ...certificates.flatMap((one) => one.findings)].sort(
    (a, b) => (a.place?.segment ?? 0) - (b.place?.segment ?? 0),
  )
}

/** Whether the certificates themselves are wrong, or there is none; faults of the syntax around them do not count. */
export function hasErrors({ certificates, interchange, findings }: CoInput): boolean {
  const own = [...(interchange === null ? findings : []), ...certificates.flatMap((one) => one.findings)]
  return certificates.length === 0 || own.some(({ severity }) => severity === 'error')
}

/** Strictly: a warning is as bad as an error, and there has to be a certificate. */
export function isStrict(input: CoInput): boolean {
  return input.certificates.length > 0 && findingsOf(input).every(({ severity }) => severity === 'notice')
}
