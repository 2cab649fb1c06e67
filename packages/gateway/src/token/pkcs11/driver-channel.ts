/**
 * The gateway's end of the pipe to a driver process. Calls of one turn of the event loop leave in one write, and the
 * answers that have come by then are read at once: system calls cost more than messages.
 */
import type { Duplex } from 'node:stream'
import { ANSWER_BYTES_MAX } from './driver-pipes.ts'
import { FrameReader } from './frames.ts'
import { decodeAnswer, encodeCall } from './message-codec.ts'
import type { AnswerMessage, CallMessage } from './messages.ts'

export class DriverChannel {
  readonly #pipe: Duplex
  /** To be written when this turn of the event loop is over. */
  #waiting: Buffer[] = []

  /**
   * @param pipe Closes when the process ends, which tells more about the reason.
   * @param onGibberish Told when what came is no message: the process cannot be understood any more.
   */
  constructor(pipe: Duplex, onAnswer: (answer: AnswerMessage) => void, onGibberish: (error: Error) => void) {
    this.#pipe = pipe
    const frames = new FrameReader(ANSWER_BYTES_MAX, (frame) => onAnswer(decodeAnswer(frame)))
    pipe.on('data', (chunk: Buffer) => {
      try {
        frames.push(chunk)
      } catch (error) {
        onGibberish(error instanceof Error ? error : new Error(String(error)))
      }
    })
    pipe.on('error', () => {})
  }

  /** Messages arrive in the order they are sent. */
  send(message: CallMessage): void {
    const frame = encodeCall(message)
    if (message.call === 'login') {
      this.#sendSecret(frame)
    } else {
      if (this.#waiting.length === 0) process.nextTick(() => this.#flush())
      this.#waiting.push(frame)
    }
  }

  /** By itself, so that the PIN stands in these bytes only, and in them no longer than it takes. */
  #sendSecret(frame: Buffer): void {
    this.#flush()
    this.#pipe.write(frame, () => frame.fill(0))
  }

  #flush(): void {
    const [frame, ...more] = this.#waiting
    if (!frame) return
    this.#pipe.write(more.length === 0 ? frame : Buffer.concat(this.#waiting))
    this.#waiting = []
  }
}
