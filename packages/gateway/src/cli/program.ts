/** The tree of commands. Each group adds its own; here stand the options that all of them share, and the help. */
import { type Argument, Command } from 'commander'
import { version } from '../version.ts'
import { addApprovalCommands } from './approval-commands.ts'
import { addBackupCommands } from './backup-commands.ts'
import type { Cli } from './cli.ts'
import { addCoCommands } from './co/co-commands.ts'
import { addConfigCommands } from './config-commands.ts'
import { addCustomsCommands } from './customs/customs-commands.ts'
import { addDoctorCommand } from './doctor-command.ts'
import { addEnterpriseCommands } from './enterprise-commands.ts'
import { addExchangeCommands } from './exchange-commands.ts'
import { addHistoryCommands } from './history-commands.ts'
import { addInitCommand } from './init-command.ts'
import { addNotifyCommands } from './notify-commands.ts'
import { addProofCommands } from './proof-commands.ts'
import { addRequestCommands } from './request-commands.ts'
import { addSecretCommands } from './secret-commands.ts'
import { addSetupCommand } from './setup-command.ts'
import { addSourceCommands } from './source-commands.ts'
import { addStartCommand } from './start-command.ts'
import { addStatusCommands } from './status-commands.ts'
import { addTokenCommands } from './token-commands.ts'
import { addUserCommands } from './user-commands.ts'
import { addVerifyCommand } from './verify-command.ts'
import { addWorkstationCommands } from './workstation-commands.ts'

/** Headings that commander writes by itself. */
const VIETNAMESE_TITLES: Readonly<Record<string, string>> = {
  'Usage:': 'Cách dùng:',
  'Arguments:': 'Tham số:',
  'Options:': 'Tùy chọn:',
  'Global Options:': 'Tùy chọn chung:',
  'Commands:': 'Các lệnh:',
}

export function buildProgram(cli: Cli): Command {
  const { say } = cli
  const described = ({ description, defaultValue }: { description: string; defaultValue?: unknown }) =>
    defaultValue === undefined ? description : `${description} (${say('mặc định', 'default')} ${defaultValue})`
  const program = new Command('congky')
    .description(
      say(
        'Cổng ký: ký chứng từ bằng USB token cho cả văn phòng.',
        'congky: signs documents with USB tokens for a whole office.',
      ),
    )
    .option(
      '--config <file>',
      say(
        'tệp cấu hình (mặc định ./congky.yaml, $CONGKY_CONFIG hoặc /etc/congky/congky.yaml)',
        'configuration file (default ./congky.yaml, $CONGKY_CONFIG or /etc/congky/congky.yaml)',
      ),
    )
    .option('--json', say('in kết quả dạng JSON', 'print the result as JSON'))
    .option('--lang <vi|en>', say('ngôn ngữ', 'language'))
    .version(version, '-V, --version', say('xem phiên bản', 'show the version'))
    .helpOption('-h, --help', say('xem hướng dẫn', 'show help'))
    .helpCommand(false)
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => cli.paint.bold(say(VIETNAMESE_TITLES[title] ?? title, title)),
      styleUsage: (usage) =>
        say(
          usage.replace('[options]', '[tùy chọn]').replace('[command]', '<lệnh>'),
          usage.replace('[command]', '<command>'),
        ),
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' '),
      optionDescription: described,
      argumentDescription: described,
    })
    .configureOutput({
      writeOut: (text) => cli.io.stdout.write(text),
      writeErr: (text) => cli.io.stderr.write(text),
      // Complaints are printed by `showError`, in the right language.
      outputError: () => {},
      getOutHasColors: () => cli.paint.hasColour,
      getErrHasColors: () => cli.paint.hasColour,
    })
    .exitOverride()
    .showSuggestionAfterError(true)
  program.hook('preAction', (_, command) => cli.useOptions(command.optsWithGlobals()))

  addInitCommand(program, cli)
  addStartCommand(program, cli)
  addSetupCommand(program, cli)
  addStatusCommands(program, cli)
  addConfigCommands(program, cli)
  addTokenCommands(program, cli)
  addSourceCommands(program, cli)
  addEnterpriseCommands(program, cli)
  addSecretCommands(program, cli)
  addWorkstationCommands(program, cli)
  addUserCommands(program, cli)
  addNotifyCommands(program, cli)
  addRequestCommands(program, cli)
  addApprovalCommands(program, cli)
  addExchangeCommands(program, cli)
  addHistoryCommands(program, cli)
  addProofCommands(program, cli)
  addVerifyCommand(program, cli)
  addCustomsCommands(program, cli)
  addCoCommands(program, cli)
  addBackupCommands(program, cli)
  addDoctorCommand(program, cli)
  return program
}

function argumentTerm(argument: Argument): string {
  const name = argument.name() + (argument.variadic ? '…' : '')
  return argument.required ? `<${name}>` : `[${name}]`
}
