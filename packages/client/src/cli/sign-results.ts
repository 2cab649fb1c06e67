/** What a run of `congky-client sign` tells at its end: a table, or one JSON document. */
import { createHash } from 'node:crypto'
import type { CertificateView, CongkyError } from '@congky/shared'
import type { SignedDocument } from '../pending-request.ts'
import { type CliContext, errorLine, errorView, print, say } from './cli-context.ts'
import { textTable } from './text-table.ts'

/** As many digits of a serial number as people compare. */
const SERIAL_SHOWN = 16

export type FileResult =
  | { readonly file: string; readonly signed: SignedDocument; readonly signedFile: string; readonly ms: number }
  | { readonly file: string; readonly error: CongkyError }

export function toJson(results: readonly FileResult[], skipped: readonly string[]) {
  const files = results.map((result) => {
    if ('error' in result) return { file: result.file, state: 'failed', error: errorView(result.error) }
    const { signedDocument, ...signed } = result.signed
    const signedDocumentSha256 = sha256(signedDocument)
    return {
      file: result.file,
      state: 'signed',
      signedFile: result.signedFile,
      ...signed,
      signedDocumentSha256,
      ms: result.ms,
    }
  })
  const signed = files.filter(({ state }) => state === 'signed').length
  return { signed, failed: files.length - signed, skipped, files }
}

export function printResults(context: CliContext, results: readonly FileResult[], skipped: readonly string[]): void {
  const head = [
    say(context, 'Tệp', 'File'),
    say(context, 'Kết quả', 'Result'),
    say(context, 'Chữ ký số', 'Certificate'),
    'ms',
  ]
  const rows = results.map((result) =>
    'signed' in result
      ? [result.file, result.signedFile, certificateName(result.signed.certificate), String(result.ms)]
      : [result.file, result.error.code, '', ''],
  )
  for (const line of textTable([head, ...rows])) print(context, line)
  const failures = results.flatMap((result) => ('error' in result ? [result] : []))
  if (failures.length > 0) print(context, '')
  for (const { file, error } of failures) print(context, `${file}: ${errorLine(context, error)}`)
  print(context, '')
  if (skipped.length > 0) {
    const en = `Left out ${skipped.length} results of an earlier run (${skipped[0]}…).`
    print(context, say(context, `Bỏ qua ${skipped.length} tệp là kết quả của lần ký trước (${skipped[0]}…).`, en))
  }
  const [signed, failed] = [results.length - failures.length, failures.length]
  print(
    context,
    say(
      context,
      `Đã ký ${signed}/${results.length}, lỗi ${failed}.`,
      `Signed ${signed} of ${results.length}, failed ${failed}.`,
    ),
  )
}

/** A certificate as a person knows it: the name in its subject, and its serial number. */
export function certificateName({ subject, serial }: Pick<CertificateView, 'subject' | 'serial'>): string {
  const name = /(?:^|[,+]\s*)CN=("(?:[^"]|"")*"|(?:\\.|[^,+\\])*)/.exec(subject)?.[1] ?? subject
  const shortSerial = serial.length > SERIAL_SHOWN ? `${serial.slice(0, SERIAL_SHOWN)}…` : serial
  return `${name.replace(/^"|"$/g, '').trim()} (${shortSerial})`
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
