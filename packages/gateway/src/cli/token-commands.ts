import type { TokenView } from '@congky/shared'
import type { Command } from 'commander'
import { certificateLine } from './certificate-line.ts'
import type { Cli } from './cli.ts'
import { addExample, addGroup } from './command-help.ts'
import { displayWidth, padEnd, printable } from './output/display-width.ts'
import { scanTokens } from './token-scan.ts'
import { pinWarning, tokenWords } from './token-words.ts'
import { addUnlockCommands } from './unlock-commands.ts'

export function addTokenCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(program, 'tokens', 'USB token của máy này.', 'The USB tokens of this host.', cli)

  const scan = group
    .command('scan')
    .description(
      say(
        'Tìm thư viện PKCS#11 và USB token trên máy này; không hỏi mã PIN.',
        'Finds PKCS#11 libraries and USB tokens on this host; asks for no PIN.',
      ),
    )
    .option(
      '--add',
      say('ghi các thư viện có token vào cấu hình', 'write libraries that show tokens into the configuration'),
    )
    .option('--module <file...>', say('xem thêm thư viện này', 'look at this library too'))
    .option('--timeout <seconds>', say('thời gian cho mỗi thư viện (giây)', 'time for each library'), '15')
    .action((options: { add?: boolean; module?: string[]; timeout: string }) => scanTokens(cli, options))
  addExample(scan, cli, 'tokens scan', 'tokens scan --module /opt/ca/libca.so --add')

  const list = group
    .command('list')
    .description(say('Các token mà cổng ký đang dùng.', 'The tokens the running gateway knows.'))
    .option('--rescan', say('tìm lại token trước khi liệt kê', 'look for tokens anew first'))
    .action(async ({ rescan }: { rescan?: boolean }) => {
      const daemon = cli.daemon()
      const tokens = rescan
        ? await daemon.call<TokenView[]>('POST', '/tokens/rescan')
        : (await daemon.call<{ tokens: TokenView[] }>('GET', '/status')).tokens
      cli.result(tokens, () => tokenLines(tokens, cli))
    })
  addExample(list, cli, 'tokens list', 'tokens list --rescan')

  addUnlockCommands(program, cli)
}

function tokenLines(tokens: readonly TokenView[], cli: Cli): string[] {
  const { say, paint } = cli
  if (tokens.length === 0) {
    return [say('Chưa có token nào.', 'There are no tokens.'), cli.next('congky tokens scan')]
  }
  const width = Math.max(...tokens.map(({ name }) => displayWidth(printable(name))))
  return tokens.flatMap((token) => {
    const { mark, text, style } = tokenWords(token, cli)
    const device = say(`số sê-ri ${token.serial}`, `serial ${token.serial}`)
    const warning = pinWarning(token, cli)
    return [
      `${paint[style](mark)} ${paint.bold(padEnd(printable(token.name), width))}  ${paint[style](text)}  ${paint.dim(printable(`${token.module} · ${device}`))}`,
      ...(warning === null ? [] : [`    ${cli.warning(warning)}`]),
      ...token.certificates.map((certificate) => `    ${certificateLine(certificate, cli)}`),
    ]
  })
}
