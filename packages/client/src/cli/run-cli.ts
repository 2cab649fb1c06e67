/** Runs one command line: language, arguments, the command, and every way it can end. */
import { type CongkyError, toCongkyError } from '@congky/shared'
import { type Command, CommanderError } from 'commander'
import {
  type CliContext,
  type CliIo,
  type ExitCode,
  errorView,
  exitCodes,
  printable,
  printJson,
} from './cli-context.ts'
import { usage } from './gateway-target.ts'
import { chooseLanguage } from './language.ts'
import { pairCommand } from './pair-command.ts'
import { buildProgram } from './program.ts'
import { signCommand } from './sign-command.ts'
import { statusCommand } from './status-command.ts'
import { verifyCommand } from './verify-command.ts'
import { watchCommand } from './watch/watch-command.ts'
import { withdrawCommand } from './withdraw-command.ts'

/** @returns 0 done, 1 failed, 2 wrong use. */
export async function runCli(args: readonly string[], io: CliIo, signal: AbortSignal): Promise<ExitCode> {
  const language = chooseLanguage(args, io.env)
  let exitCode: ExitCode = exitCodes.done
  // Known before the arguments are parsed, since complaints about them are output too.
  const json = args.includes('--json')
  const run = async (command: (context: CliContext) => Promise<ExitCode>) => {
    exitCode = await command({ io, language, signal, json })
  }
  const program = buildProgram(language, {
    pair: (code, options) => run((context) => pairCommand(context, code, options)),
    sign: (files, options) => run((context) => signCommand(context, files, options)),
    watch: (folder, options) => run((context) => watchCommand(context, folder, options)),
    verify: (files, options) => run((context) => verifyCommand(context, files, options)),
    withdraw: (ids, options) => run((context) => withdrawCommand(context, ids, options)),
    status: (options) => run((context) => statusCommand(context, options)),
  })
  for (const command of [program, ...program.commands]) leaveExitToUs(command, io)
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done // --help, --version
    const told = error instanceof CommanderError ? toUsageError(error) : toCongkyError(error)
    if (json) printJson({ io }, { error: errorView(told) })
    else printError(io, told, language)
    return told.code === 'ERR_USAGE' ? exitCodes.wrongUse : exitCodes.failed
  }
}

function leaveExitToUs(command: Command, io: CliIo): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => io.stdout.write(text),
    writeErr: (text) => io.stderr.write(text),
    outputError: () => {}, // told by `printError`, in the right language
  })
}

function printError(io: CliIo, error: CongkyError, language: 'vi' | 'en'): void {
  const { message, next } = error.text(language)
  for (const line of [...message.split('\n'), next]) if (line !== '') io.stderr.write(`${printable(line)}\n`)
  // A bug of ours: whoever reports it needs to say where it is.
  if (error.code === 'ERR_INTERNAL' && error.cause instanceof Error) io.stderr.write(`${error.cause.stack}\n`)
}

/** What commander found wrong; its English names the culprit in quotes. */
function toUsageError({ code, message }: CommanderError): CongkyError {
  const en = message.replace(/^error: /, '')
  const culprit = /'([^']*)'/.exec(en)?.[1] ?? ''
  const vi: Readonly<Record<string, string>> = {
    'commander.unknownOption': `không có tùy chọn ${culprit}`,
    'commander.unknownCommand': `không có lệnh ${culprit}`,
    'commander.missingArgument': `thiếu tham số ${culprit}`,
    'commander.optionMissingArgument': `tùy chọn ${culprit} thiếu giá trị`,
    'commander.excessArguments': 'quá nhiều tham số',
    'commander.invalidArgument': `giá trị không hợp lệ: ${culprit}`,
    'commander.help': 'chưa chọn lệnh',
  }
  return usage(code === 'commander.help' ? 'no command was given' : en, vi[code] ?? en)
}
