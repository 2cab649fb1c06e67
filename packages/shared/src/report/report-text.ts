/**
 * A verification report in words, for whoever shows it: both commands and the console say the same. Pure; whoever shows
 * it brings the colours, and cleans what names in documents may hold.
 */
import type { Language } from '../error-catalogue.ts'
import { subjectName } from '../subject-name.ts'
import { type ReportMessage, reportMessage } from './report-messages.ts'
import type { SignatureReport, VerifyReport } from './report-schema.ts'

export interface ReportText {
  readonly valid: boolean
  /** “Hợp lệ: 2 chữ ký”. */
  readonly verdict: string
  readonly signatures: readonly SignatureText[]
  readonly warnings: readonly string[]
}

export interface SignatureText {
  readonly valid: boolean
  /** “Chữ ký XML tại /Envelope/Body/Signature: hợp lệ”. */
  readonly title: string
  /** What is known, as label and value. */
  readonly facts: readonly (readonly [label: string, value: string])[]
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

export interface TextOptions {
  readonly language: Language
  /** Shows a time of the report. */
  readonly showTime: (iso: string) => string
}

export function reportText(report: VerifyReport, options: TextOptions): ReportText {
  const count = report.signatures.length
  const say = sayIn(options)
  const verdict = report.valid
    ? say(`Hợp lệ: ${count} chữ ký`, `Valid: ${count} signature${count === 1 ? '' : 's'}`)
    : say('Không hợp lệ', 'Not valid')
  const none = say('Chứng từ không có chữ ký nào', 'The document carries no signature')
  return {
    valid: report.valid,
    verdict: count === 0 ? none : verdict,
    signatures: report.signatures.map((signature) => signatureText(signature, options)),
    // That there is no signature is the verdict already.
    warnings: count === 0 ? [] : words(report.warnings, report.messages, options),
  }
}

function signatureText(signature: SignatureReport, options: TextOptions): SignatureText {
  const { valid, path, problems, warnings, messages } = signature
  const say = sayIn(options)
  const validity = valid ? say('hợp lệ', 'valid') : say('KHÔNG hợp lệ', 'NOT valid')
  const kind = say(KINDS[signature.kind].vi, KINDS[signature.kind].en)
  return {
    valid,
    title: say(`${kind} tại ${path}: ${validity}`, `${kind} at ${path}: ${validity}`),
    facts: facts(signature, options),
    problems: words(problems, messages, options),
    warnings: words(warnings, messages, options),
  }
}

function facts(signature: SignatureReport, options: TextOptions): [string, string][] {
  const { certificate, chain, covers, notCovered, timestamp, signingTime, signatureMethod } = signature
  const say = sayIn(options)
  const covered = covers.map((part) => coveredText(part, options)).join(', ')
  const day = (iso: string) => iso.slice(0, 10).split('-').reverse().join('/')
  const trusted = say(TRUST[signature.trust].vi, TRUST[signature.trust].en)
  const rows: readonly (readonly [string, string | null | undefined])[] = [
    [say('Bảo vệ', 'Covers'), covered || say('không gì cả', 'nothing')],
    [say('Không bảo vệ', 'Not covered'), notCovered.join(', ')],
    [say('Người ký', 'Signer'), certificate?.subject],
    [say('Mã số thuế', 'Tax code'), certificate?.taxCode],
    [say('Nơi cấp', 'Issuer'), certificate?.issuer],
    [say('Số sê-ri', 'Serial'), certificate?.serial],
    [say('Hiệu lực', 'Valid'), certificate && `${day(certificate.notBefore)} – ${day(certificate.notAfter)}`],
    [say('Độ tin cậy', 'Trust'), certificate && trusted],
    [say('Chuỗi chứng thực', 'Chain'), chain.map((each) => subjectName(each.subject)).join(' ← ')],
    [say('Giờ ký tự ghi', 'Claimed time'), signingTime],
    [say('Dấu thời gian', 'Timestamp'), timestamp && timestampText(timestamp, options)],
    [say('Thuật toán', 'Algorithm'), signatureMethod],
  ]
  return rows.flatMap(([label, value]) => (value ? [[label, value]] : []))
}

function coveredText(part: SignatureReport['covers'][number], options: TextOptions): string {
  const { wholeDocument, path, uri, bytes, valid } = part
  const say = sayIn(options)
  const what = wholeDocument ? say('toàn bộ chứng từ', 'the whole document') : (path ?? uri)
  const size = bytes === null ? '' : ` (${bytes} byte${options.language === 'en' && bytes !== 1 ? 's' : ''})`
  return `${what}${size}${valid ? '' : say(' – đã bị sửa', ' – changed')}`
}

function timestampText(timestamp: NonNullable<SignatureReport['timestamp']>, options: TextOptions): string {
  const { time, authority, valid } = timestamp
  const say = sayIn(options)
  return `${options.showTime(time)}, ${authority}${valid ? '' : say(' (không hợp lệ)', ' (not valid)')}`
}

/** An older gateway sends no messages, and the sentences say the same. */
function words(
  sentences: readonly string[],
  messages: readonly ReportMessage[] | undefined,
  { language }: TextOptions,
): string[] {
  return sentences.map((sentence) => {
    const message = messages?.find(({ en }) => en === sentence) ?? reportMessage(sentence)
    return message[language]
  })
}

const sayIn =
  ({ language }: TextOptions) =>
  (vi: string, en: string) =>
    language === 'vi' ? vi : en

const KINDS = {
  xmldsig: { vi: 'Chữ ký XML', en: 'XML signature' },
  kdt: { vi: 'Chữ ký hải quan', en: 'Customs signature' },
  cms: { vi: 'Chữ ký CMS', en: 'CMS signature' },
  smime: { vi: 'Chữ ký S/MIME', en: 'S/MIME signature' },
  edifact: { vi: 'Chữ ký EDIFACT', en: 'EDIFACT signature' },
  autack: { vi: 'Chữ ký EDIFACT (AUTACK)', en: 'EDIFACT signature (AUTACK)' },
} as const satisfies Readonly<Record<SignatureReport['kind'], { readonly vi: string; readonly en: string }>>

const TRUST = {
  'not-checked': { vi: 'chưa kiểm tra nơi cấp', en: 'issuer not checked' },
  trusted: { vi: 'tin cậy: do tổ chức chứng thực trong cấu hình cấp', en: 'trusted: a configured authority issued it' },
  'unknown-authority': { vi: 'không rõ tổ chức chứng thực', en: 'unknown authority' },
  revoked: { vi: 'đã bị thu hồi', en: 'revoked' },
  'revocation-unknown': { vi: 'không biết có bị thu hồi hay không', en: 'not known whether it was revoked' },
  'not-valid-then': { vi: 'không còn hoặc chưa có hiệu lực', en: 'not within its validity' },
  'not-for-signing': { vi: 'không dùng để ký chứng từ', en: 'not meant for signing' },
} as const satisfies Readonly<Record<SignatureReport['trust'], { readonly vi: string; readonly en: string }>>
