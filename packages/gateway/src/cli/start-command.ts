import type { Command } from 'commander'
import type { Cli } from './cli.ts'
import { addExample } from './command-help.ts'

export function addStartCommand(program: Command, cli: Cli): void {
  const command = program
    .command('start')
    .description(cli.say('Chạy cổng ký cho đến khi nhấn Ctrl+C.', 'Runs the gateway until Ctrl+C.'))
    .action(async () => {
      // Loaded here, because the other commands should not wait for all of the gateway.
      const { runDaemon } = await import('../daemon.ts')
      const exitCode = await runDaemon({ configFile: cli.configFile, lang: cli.language })
      if (exitCode !== 0) cli.markFailed()
    })
  addExample(command, cli, 'start --config /etc/congky/congky.yaml')
}
