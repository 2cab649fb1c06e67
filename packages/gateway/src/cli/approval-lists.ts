/** `congky approvals list` and `show`. */
import {
  type ApprovalDetails,
  type ApprovalPage,
  type ApprovalRow,
  approvalStateWords,
  type DocumentDifference,
  type ReviewView,
} from '@congky/shared'
import { messageOf } from './approval-decide.ts'
import type { Cli } from './cli.ts'
import { renderingLines } from './messages/rendering-lines.ts'
import { printable } from './output/display-width.ts'
import { readCount } from './read-count.ts'

export interface InboxOptions {
  readonly as?: string
  readonly decided?: boolean
  readonly limit: string
}

/** The daemon answers at most this many at once. */
const LIMIT_MAX = 200

export async function listApprovals(cli: Cli, { as, decided, limit }: InboxOptions): Promise<void> {
  const { say } = cli
  const view = decided === true ? 'decided' : as === undefined ? 'open' : 'mine'
  const count = Math.min(readCount(limit, '--limit'), LIMIT_MAX)
  const query = new URLSearchParams({ view, limit: String(count), ...(as === undefined ? {} : { as }) })
  const page = await cli.daemon().call<ApprovalPage>('GET', `/approvals?${query}`)
  cli.result(page, () => {
    if (page.approvals.length === 0) return [say('Không có chứng từ nào.', 'There are no documents.')]
    const more = page.isMore ? [cli.paint.dim(say('… và còn nữa (--limit)', '… and more (--limit)'))] : []
    return [...approvalTable(page.approvals, cli), ...more]
  })
}

function approvalTable(rows: readonly ApprovalRow[], cli: Cli): string[] {
  const { say, language } = cli
  return cli.table<ApprovalRow>(
    [
      { title: say('MÃ', 'ID'), value: ({ id }) => id },
      { title: say('TRÌNH LÚC', 'SINCE'), value: ({ submittedAt }) => cli.time(submittedAt) },
      { title: say('NGƯỜI TRÌNH', 'ASKED BY'), value: ({ requester }) => requester ?? '', shrinks: true },
      {
        title: say('CHỨNG TỪ', 'DOCUMENT'),
        value: ({ kind, reference }) => reference ?? kind[language],
        shrinks: true,
      },
      { title: say('DOANH NGHIỆP', 'ENTERPRISE'), value: (row) => row.enterprise ?? row.taxCode ?? '', shrinks: true },
      { title: say('BƯỚC', 'STEP'), value: (row) => stepText(row) },
      { title: say('TÌNH TRẠNG', 'STATE'), value: ({ state }) => approvalStateWords[state][language] },
    ],
    rows,
  )
}

const stepText = ({ step, steps, stepName }: ApprovalRow) => `${step}/${steps} ${stepName ?? ''}`.trim()

export async function showApproval(cli: Cli, id: string, as: string | undefined): Promise<void> {
  const daemon = cli.daemon()
  const path = `/approvals/${encodeURIComponent(id)}`
  const query = as === undefined ? '' : `?as=${encodeURIComponent(as)}`
  const details = await daemon.call<ApprovalDetails>('GET', path + query)
  const review = await daemon.call<ReviewView>('GET', `${path}/review`)
  cli.result({ ...details, review }, () => [
    ...detailLines(details, cli),
    ...review.warnings.map((warning) => cli.warning(printable(warning[cli.language]))),
    ...differenceLines(review, cli),
    '',
    ...renderingLines(review.rendering, cli),
  ])
}

function detailLines(details: ApprovalDetails, cli: Cli): string[] {
  const { say } = cli
  const { obstacle, reason, decisions, certificate } = details
  return [
    ...cli.pairs([
      [say('Mã yêu cầu', 'Request'), details.id],
      [say('Tình trạng', 'State'), approvalStateWords[details.state][cli.language]],
      [say('Người trình', 'Asked by'), [details.requester, details.workstation].filter(Boolean).join(' · ') || null],
      [say('Ghi chú', 'Note'), details.note],
      [say('Doanh nghiệp', 'Enterprise'), [details.enterprise, details.taxCode].filter(Boolean).join(' · ') || null],
      [say('Nguồn', 'Source'), `${details.source} · ${details.externalId}`],
      [say('Số tham chiếu', 'Reference'), details.reference],
      [say('Mẫu ký', 'Profile'), details.profile],
      [say('Chữ ký số', 'Certificate'), certificate && `${certificate.subject} · ${certificate.serial}`],
      [say('Chứng từ', 'Document'), `${cli.number(details.documentBytes)} byte · SHA-256 ${details.documentSha256}`],
      [say('Quy tắc', 'Rule'), details.rule],
      [say('Bước duyệt', 'Step'), stepText(details)],
      [say('Trình lúc', 'Since'), cli.time(details.submittedAt)],
      [say('Hạn duyệt', 'Until'), cli.time(details.expiresAt)],
    ]),
    ...decisions.map((one) => decisionLine(one, cli)),
    ...(reason === null ? [] : [cli.bad(messageOf(reason, cli))]),
    ...(obstacle === null ? [] : [cli.warning(messageOf(obstacle, cli))]),
  ]
}

function decisionLine(one: ApprovalDetails['decisions'][number], cli: Cli): string {
  const { say } = cli
  const { kind, displayName, onBehalfOf, stepName, reason, at } = one
  const whose = onBehalfOf === null ? '' : say(` thay cho ${onBehalfOf}`, ` for ${onBehalfOf}`)
  const what = kind === 'approve' ? say('duyệt', 'approved') : say('trả lại', 'returned it')
  const why = reason === null ? '' : `: ${reason}`
  return printable(`${cli.time(at)}  ${displayName}${whose} ${what} (${stepName})${why}`)
}

function differenceLines({ differences, areDifferencesCut }: ReviewView, cli: Cli): string[] {
  const { say } = cli
  if (differences === null) return []
  const title = say('Khác với bản trước', 'Different from the version before')
  const none = say('không có khác biệt nào đọc được', 'nothing that can be read')
  if (differences.length === 0) return ['', cli.paint.bold(title), `  ${none}`]
  const cut = areDifferencesCut ? [`  ${say('… và còn nữa', '… and more')}`] : []
  return ['', cli.paint.bold(title), ...differences.map((one) => `  ${differenceText(one, cli)}`), ...cut]
}

function differenceText({ path, before, after }: DocumentDifference, { language, say }: Cli): string {
  const where = path.map(({ name, label }) => label?.[language] ?? name).join(' › ')
  const text = (value: string | null) => value ?? say('(không có)', '(nothing)')
  return printable(`${where}: ${text(before)} → ${text(after)}`)
}
