import { Cli, type CliIo, type ExitCode } from './cli.ts'
import { chooseLanguage } from './language.ts'
import { buildProgram } from './program.ts'
import { showError } from './show-error.ts'

/** Runs one command line (what stands after the program's name) and answers with its exit code. */
export async function runCommand(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const cli = new Cli(io, chooseLanguage(argv, io.env))
  // Known before parsing, so that a complaint about the arguments is JSON as well.
  cli.useOptions({ json: argv.includes('--json') })
  try {
    await buildProgram(cli).parseAsync(argv, { from: 'user' })
    return cli.exitCode
  } catch (error) {
    return showError(error, cli)
  }
}
