/** Checks the whole chain of the history in a thread of its own, one check at a time, with progress. */
import type { VerificationView } from '@congky/shared'
import { describeFault } from '../domain/chain-fault.ts'
import { formatPosition } from '../domain/history-head.ts'
import type { Log } from '../domain/log.ts'
import type { ChainVerdict } from '../domain/verify-chain.ts'
import type { TaskMessage } from './task-messages.ts'
import { TaskThread } from './task-thread.ts'

const NEVER: VerificationView = {
  ...{ state: 'none', done: 0, total: 0 },
  ...{ startedAt: null, finishedAt: null, by: null, verdict: null },
}

export class Verification {
  readonly #stateDir: string
  readonly #log: Log
  #thread: TaskThread | null = null
  #view: VerificationView = NEVER

  constructor(stateDir: string, log: Log) {
    this.#stateDir = stateDir
    this.#log = log
  }

  get view(): VerificationView {
    return this.#view
  }

  /** Starts, unless a check is under way already. */
  start(by: string): VerificationView {
    if (this.#view.state === 'running') return this.#view
    this.#view = { ...NEVER, state: 'running', startedAt: new Date().toISOString(), by }
    const task = { kind: 'verify', stateDir: this.#stateDir } as const
    this.#thread = new TaskThread(task, (message) => this.#onMessage(message))
    return this.#view
  }

  async stop(): Promise<void> {
    await this.#thread?.end()
  }

  #onMessage(message: TaskMessage): void {
    if (message.kind === 'progress') {
      this.#view = { ...this.#view, done: message.done, total: message.total }
      return
    }
    const finishedAt = new Date().toISOString()
    if (message.kind === 'verdict') {
      const { verdict } = message
      const done = this.#view.total
      this.#view = { ...this.#view, state: 'done', done, finishedAt, verdict: toVerdictView(verdict) }
      if (!verdict.intact) this.#log.error({ fault: verdict.fault }, 'the history does not verify')
      return
    }
    this.#log.error({ task: message }, 'the check of the history ended early')
    this.#view = { ...this.#view, state: 'failed', finishedAt }
  }
}

function toVerdictView({ intact, records, fault, faults, head }: ChainVerdict): VerificationView['verdict'] {
  return {
    ...{ intact, records, faults },
    fault: fault && describeFault(fault),
    head: head && { position: formatPosition(head), at: head.at, key: head.key },
  }
}
