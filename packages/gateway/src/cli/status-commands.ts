import type { GatewayStatus } from '@congky/shared'
import type { Command } from 'commander'
import type { Cli } from './cli.ts'
import { addExample } from './command-help.ts'
import { statusScreen } from './status-screen.ts'

export function addStatusCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const status = program
    .command('status')
    .description(say('Cổng ký đang thế nào, và cần làm gì.', 'How the gateway is, and what to do.'))
    .action(async () => {
      const view = await cli.daemon().call<GatewayStatus>('GET', '/status')
      cli.result(view, () => statusScreen(view, cli))
    })
  addExample(status, cli, 'status', 'status --json')

  const pause = program
    .command('pause')
    .description(
      say(
        'Tạm dừng ký; yêu cầu mới vẫn được nhận từ máy trạm và chờ.',
        'Stops signing for now; workstations may still send, and wait.',
      ),
    )
    .action(async () => {
      const view = await cli.daemon().call<GatewayStatus>('POST', '/pause')
      cli.result(view, () => [
        cli.ok(say('Đã tạm dừng ký.', 'Signing is paused.')),
        cli.next(say('Ký tiếp: congky resume', 'Go on with: congky resume')),
      ])
    })
  addExample(pause, cli, 'pause')

  const resume = program
    .command('resume')
    .description(say('Ký tiếp sau khi tạm dừng.', 'Goes on signing.'))
    .option(
      '--confirm-restore',
      say(
        'xác nhận cổng ký khôi phục này thay cổng ký cũ, nay đã dừng hẳn',
        'confirm that this restored gateway takes the place of the original, which is gone for good',
      ),
    )
    .action(async ({ confirmRestore }: { confirmRestore?: boolean }) => {
      const path = confirmRestore === true ? '/confirm-restore' : '/resume'
      const view = await cli.daemon().call<GatewayStatus>('POST', path)
      cli.result(view, () => [cli.ok(say('Đang ký.', 'Signing goes on.'))])
    })
  addExample(resume, cli, 'resume')
}
