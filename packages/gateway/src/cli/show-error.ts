import { CongkyError, toCongkyError } from '@congky/shared'
import { CommanderError } from 'commander'
import type { Cli, ExitCode } from './cli.ts'
import { DaemonError } from './daemon-client.ts'
import { printable } from './output/display-width.ts'
import { PromptCancelled } from './prompt.ts'

interface ShownError {
  readonly code: string
  readonly message: string
  readonly next: string
}

/** Prints what went wrong and what to do about it. */
export function showError(error: unknown, cli: Cli): ExitCode {
  // Help and version end this way too; commander has printed them.
  if (error instanceof CommanderError && error.exitCode === 0) return 0
  // A command group without a command: its help was printed.
  if (error instanceof CommanderError && error.code === 'commander.help') return 2
  if (error instanceof PromptCancelled) return 1
  const shown = describe(error, cli)
  if (cli.json) cli.write(JSON.stringify({ error: shown }, null, 2))
  else {
    const { stderr } = cli.io
    stderr.write(`${cli.bad(shown.message.split('\n').map(printable).join('\n  '))}\n`)
    // The code is what the README's troubleshooting and a search engine know it by.
    const code = shown.code === 'ERR_USAGE' ? '' : cli.paint.dim(` (${shown.code})`)
    if (shown.next !== '') stderr.write(`${cli.next(printable(shown.next))}${code}\n`)
  }
  if (cli.io.env.CONGKY_DEBUG && error instanceof Error) cli.io.stderr.write(`${error.stack}\n`)
  return shown.code === 'ERR_USAGE' ? 2 : 1
}

function describe(error: unknown, cli: Cli): ShownError {
  const { language, say } = cli
  if (error instanceof DaemonError) {
    const { code, detail, messageVi, next, nextVi } = error.problem
    return { code, message: say(messageVi, detail), next: say(nextVi, next) }
  }
  if (error instanceof CommanderError) {
    const usage = new CongkyError('ERR_USAGE', { detail: usageText(error) })
    return { code: usage.code, ...usage.text(language) }
  }
  const ours = toCongkyError(error)
  if (ours.code !== 'ERR_INTERNAL') return { code: ours.code, ...ours.text(language) }
  // There is no log behind a command: its own failure has to say what it was.
  const cause = ours.cause ?? ours
  return {
    code: ours.code,
    message: say(`Lỗi nội bộ: ${nameOf(cause)}`, `Internal error: ${nameOf(cause)}`),
    next: say(
      'Chạy lại với CONGKY_DEBUG=1 và gửi kết quả khi báo lỗi',
      'Run it again with CONGKY_DEBUG=1 and report what it prints',
    ),
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

/** What commander complains about, in Vietnamese too; the quoted word is what was typed. */
function usageText(error: CommanderError): { en: string; vi: string } {
  const english = error.message.replace(/^error: /, '')
  const quoted = /'([^']*)'/.exec(english)?.[1] ?? ''
  const near = /Did you mean ([^?)]+)\?/.exec(english)?.[1]
  const hint = near === undefined ? '' : ` (có phải là ${near}?)`
  const vietnamese: Readonly<Record<string, string>> = {
    'commander.unknownOption': `Không có tùy chọn ${quoted}${hint}`,
    'commander.unknownCommand': `Không có lệnh ${quoted}${hint}`,
    'commander.missingArgument': `Thiếu tham số <${quoted}>`,
    'commander.optionMissingArgument': `Tùy chọn ${quoted} cần một giá trị`,
    'commander.missingMandatoryOptionValue': `Cần có tùy chọn ${quoted}`,
    'commander.excessArguments': 'Thừa tham số',
    'commander.invalidArgument': `Giá trị không hợp lệ: ${english}`,
  }
  return { en: english.replace(/\n/g, ' '), vi: vietnamese[error.code] ?? english }
}
