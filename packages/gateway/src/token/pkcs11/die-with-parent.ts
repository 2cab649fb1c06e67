/**
 * Ends this process within moments of its parent's death, even while the main thread hangs in a driver.
 *
 * How: the parent holds the other end of a pipe and never writes. Its death closes the pipe, which a thread
 * of its own notices and kills the process with. A thread, because the main thread waits for calls or in a
 * driver and notices nothing; killing, because nothing gentler ends a process that is inside a driver.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { PARENT_FD } from './driver-pipes.ts'

const watchParent = `
  const { Socket } = require('node:net')
  const die = () => process.kill(process.pid, 'SIGKILL')
  new Socket({ fd: ${PARENT_FD} }).on('error', die).on('close', die).resume()
`

/** Resolves when the thread watches, for it could not report afterwards that it does not. */
export async function dieWithParent(): Promise<void> {
  const watcher = new Worker(watchParent, { eval: true, stdin: false })
  await once(watcher, 'online')
  watcher.unref()
}
