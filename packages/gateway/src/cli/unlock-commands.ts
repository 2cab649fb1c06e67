/** `congky unlock` and `lock`: the moment a person types a PIN. */
import { CongkyError, type GatewayStatus, subjectName, type TokenView } from '@congky/shared'
import type { Command } from 'commander'
import type { Cli } from './cli.ts'
import { addExample } from './command-help.ts'
import { type DaemonClient, DaemonError } from './daemon-client.ts'
import { printable } from './output/display-width.ts'
import { needsPin, pinWarning } from './token-words.ts'

interface UnlockOptions {
  readonly pinStdin?: boolean
  readonly confirmLowTries?: boolean
}

export function addUnlockCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const unlock = program
    .command('unlock')
    .description(
      say(
        'Mở khóa token bằng mã PIN. Không ghi tên: lần lượt hỏi mọi token đang chờ.',
        'Unlocks a token with its PIN. Without a name, every waiting token is asked for in turn.',
      ),
    )
    .argument('[token]', say('tên token', 'name of the token'))
    .option('--pin-stdin', say('đọc mã PIN từ stdin', 'read the PIN from stdin'))
    .option(
      '--confirm-low-tries',
      say('vẫn thử dù token báo còn ít lần nhập PIN', 'try although the token reports few PIN tries left'),
    )
    .action((token: string | undefined, options: UnlockOptions) =>
      token === undefined ? unlockWaiting(cli, options) : unlockOne(cli, token, options),
    )
  addExample(unlock, cli, 'unlock', 'unlock "Giám đốc"', 'unlock ketoan --pin-stdin < pin.txt')

  const lock = program
    .command('lock')
    .description(say('Khóa token lại; cổng ký quên mã PIN của nó.', 'Locks a token; the gateway forgets its PIN.'))
    .argument('<token>', say('tên token', 'name of the token'))
    .action(async (token: string) => {
      const view = await cli.daemon().call<TokenView>('POST', `/tokens/${encodeURIComponent(token)}/lock`)
      cli.result(view, () => [
        cli.ok(say(`Đã khóa token ${printable(view.name)}`, `Locked the token ${printable(view.name)}`)),
      ])
    })
  addExample(lock, cli, 'lock "Giám đốc"')
}

async function unlockOne(cli: Cli, name: string, options: UnlockOptions): Promise<void> {
  const daemon = cli.daemon()
  const { tokens } = await daemon.call<GatewayStatus>('GET', '/status')
  // Asked before the PIN is: nobody types one for a name that does not exist.
  if (!tokens.some((token) => token.name === name)) throw new CongkyError('ERR_TOKEN_UNKNOWN', { token: name })
  const view = await unlockToken(cli, daemon, name, options)
  if (view === null) throw usage('No PIN was typed', 'Chưa nhập mã PIN')
  cli.result(view, () => unlockedLines(view, cli))
}

/** One token after the other, as in the morning; one that refuses does not keep the others waiting. */
async function unlockWaiting(cli: Cli, options: UnlockOptions): Promise<void> {
  const { say } = cli
  if (options.pinStdin) throw usage('--pin-stdin needs the name of the token', '--pin-stdin cần kèm tên token')
  const daemon = cli.daemon()
  const { tokens } = await daemon.call<GatewayStatus>('GET', '/status')
  const waiting = tokens.filter(needsPin)
  const unlocked: TokenView[] = []
  for (const token of waiting) {
    const warning = pinWarning(token, cli)
    if (warning !== null) cli.note(cli.warning(`${printable(token.name)}: ${warning}`))
    try {
      const view = await unlockToken(cli, daemon, token.name, options)
      if (view === null) cli.note(cli.paint.dim(say('  bỏ qua', '  left locked')))
      else {
        unlocked.push(view)
        if (!cli.json) cli.write(unlockedLines(view, cli).join('\n'))
      }
    } catch (error) {
      if (!(error instanceof DaemonError)) throw error
      cli.markFailed()
      cli.note(cli.bad(say(error.problem.messageVi, error.problem.detail)))
      cli.note(cli.next(say(error.problem.nextVi, error.problem.next)))
    }
  }
  if (cli.json) cli.write(JSON.stringify(unlocked, null, 2))
  else if (waiting.length === 0) {
    cli.write(cli.ok(say('Không có token nào chờ mã PIN.', 'No token waits for its PIN.')))
  }
}

/** @returns null when the person just pressed Enter. */
async function unlockToken(
  cli: Cli,
  daemon: DaemonClient,
  name: string,
  options: UnlockOptions,
): Promise<TokenView | null> {
  const question = cli.say(`Mã PIN của token ${printable(name)}: `, `PIN of token ${printable(name)}: `)
  const pin = await cli.secret(question, '--pin-stdin', options.pinStdin === true)
  if (pin.length === 0) return null
  try {
    return await daemon.call<TokenView>('POST', `/tokens/${encodeURIComponent(name)}/unlock`, {
      pin: pin.toString('utf8'),
      confirmLowTries: options.confirmLowTries === true,
    })
  } finally {
    pin.fill(0)
  }
}

function unlockedLines(view: TokenView, cli: Cli): string[] {
  const { say } = cli
  const name = printable(view.name)
  const count = view.certificates.length
  return [
    cli.ok(
      say(
        `Token ${name} sẵn sàng, ${count} chữ ký số`,
        `Token ${name} is ready, ${count} certificate${count === 1 ? '' : 's'}`,
      ),
    ),
    ...view.certificates.map(({ subject, serial }) => `  ${printable(subjectName(subject))}  ${cli.paint.dim(serial)}`),
  ]
}

function usage(en: string, vi: string): CongkyError {
  return new CongkyError('ERR_USAGE', { detail: { en, vi } })
}
