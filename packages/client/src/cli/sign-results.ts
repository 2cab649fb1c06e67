/** What a run of `congky-client sign` tells at its end: a table, or one JSON document. */
import { createHash } from 'node:crypto'
import type { CertificateView, CongkyError } from '@congky/shared'
import type { RequestProgress, SignedDocument } from '../pending-request.ts'
import { type CliContext, errorLine, errorView, print, say } from './cli-context.ts'
import { textTable } from './text-table.ts'
import { waitingWords } from './waiting-words.ts'

/** As many digits of a serial number as people compare. */
const SERIAL_SHOWN = 16

export type FileResult =
  | { readonly file: string; readonly signed: SignedDocument; readonly signedFile: string; readonly ms: number }
  /** Left to the gateway until somebody has approved it. */
  | { readonly file: string; readonly waiting: RequestProgress }
  | { readonly file: string; readonly error: CongkyError }

export function toJson(results: readonly FileResult[], skipped: readonly string[]) {
  const files = results.map((result) => {
    if ('error' in result) return { file: result.file, state: 'failed', error: errorView(result.error) }
    if ('waiting' in result) {
      const { id, state, approval } = result.waiting
      return { file: result.file, state, id, approval }
    }
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
  const count = (wanted: string) => files.filter(({ state }) => state === wanted).length
  return { signed: count('signed'), failed: count('failed'), waiting: count('awaiting-approval'), skipped, files }
}

export function printResults(context: CliContext, results: readonly FileResult[], skipped: readonly string[]): void {
  const head = [
    say(context, 'Tệp', 'File'),
    say(context, 'Kết quả', 'Result'),
    say(context, 'Chữ ký số', 'Certificate'),
    'ms',
  ]
  const rows = results.map((result) => {
    if ('waiting' in result) return [result.file, say(context, 'chờ duyệt', 'waits for an approval'), '', '']
    if ('error' in result) return [result.file, result.error.code, '', '']
    return [result.file, result.signedFile, certificateName(result.signed.certificate), String(result.ms)]
  })
  for (const line of textTable([head, ...rows])) print(context, line)
  const failures = results.flatMap((result) => ('error' in result ? [result] : []))
  const waiting = results.filter((result) => 'waiting' in result)
  if (failures.length + waiting.length > 0) print(context, '')
  for (const result of waiting) print(context, resultLine(context, result))
  for (const { file, error } of failures) print(context, `${file}: ${errorLine(context, error)}`)
  print(context, '')
  if (skipped.length > 0) {
    const en = `Left out ${skipped.length} results of an earlier run (${skipped[0]}…).`
    print(context, say(context, `Bỏ qua ${skipped.length} tệp là kết quả của lần ký trước (${skipped[0]}…).`, en))
  }
  const [signed, failed] = [results.length - failures.length - waiting.length, failures.length]
  const more =
    waiting.length === 0
      ? ''
      : say(context, `, chờ duyệt ${waiting.length}`, `, waiting for approval ${waiting.length}`)
  print(
    context,
    say(
      context,
      `Đã ký ${signed}/${results.length}, lỗi ${failed}${more}.`,
      `Signed ${signed} of ${results.length}, failed ${failed}${more}.`,
    ),
  )
}

/** What became of one file, for a log. */
export function resultLine(context: Pick<CliContext, 'language'>, result: FileResult): string {
  if ('error' in result) return `${result.file}: ${result.error.code}`
  if ('signed' in result) return `${result.file} → ${result.signedFile}`
  return `${result.file}: ${waitingWords(context, result.waiting)} [${result.waiting.id}]`
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
