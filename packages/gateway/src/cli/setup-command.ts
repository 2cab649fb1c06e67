/** `congky setup`: where the first admin goes, and the code that lets that person in. */
import { join } from 'node:path'
import type { GatewayStatus } from '@congky/shared'
import type { Command } from 'commander'
import { readSetupCode, SETUP_CODE_FILE, setupAddress } from '../store/setup-code.ts'
import type { Cli } from './cli.ts'
import { addExample } from './command-help.ts'

export function addSetupCommand(program: Command, cli: Cli): void {
  const command = program
    .command('setup')
    .description(
      cli.say(
        'Địa chỉ và mã để thiết lập cổng ký lần đầu trên trình duyệt.',
        'The address and the code for the first run in a browser.',
      ),
    )
    .action(() => showSetup(cli))
  addExample(command, cli, 'setup')
}

async function showSetup(cli: Cli): Promise<void> {
  const { say } = cli
  const { url, fingerprint } = (await cli.daemon().call<GatewayStatus>('GET', '/status')).listen
  const code = readSetupCode(join(cli.loadConfig().config.stateDir, SETUP_CODE_FILE))
  if (code === null) {
    return cli.result({ needed: false, url }, () => [
      cli.ok(
        say('Cổng ký đã được thiết lập, đăng nhập tại:', 'The gateway is set up; log in at:') +
          ` ${cli.paint.bold(`${url}/`)}`,
      ),
    ])
  }
  const address = setupAddress(url, code)
  cli.result({ needed: true, url, address, code, fingerprint }, () => [
    say(
      'Mở địa chỉ này trên trình duyệt để thiết lập cổng ký:',
      'Open this address in a browser to set the gateway up:',
    ),
    '',
    `  ${cli.paint.bold(address)}`,
    '',
    ...cli.pairs([
      [say('Mã thiết lập', 'Setup code'), code],
      [say('Dấu vân tay', 'Fingerprint'), fingerprint],
    ]),
    '',
    ...cli.paragraph(
      say(
        'Trình duyệt sẽ cảnh báo vì chứng chỉ do chính cổng ký tạo: hãy so dấu vân tay SHA-256 rồi mới tiếp tục. Giữ kín mã này; nó hết tác dụng khi có tài khoản đầu tiên.',
        'The browser warns, because the gateway made its certificate itself: compare the SHA-256 fingerprint before you go on. Keep the code to yourself; it ends with the first account.',
      ),
      0,
    ),
  ])
}
