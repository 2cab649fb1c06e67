import type { Command } from 'commander'
import type { Cli } from './cli.ts'

/** Adds a line or two at the end of a command's help that can be typed as they stand. */
export function addExample(command: Command, cli: Cli, ...lines: string[]): Command {
  const title = cli.paint.bold(cli.say('Ví dụ:', 'Example:'))
  return command.addHelpText('after', `\n${title}\n${lines.map((line) => `  congky ${line}`).join('\n')}`)
}

/** A group of commands, such as `congky tokens`. */
export function addGroup(program: Command, name: string, vi: string, en: string, cli: Cli): Command {
  return program.command(name).description(cli.say(vi, en)).helpCommand(false)
}
