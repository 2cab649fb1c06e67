import { builtEntry } from '../../built-entry.ts'
import { WorkerPool } from '../../signature/worker-pool.ts'
import type { SoapCall } from '../soap/server-side.ts'
import type { MessageJob, MessageResults } from './message-jobs.ts'

/** So many wait for a thread; who comes then is asked to come again. */
const QUEUE_MAX = 16
/** 4 MB take a second or two. */
const JOB_MS_MAX = 15_000

/** Reads what customs sends in threads of its own, whatever its size: a small message of a stranger may be a slow one. */
export class MessageReader {
  readonly #pool = new WorkerPool<MessageJob>({
    entry: builtEntry('exchange-worker'),
    jobMsMax: JOB_MS_MAX,
    queueMax: QUEUE_MAX,
  })

  start(): void {
    this.#pool.start()
  }

  stop(): Promise<void> {
    return this.#pool.stop()
  }

  /** @throws {CongkyError} As `openMessage`; ERR_QUEUE_FULL, ERR_STOPPING. */
  open({ body, ...input }: SoapCall): Promise<MessageResults['open']> {
    return this.#pool.run({ kind: 'open', document: body, input })
  }

  /** @throws {CongkyError} ERR_QUEUE_FULL, ERR_STOPPING */
  check(message: Uint8Array): Promise<MessageResults['check']> {
    return this.#pool.run({ kind: 'check', document: message })
  }
}
