/** `congky approve` and `congky return`: shows what is decided on, asks who decides, and says how each came out. */
import { type ApprovalDetails, type ApprovalOutcome, CongkyError, type ErrorView } from '@congky/shared'
import type { Cli } from './cli.ts'
import { printable } from './output/display-width.ts'
import { type OwnTokenOptions, signWithOwnToken } from './own-token.ts'

export interface DecideOptions {
  readonly as: string
  readonly passwordStdin?: boolean
}

interface PasswordProof {
  readonly kind: 'password'
  readonly account: string
  readonly password: string
}

interface Decision {
  readonly path: 'approve' | 'return'
  readonly more: { readonly reason?: string }
  readonly done: readonly [vi: string, en: string]
}

export interface ApproveOptions extends DecideOptions, OwnTokenOptions {}

export async function approveDocuments(cli: Cli, ids: readonly string[], options: ApproveOptions): Promise<void> {
  const decision: Decision = { path: 'approve', more: {}, done: ['đã duyệt', 'approved'] }
  const documents = await showDocuments(cli, ids, options.as)
  const { proof, pin } = await askSecrets(cli, options)
  try {
    const outcomes = await decide(cli, documents, proof, decision)
    const own = new Set(documents.flatMap(({ id, signWith }) => (signWith === 'approver' ? [id] : [])))
    const toSign = outcomes.filter(({ id, error, stepsLeft }) => error === null && stepsLeft === 0 && own.has(id))
    const signed = await signWithOwnToken(cli, toSign, options, pin)
    const now = new Map(signed.map((outcome) => [outcome.id, outcome]))
    showOutcomes(
      cli,
      outcomes.map((outcome) => now.get(outcome.id) ?? outcome),
      decision,
    )
  } finally {
    pin?.fill(0)
  }
}

export async function returnDocuments(
  cli: Cli,
  ids: readonly string[],
  options: DecideOptions & { readonly reason: string },
): Promise<void> {
  const { reason } = options
  if (reason.trim() === '') throw usage('A reason is needed', 'Cần ghi lý do trả lại')
  const decision: Decision = { path: 'return', more: { reason }, done: ['đã trả lại', 'returned'] }
  const documents = await showDocuments(cli, ids, options.as)
  showOutcomes(cli, await decide(cli, documents, await askProof(cli, options), decision), decision)
}

/** Tells the person what is decided on, before anything is asked. */
async function showDocuments(cli: Cli, ids: readonly string[], as: string): Promise<readonly ApprovalDetails[]> {
  const documents: ApprovalDetails[] = []
  for (const id of new Set(ids)) {
    const path = `/approvals/${encodeURIComponent(id)}?as=${encodeURIComponent(as)}`
    const details = await cli.daemon().call<ApprovalDetails>('GET', path)
    for (const line of shownLines(details, cli)) cli.note(line)
    documents.push(details)
  }
  return documents
}

async function decide(
  cli: Cli,
  documents: readonly ApprovalDetails[],
  proof: PasswordProof,
  { path, more }: Decision,
): Promise<readonly ApprovalOutcome[]> {
  const items = documents.map(({ id, approvalId, documentSha256 }) => ({ id, approvalId, documentSha256 }))
  const body = { items, proof, ...more }
  const { outcomes } = await cli.daemon().call<{ outcomes: ApprovalOutcome[] }>('POST', `/approvals/${path}`, body)
  return outcomes
}

function showOutcomes(cli: Cli, outcomes: readonly ApprovalOutcome[], decision: Decision): void {
  if (outcomes.some(({ error }) => error !== null)) cli.markFailed()
  cli.result(outcomes, () => outcomes.flatMap((outcome) => outcomeLines(outcome, decision, cli)))
}

/** The password, and the PIN where a script hands both over: on two lines. @throws {CongkyError} ERR_USAGE */
async function askSecrets(
  cli: Cli,
  options: ApproveOptions,
): Promise<{ readonly proof: PasswordProof; readonly pin: Buffer | null }> {
  if (!options.passwordStdin || !options.pinStdin) return { proof: await askProof(cli, options), pin: null }
  const lines = await cli.secret('', '--password-stdin', true)
  const end = lines.indexOf(0x0a)
  if (end < 0) throw usage('The PIN is missing on a second line', 'Thiếu mã PIN ở dòng thứ hai')
  const password = lines.subarray(0, lines[end - 1] === 0x0d ? end - 1 : end).toString('utf8')
  const pin = Buffer.from(lines.subarray(end + 1))
  lines.fill(0)
  return { proof: { kind: 'password', account: options.as, password }, pin }
}

/** The password of who decides, as the gateway wants to see it. @throws {CongkyError} ERR_USAGE */
export async function askProof(cli: Cli, { as, passwordStdin }: DecideOptions): Promise<PasswordProof> {
  const question = cli.say(`Mật khẩu của ${printable(as)}: `, `Password of ${printable(as)}: `)
  const password = await cli.secret(question, '--password-stdin', passwordStdin === true)
  try {
    if (password.length === 0) throw usage('No password was typed', 'Chưa nhập mật khẩu')
    return { kind: 'password', account: as, password: password.toString('utf8') }
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
  { id, error, state, stepsLeft }: ApprovalOutcome,
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
  const signed = state === 'signed' ? say(' và đã ký', ' and signed') : ''
  return [cli.ok(`${id}  ${say(...done)}${left}${signed}`)]
}

export function messageOf({ message, messageVi }: ErrorView, { say }: Cli): string {
  return printable(say(messageVi ?? message, message))
}

function usage(en: string, vi: string): CongkyError {
  return new CongkyError('ERR_USAGE', { detail: { en, vi } })
}
