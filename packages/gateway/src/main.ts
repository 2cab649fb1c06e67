/** The command `congky`: arguments in, exit code out. What runs, and with what, is decided below this file. */
import { runCommand } from './cli/run-command.ts'

// A reader that has seen enough (`congky history list | head`) closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const { stdin, stdout, stderr, env } = process
process.exitCode = await runCommand(process.argv.slice(2), { stdin, stdout, stderr, env })
