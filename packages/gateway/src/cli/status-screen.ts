/**
 * The screen of `congky status`. It is read by people who run an office, not computers: what is fine takes
 * one line each, and whatever needs a person says what to do, as a command that can be typed.
 */
import { type GatewayStatus, noticingWords, type SourceView, subjectName, type TokenView } from '@congky/shared'
import type { Cli } from './cli.ts'
import { dialectName } from './dialect-name.ts'
import { exchangeLines } from './exchange-status-lines.ts'
import { displayWidth, padEnd, printable } from './output/display-width.ts'
import type { Style } from './output/paint.ts'
import { needsPin, pinWarning, tokenWords, unlockCommand } from './token-words.ts'

/** Certificates that end within this many days are worth a word. */
const EXPIRY_WARNING_DAYS = 30
const DAY_MS = 24 * 3_600_000

export function statusScreen(status: GatewayStatus, cli: Cli): string[] {
  return [
    ...headLines(status, cli),
    ...noticeLines(status, cli),
    '',
    ...tokenLines(status, cli),
    '',
    ...sourceLines(status, cli),
    '',
    ...jobLines(status, cli),
    ...exchangeLines(status, cli),
    ...heldLines(status, cli),
  ]
}

function headLines(status: GatewayStatus, cli: Cli): string[] {
  const { say, paint } = cli
  const state =
    status.state === 'running'
      ? paint.green(`● ${say('Cổng ký đang chạy', 'The gateway is running')}`)
      : paint.yellow(`‖ ${say('Cổng ký đang tạm dừng', 'The gateway is paused')}`)
  const since = say(`từ ${cli.time(status.startedAt)}`, `since ${cli.time(status.startedAt)}`)
  return [
    `${paint.bold(state)}  ${paint.dim(`${since} · ${say('phiên bản', 'version')} ${status.version}`)}`,
    `  ${say('Máy trạm gọi đến', 'Workstations call')} ${status.listen.url}`,
    ...(status.state === 'paused' ? [`  ${cli.next(resumeText(status, cli))}`] : []),
  ]
}

function resumeText({ restored }: GatewayStatus, cli: Cli): string {
  const { say } = cli
  if (restored === null) return say('Ký tiếp: congky resume', 'Go on with: congky resume')
  const at = cli.time(restored.backupAt)
  const confirm = cli.commandFor('resume --confirm-restore')
  return say(
    `Khôi phục từ bản sao lưu lúc ${at}. Khi cổng ký cũ đã dừng hẳn: ${confirm}`,
    `Restored from the backup of ${at}. Once the original is gone for good: ${confirm}`,
  )
}

function noticeLines({ notices }: GatewayStatus, cli: Cli): string[] {
  return notices.map((notice) => cli.warning(notice[cli.language].split('\n').map(printable).join('\n    ')))
}

function title(text: string, { paint }: Cli): string {
  return paint.bold(text)
}

/** A mark, a name, and what is to be said of it; marks and names stand in columns. */
interface Item {
  readonly mark: string
  readonly style: Style
  readonly name: string
  readonly state: string
  readonly remark: string
  /** What is wrong, if anything. */
  readonly explanation: string | null
  /** Lines below: what to watch and what to do. */
  readonly below: readonly string[]
}

function itemLines(items: readonly Item[], cli: Cli): string[] {
  const names = items.map(({ name }) => printable(name))
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(displayWidth))
  const nameWidth = widest(names)
  const stateWidth = widest(items.map(({ state }) => state))
  return items.flatMap(({ mark, style, state, remark, explanation, below }, at) => {
    const name = padEnd(names[at] ?? '', nameWidth)
    const line = `  ${cli.paint[style](mark)} ${name}  ${cli.paint[style](padEnd(state, stateWidth))}  ${cli.paint.dim(remark)}`
    const explained = explanation === null ? [] : cli.paragraph(explanation, 6)
    return [line.trimEnd(), ...explained, ...below.map((text) => `      ${text}`)]
  })
}

function tokenLines({ tokens, moduleProblems }: GatewayStatus, cli: Cli): string[] {
  const { say } = cli
  const waiting = tokens.filter(needsPin)
  const items = tokens.map((token) => tokenItem(token, cli))
  const none = say('Chưa thấy USB token nào.', 'No USB token is to be seen.')
  const plugIn = say('Cắm token, rồi: congky tokens list --rescan', 'Plug one in, then: congky tokens list --rescan')
  const unlock = say(
    `congky unlock   hỏi lần lượt ${waiting.length} mã PIN`,
    `congky unlock   asks for the ${waiting.length} PINs in turn`,
  )
  return [
    title('USB token', cli),
    ...(tokens.length === 0 ? [`  ${none}`, `  ${cli.next(plugIn)}`] : itemLines(items, cli)),
    ...moduleProblems.map(
      ({ module, message }) => `  ${cli.bad(`${say('Thư viện', 'Library')} ${printable(`${module}: ${message}`)}`)}`,
    ),
    ...(waiting.length > 1 ? [`  ${cli.next(unlock)}`] : []),
  ]
}

function tokenItem(token: TokenView, cli: Cli): Item {
  const { say } = cli
  const { mark, style, text } = tokenWords(token, cli)
  const count = token.certificates.length
  const remarks = [
    say(`${count} chữ ký số`, `${count} certificate${count === 1 ? '' : 's'}`),
    ...(token.queueLength > 0
      ? [say(`${token.queueLength} chứng từ đang xếp hàng`, `${token.queueLength} in its queue`)]
      : []),
  ]
  const warning = pinWarning(token, cli)
  return {
    ...{ mark, style, name: token.name, state: text, remark: remarks.join(' · '), explanation: null },
    below: [
      ...(warning === null ? [] : [cli.warning(warning)]),
      ...(needsPin(token) ? [cli.next(unlockCommand(token.name))] : []),
      ...token.certificates.flatMap((certificate) => expiryLines(certificate, cli)),
    ],
  }
}

function expiryLines(certificate: TokenView['certificates'][number], cli: Cli): string[] {
  const { say } = cli
  const days = Math.floor((Date.parse(certificate.notAfter) - Date.now()) / DAY_MS)
  if (days > EXPIRY_WARNING_DAYS) return []
  const [date, subject] = [cli.date(certificate.notAfter), printable(subjectName(certificate.subject))]
  return days < 0
    ? [cli.bad(say(`Hết hạn ${date}: ${subject}`, `Expired on ${date}: ${subject}`))]
    : [cli.warning(say(`Còn ${days} ngày (${date}): ${subject}`, `${days} days left (${date}): ${subject}`))]
}

const SOURCE_WORDS: Readonly<Record<string, { vi: string; en: string; mark: string; style: Style }>> = {
  ok: { vi: 'hoạt động', en: 'working', mark: '●', style: 'green' },
  unavailable: { vi: 'mất kết nối', en: 'not reachable', mark: '✗', style: 'red' },
  paused: { vi: 'tạm dừng', en: 'paused', mark: '‖', style: 'yellow' },
  starting: { vi: 'đang kết nối', en: 'connecting', mark: '…', style: 'yellow' },
}

function sourceLines({ sources }: GatewayStatus, cli: Cli): string[] {
  const { say } = cli
  if (sources.length === 0) {
    return [
      title(say('Nguồn', 'Sources'), cli),
      `  ${say('Chưa có cơ sở dữ liệu nào trong cấu hình; máy trạm vẫn gửi được.', 'No database is configured; workstations can still send.')}`,
    ]
  }
  return [
    title(say('Nguồn', 'Sources'), cli),
    ...itemLines(
      sources.map((source) => sourceItem(source, cli)),
      cli,
    ),
  ]
}

function sourceItem(source: SourceView, cli: Cli): Item {
  const words = SOURCE_WORDS[source.state] ?? {
    vi: source.state,
    en: source.state,
    mark: '?',
    style: 'yellow' as const,
  }
  const { noticing } = source
  const since = noticing?.idleSince ?? null
  const noticed = noticing && noticingWords(noticing, since && cli.time(since))[cli.language]
  const remark = [dialectName(source.dialect), ...(noticed === null ? [] : [noticed])].join(' · ')
  const state = cli.say(words.vi, words.en)
  return {
    ...{ mark: words.mark, style: words.style, name: source.name, state, remark },
    explanation: source.error?.[cli.language] ?? null,
    below: source.error === null ? [] : [cli.next(`congky source test ${source.name}`)],
  }
}

function jobLines({ jobs }: GatewayStatus, cli: Cli): string[] {
  const { say } = cli
  const count = (value: number, vi: string, en: string) => `${cli.number(value)} ${say(vi, en)}`
  const parts = [
    count(jobs.signed, 'đã ký', 'signed'),
    count(jobs.rejected, 'bị từ chối', 'rejected'),
    count(jobs.received, 'đang ký', 'being signed'),
    ...(jobs['awaiting-approval'] > 0 ? [count(jobs['awaiting-approval'], 'chờ duyệt', 'waiting for approval')] : []),
    ...(jobs.undelivered > 0 ? [count(jobs.undelivered, 'chưa trả được kết quả', 'not yet delivered')] : []),
  ]
  const next = jobs['awaiting-approval'] > 0 ? [`  ${cli.next('congky approvals list')}`] : []
  return [title(say('Chứng từ', 'Documents'), cli), `  ${parts.join(' · ')}`, ...next]
}

function heldLines({ held }: GatewayStatus, cli: Cli): string[] {
  if (held.length === 0) return []
  const { say, paint } = cli
  return [
    '',
    title(paint.yellow(say('Đang chờ người xử lý', 'Waiting for a person')), cli),
    ...held.flatMap((group) => [
      ...cli.paragraph(`${documents(group.count, cli)}: ${say(group.messageVi ?? group.message, group.message)}`, 2),
      `      ${cli.next(printable(say(group.nextVi ?? '', group.next ?? '')))}`,
    ]),
  ]
}

function documents(count: number, { say, number }: Cli): string {
  return say(`${number(count)} chứng từ`, `${number(count)} document${count === 1 ? '' : 's'}`)
}
