import type { GatewayConfig } from '../domain/gateway-config.ts'
import type { Log } from '../domain/log.ts'
import type { HistoryWriter } from '../store/history.ts'
import type { DroppedDocuments } from '../store/job-documents.ts'
import type { JobStore } from '../store/jobs.ts'
import type { StatementStore } from '../store/statements.ts'

const DAY_MS = 86_400_000
/** Jobs looked at in one write, so that signing gets its turn in between. */
const BATCH = 200

export interface RetentionParts {
  readonly config: () => GatewayConfig
  readonly jobs: Pick<JobStore, 'dropDocuments'>
  /** Messages between customs and warehouse keepers, where they are in the state. */
  readonly messages: Pick<StatementStore, 'dropTexts'>
  readonly history: HistoryWriter
  readonly log: Log
}

/** Drops documents once a day, when their outcome went out longer ago than `retention.documentDays`. */
export class Retention {
  readonly #parts: RetentionParts
  #timer: NodeJS.Timeout | null = null

  constructor(parts: RetentionParts) {
    this.#parts = parts
  }

  start(): void {
    this.#timer = setInterval(() => void this.#purgeDaily(), DAY_MS)
    void this.#purgeDaily()
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  /** @returns How many jobs and messages lost their document. @throws {CongkyError} ERR_STORE_FULL */
  async purge(now: Date): Promise<number> {
    const { config, jobs, messages, history } = this.#parts
    const { documentDays } = config().retention
    const before = new Date(now.getTime() - documentDays * DAY_MS)
    let total = 0
    for (let after: number | null = 0; after !== null; ) {
      const { dropped, next }: DroppedDocuments = await jobs.dropDocuments(before, BATCH, after)
      total += dropped
      after = next
    }
    for (let dropped = BATCH; dropped >= BATCH; total += dropped) dropped = await messages.dropTexts(before, BATCH)
    if (total > 0) {
      await history.append({ kind: 'gateway', note: `dropped ${total} documents older than ${documentDays} days` })
    }
    return total
  }

  async #purgeDaily(): Promise<void> {
    try {
      await this.purge(new Date())
    } catch (error) {
      this.#parts.log.error({ err: error }, 'old documents could not be dropped')
    }
  }
}
