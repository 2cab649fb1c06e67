import { LIGHT_BYTES_MAX } from '../../signature/light.ts'
import type { WorkerPool } from '../../signature/worker-pool.ts'
import { type OpenedAnswer, openAnswer } from './open-answer.ts'
import { readOutgoing } from './read-outgoing.ts'
import type { CheckedMessage } from './sender-parts.ts'

/** Work of sending on one text, as plain data for a thread. */
export interface SendingJob {
  readonly kind: keyof SendingResults
  readonly document: Uint8Array
}

export interface SendingResults {
  readonly outgoing: CheckedMessage
  readonly answer: OpenedAnswer
}

const reads: { readonly [Kind in keyof SendingResults]: (xml: string) => SendingResults[Kind] } = {
  outgoing: readOutgoing,
  answer: openAnswer,
}

export function runSendingJob({ kind, document }: SendingJob): SendingResults[SendingJob['kind']] {
  return reads[kind](Buffer.from(document).toString('utf8'))
}

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

  async #read<Kind extends keyof SendingResults>(kind: Kind, xml: string): Promise<SendingResults[Kind]> {
    if (Buffer.byteLength(xml) <= LIGHT_BYTES_MAX) return reads[kind](xml)
    const job: SendingJob = { kind, document: Buffer.from(xml) }
    return this.#pool.run<SendingResults[Kind]>(job)
  }
}
