/**
 * Ends this process within moments of its parent's death, even while the main thread hangs in a driver.
 *
 * How: the parent holds the other end of a pipe and never writes. Its death closes the pipe, which a thread
 * of its own notices and kills the process with. A thread, because a driver that hangs keeps the main thread
 * from noticing anything; killing, because nothing gentler ends a process that is inside a driver.
 */
import { Worker } from 'node:worker_threads'

/** Number of the pipe in the child, after the three standard streams and Node's own channel. */
const PARENT_PIPE_FD = 4

const watchParent = `
  const { Socket } = require('node:net')
  const die = () => process.kill(process.pid, 'SIGKILL')
  new Socket({ fd: ${PARENT_PIPE_FD} }).on('error', die).on('close', die).resume()
`

export function dieWithParent(): void {
  new Worker(watchParent, { eval: true, stdin: false }).unref()
}
