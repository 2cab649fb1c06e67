/**
 * The gateway's ends of the pipes to a driver process. Calls of one turn of the event loop leave in one write, and the
 * answers that have come by then are read at once: system calls cost more than messages.
 */
import type { Readable, Writable } from 'node:stream'
import { ANSWER_BYTES_MAX } from './driver-pipes.ts'
import { FrameReader } from './frames.ts'
import { decodeAnswer, encodeCall } from './message-codec.ts'
import type { AnswerMessage, CallMessage } from './messages.ts'

export class DriverChannel {
  readonly #calls: Writable
  /** To be written when this turn of the event loop is over. */
  #waiting: Buffer[] = []

  #hasAllAnswers = false

  /**
   * @param calls Breaks when the process ends, and `answers` closes; the end itself tells more about the reason.
   * @param onGibberish Told when what came is no message: the process cannot be understood any more.
   */
  constructor(
    calls: Writable,
    answers: Readable,
    onAnswer: (answer: AnswerMessage) => void,
    onGibberish: (error: Error) => void,
  ) {
    this.#calls = calls
    const frames = new FrameReader(ANSWER_BYTES_MAX, (frame) => onAnswer(decodeAnswer(frame)))
    answers.on('data', (chunk: Buffer) => {
      try {
        frames.push(chunk)
      } catch (error) {
        answers.destroy()
        onGibberish(error instanceof Error ? error : new Error(String(error)))
      }
    })
    answers.on('end', () => {
      this.#hasAllAnswers = true
    })
    for (const pipe of [calls, answers]) pipe.on('error', () => {})
  }

  /** Whether the process can have written no answer that was not handed on: its pipe was read to its end. */
  get hasAllAnswers(): boolean {
    return this.#hasAllAnswers
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
    this.#calls.write(frame, () => frame.fill(0))
  }

  #flush(): void {
    const [frame, ...more] = this.#waiting
    if (!frame) return
    this.#calls.write(more.length === 0 ? frame : Buffer.concat(this.#waiting))
    this.#waiting = []
  }
}
