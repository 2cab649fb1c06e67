/** `congky approve` and `congky return`: shows what is decided on, asks for the password, and says how each came out. */
import {
  type ApprovalDetails,
  type ApprovalItem,
  type ApprovalOutcome,
  CongkyError,
  type ErrorView,
} from '@congky/shared'
import type { Cli } from './cli.ts'
import { printable } from './output/display-width.ts'

export interface DecideOptions {
  readonly as: string
  readonly passwordStdin?: boolean
}

interface Decision {
  readonly path: 'approve' | 'return'
  readonly more: { readonly reason?: string }
  readonly done: readonly [vi: string, en: string]
}

export async function approveDocuments(cli: Cli, ids: readonly string[], options: DecideOptions): Promise<void> {
  await decide(cli, ids, options, { path: 'approve', more: {}, done: ['đã duyệt', 'approved'] })
}

export async function returnDocuments(
  cli: Cli,
  ids: readonly string[],
  options: DecideOptions & { readonly reason: string },
): Promise<void> {
  const { reason } = options
  if (reason.trim() === '') throw usage('A reason is needed', 'Cần ghi lý do trả lại')
  await decide(cli, ids, options, { path: 'return', more: { reason }, done: ['đã trả lại', 'returned'] })
}

async function decide(cli: Cli, ids: readonly string[], options: DecideOptions, decision: Decision): Promise<void> {
  const daemon = cli.daemon()
  const items: ApprovalItem[] = []
  for (const id of new Set(ids)) {
    const path = `/approvals/${encodeURIComponent(id)}?as=${encodeURIComponent(options.as)}`
    const details = await daemon.call<ApprovalDetails>('GET', path)
    for (const line of shownLines(details, cli)) cli.note(line)
    items.push({ id: details.id, approvalId: details.approvalId, documentSha256: details.documentSha256 })
  }
  const proof = await askProof(cli, options)
  const body = { items, proof, ...decision.more }
  const { outcomes } = await daemon.call<{ outcomes: ApprovalOutcome[] }>('POST', `/approvals/${decision.path}`, body)
  if (outcomes.some(({ error }) => error !== null)) cli.markFailed()
  cli.result(outcomes, () => outcomes.flatMap((outcome) => outcomeLines(outcome, decision, cli)))
}

/** The password of who decides, as the gateway wants to see it. @throws {CongkyError} ERR_USAGE */
export async function askProof(cli: Cli, { as, passwordStdin }: DecideOptions) {
  const question = cli.say(`Mật khẩu của ${printable(as)}: `, `Password of ${printable(as)}: `)
  const password = await cli.secret(question, '--password-stdin', passwordStdin === true)
  try {
    if (password.length === 0) throw usage('No password was typed', 'Chưa nhập mật khẩu')
    return { kind: 'password', account: as, password: password.toString('utf8') } as const
  } finally {
    password.fill(0)
  }
}

function shownLines(
  { kind, reference, enterprise, taxCode, requester, documentSha256, obstacle }: ApprovalDetails,
  cli: Cli,
) {
  const { say } = cli
  const about = [kind[cli.language], reference, enterprise ?? taxCode].filter((text) => text !== null).map(printable)
  const who = requester === null ? '' : ` · ${say('người trình', 'asked by')} ${printable(requester)}`
  return [
    `${about.join(' · ')}${who}`,
    cli.paint.dim(`  SHA-256 ${documentSha256}`),
    ...(obstacle === null ? [] : [cli.warning(messageOf(obstacle, cli))]),
  ]
}

function outcomeLines(
  { id, error, stepsLeft }: ApprovalOutcome,
  { path, done }: Decision,
  cli: Cli,
): readonly string[] {
  const { say } = cli
  if (error !== null) {
    return [cli.bad(`${id}  ${messageOf(error, cli)}`), cli.next(say(error.nextVi ?? '', error.next ?? ''))]
  }
  const left =
    path === 'approve' && stepsLeft !== null && stepsLeft > 0
      ? say(`, còn ${stepsLeft} bước`, `, ${stepsLeft} more step${stepsLeft === 1 ? '' : 's'} to go`)
      : ''
  return [cli.ok(`${id}  ${say(...done)}${left}`)]
}

export function messageOf({ message, messageVi }: ErrorView, { say }: Cli): string {
  return printable(say(messageVi ?? message, message))
}

function usage(en: string, vi: string): CongkyError {
  return new CongkyError('ERR_USAGE', { detail: { en, vi } })
}
