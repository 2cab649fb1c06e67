import { LIGHT_BYTES_MAX } from '../../signature/light.ts'
import type { WorkerPool } from '../../signature/worker-pool.ts'
import { readReply, type SoapReply } from '../soap/client-side.ts'
import type { OpenedAnswer } from './open-answer.ts'
import type { CheckedMessage } from './sender-parts.ts'
import { type ReplyInput, type SendingJob, type SendingResults, sendingReads } from './sending-jobs.ts'

/** Reads our messages and the answers to them: small ones at once, large ones in a thread. */
export class SendingReader {
  readonly #pool: Pick<WorkerPool, 'run'>

  constructor(pool: Pick<WorkerPool, 'run'>) {
    this.#pool = pool
  }

  /** @throws {CongkyError} As `readOutgoing`; ERR_QUEUE_FULL, ERR_STOPPING */
  check(xml: string): Promise<CheckedMessage> {
    return this.#read('outgoing', xml)
  }

  /** @throws {CongkyError} As `openAnswer`; ERR_QUEUE_FULL, ERR_STOPPING */
  open(answer: string): Promise<OpenedAnswer> {
    return this.#read('answer', answer)
  }

  /** @throws {CongkyError} As `readReply`; ERR_QUEUE_FULL, ERR_STOPPING */
  async reply(body: Uint8Array, input: ReplyInput): Promise<SoapReply> {
    if (body.length <= LIGHT_BYTES_MAX) return readReply({ contentType: input.contentType, body }, input.service)
    const job: SendingJob = { kind: 'reply', document: body, input }
    return this.#pool.run<SoapReply>(job)
  }

  async #read<Kind extends keyof SendingResults>(kind: Kind, xml: string): Promise<SendingResults[Kind]> {
    if (Buffer.byteLength(xml) <= LIGHT_BYTES_MAX) return sendingReads[kind](xml)
    const job: SendingJob = { kind, document: Buffer.from(xml) }
    return this.#pool.run<SendingResults[Kind]>(job)
  }
}
