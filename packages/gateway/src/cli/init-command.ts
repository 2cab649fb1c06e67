import { resolve } from 'node:path'
import type { Command } from 'commander'
import { initConfig } from '../config/init.ts'
import type { Cli } from './cli.ts'
import { addExample } from './command-help.ts'

export function addInitCommand(program: Command, cli: Cli): void {
  const { say } = cli
  const command = program
    .command('init')
    .description(say('Tạo tệp cấu hình đầu tiên.', 'Writes the first configuration file.'))
    .option('--force', say('thay tệp đã có', 'replace a file that is there'))
    .action(async ({ force }: { force?: boolean }) => {
      const { candidateModules } = await import('../token/pkcs11/known-modules.ts')
      const file = cli.configFile
      const { modules } = initConfig(file, {
        knownModules: candidateModules(process.platform, cli.io.env),
        overwrite: force === true,
      })
      cli.result({ file: resolve(file), modules }, () => [
        cli.ok(say(`Đã tạo ${file}`, `Wrote ${file}`)),
        ...modules.map((path) => cli.ok(say(`Tìm thấy thư viện USB token ${path}`, `Found the token library ${path}`))),
        '',
        say('Các bước tiếp theo:', 'What comes next:'),
        ...nextSteps(say, modules.length > 0).map((step, at) => `  ${at + 1}. ${step}`),
      ])
    })
  addExample(command, cli, 'init', 'init --config /etc/congky/congky.yaml')
}

function nextSteps(say: Cli['say'], hasModules: boolean): string[] {
  const scan = say(
    'congky tokens scan --add    tìm USB token và ghi vào cấu hình',
    'congky tokens scan --add    find USB tokens and write them down',
  )
  return [
    ...(hasModules ? [] : [scan]),
    say('congky start                chạy cổng ký', 'congky start                run the gateway'),
    say(
      'congky unlock               nhập mã PIN của từng token',
      'congky unlock               type the PIN of each token',
    ),
    say(
      'congky status               xem mọi thứ đã sẵn sàng chưa',
      'congky status               see whether all is ready',
    ),
  ]
}
