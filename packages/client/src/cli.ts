/** The command `congky-client`: the process around `runCli`. */
import { runCli } from './cli/run-cli.ts'

// The first Ctrl-C withdraws what was sent and lets the command end by itself; the second ends it at once.
const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort())

// A reader that has seen enough (`congky-client status | head -1`) closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

const { env, platform, stdin, stdout, stderr } = process
const io = { env, platform, cwd: process.cwd(), stdin, stdout, stderr }
process.exitCode = await runCli(process.argv.slice(2), io, interrupted.signal)
