/**
 * Child side of the pipes: reads a call, does it, writes its answer, and only then looks at the next. So the driver
 * goes on at once where calls wait, and when this process dies only the first that is not answered can have begun:
 * the gateway relies on it (driver-process.ts).
 *
 * All of it blocks this thread, so nothing else may have to happen on it; die-with-parent.ts has a thread of its own.
 */
import { readSync, writeSync } from 'node:fs'
import { ANSWERS_FD, CALL_BYTES_MAX, CALLS_FD } from './driver-pipes.ts'
import { FrameReader } from './frames.ts'
import { decodeCall, encodeAnswer } from './message-codec.ts'
import type { AnswerMessage, CallMessage } from './messages.ts'

const READ_BYTES = 64 * 1024
/** What Node puts off until its loop turns (freeing what addons made) is done after so many reads. */
const READS_PER_TURN = 64

/** Serves until the gateway is gone. @param answer Must not throw. */
export function serveCalls(answer: (message: CallMessage) => AnswerMessage): void {
  const bytes = Buffer.alloc(READ_BYTES)
  const frames = new FrameReader(CALL_BYTES_MAX, (frame) => writeAll(encodeAnswer(answer(decodeCall(frame)))))
  const turn = () => {
    for (let reads = 0; reads < READS_PER_TURN; reads++) {
      const count = readSome(bytes)
      frames.push(bytes.subarray(0, count))
      bytes.fill(0, 0, count) // there may have been a PIN in it
    }
    setImmediate(turn)
  }
  turn()
}

/** Waits until something comes. */
function readSome(into: Buffer): number {
  const count = uninterrupted(() => readSync(CALLS_FD, into))
  // An exit of the ordinary kind would run the driver's own farewell, which may hang.
  if (count === 0) process.kill(process.pid, 'SIGKILL')
  return count
}

function writeAll(frame: Buffer): void {
  for (let at = 0; at < frame.length; ) at += uninterrupted(() => writeSync(ANSWERS_FD, frame, at))
}

/** A signal (a driver's own, a debugger's) may interrupt a call that waits; libuv does not repeat reads. */
function uninterrupted(call: () => number): number {
  for (;;) {
    try {
      return call()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EINTR') throw error
    }
  }
}
