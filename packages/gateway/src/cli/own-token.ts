/**
 * The last step of `congky approve` where the approver's own certificate signs: the PIN is typed here, on the gateway
 * host. The gateway opens the token for these documents and locks it again, also when this command is interrupted.
 */
import type { ApprovalOutcome, OwnTokenView, SignedWithOwnToken, TokenView } from '@congky/shared'
import type { Cli } from './cli.ts'
import { DaemonError } from './daemon-client.ts'
import { printable } from './output/display-width.ts'
import { needsPin, pinWarning, tokenWords, unlockCommand } from './token-words.ts'

export interface OwnTokenOptions {
  readonly pinStdin?: boolean
  readonly confirmLowTries?: boolean
}

/**
 * @param approved Through with all their steps, in one go.
 * @param typed The PIN, where it came with the password; it is zeroed here.
 * @returns The outcomes with what became of their signatures; as they were where the token stays locked.
 */
export async function signWithOwnToken(
  cli: Cli,
  approved: readonly ApprovalOutcome[],
  options: OwnTokenOptions,
  typed: Buffer | null,
): Promise<readonly ApprovalOutcome[]> {
  const [first] = approved
  if (!first) return approved
  const path = `/approvals/${encodeURIComponent(first.id)}/token`
  const { token } = await cli.daemon().call<OwnTokenView>('GET', path)
  const pin = token === null ? null : (typed ?? (await askPin(cli, token, options)))
  try {
    if (token === null || pin === null || pin.length === 0) return stillLocked(cli, approved, token)
    return await sign(cli, approved, pin.toString('utf8'), options)
  } finally {
    pin?.fill(0)
  }
}

async function sign(
  cli: Cli,
  approved: readonly ApprovalOutcome[],
  pin: string,
  { confirmLowTries = false }: OwnTokenOptions,
): Promise<readonly ApprovalOutcome[]> {
  try {
    const body = { ids: approved.map(({ id }) => id), pin, confirmLowTries }
    const { requests } = await cli.daemon().call<SignedWithOwnToken>('POST', '/approvals/sign', body)
    const now = new Map(requests.map((request) => [request.id, request]))
    if (requests.some(({ state }) => state !== 'signed')) cli.markFailed()
    return approved.map((outcome) => {
      const { state = outcome.state, reason = null } = now.get(outcome.id) ?? {}
      return { ...outcome, state, error: state === 'signed' ? null : reason }
    })
  } catch (error) {
    // What was approved stays so, and waits: a PIN that was refused is typed again with `congky unlock`.
    if (!(error instanceof DaemonError)) throw error
    cli.markFailed()
    cli.note(cli.bad(cli.say(error.problem.messageVi, error.problem.detail)))
    cli.note(cli.next(cli.say(error.problem.nextVi, error.problem.next)))
    return approved
  }
}

/** @returns null where nobody is asked: no PIN helps, or there is no terminal. */
async function askPin(cli: Cli, token: TokenView, { pinStdin = false }: OwnTokenOptions): Promise<Buffer | null> {
  if (!needsPin(token) || (!pinStdin && cli.io.stdin.isTTY !== true)) return null
  const warning = pinWarning(token, cli)
  if (warning !== null) cli.note(cli.warning(`${printable(token.name)}: ${warning}`))
  const name = printable(token.name)
  return cli.secret(cli.say(`Mã PIN của token ${name}: `, `PIN of token ${name}: `), '--pin-stdin', pinStdin)
}

function stillLocked(
  cli: Cli,
  approved: readonly ApprovalOutcome[],
  token: TokenView | null,
): readonly ApprovalOutcome[] {
  const { say } = cli
  if (token === null) {
    cli.note(cli.warning(say('Chưa thấy token của người duyệt.', 'The approver’s token is not known here.')))
    cli.note(cli.next(say('Cắm token vào máy chủ cổng ký', 'Plug it in at the gateway host')))
    return approved
  }
  if (token.state === 'ready') return approved
  const name = printable(token.name)
  const state = tokenWords(token, cli).text
  cli.note(cli.warning(say(`Chờ ký: token ${name} ${state}.`, `Waits for its signature: token ${name} ${state}.`)))
  cli.note(cli.next(unlockCommand(name)))
  return approved
}
