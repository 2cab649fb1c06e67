/** The history as people work with it: searched, exported, verified. Nothing of it holds up a signature. */
import type { Log } from '../domain/log.ts'
import { Exports } from './exports.ts'
import { SearchThread } from './search-thread.ts'
import { Verification } from './verification.ts'

/** A history so long that reading it takes longer than anybody likes to wait is read before somebody asks. */
const LONG_HISTORY = 20_000
const WARM_MS = 5_000

export interface RecordsDeskOptions {
  readonly stateDir: string
  /** How many requests there are, roughly. */
  readonly size: () => number
  readonly log: Log
}

export class RecordsDesk {
  readonly search: SearchThread
  readonly exports: Exports
  readonly verification: Verification
  readonly #warm: NodeJS.Timeout

  constructor({ stateDir, size, log }: RecordsDeskOptions) {
    this.search = new SearchThread(stateDir)
    this.exports = new Exports(stateDir, log)
    this.verification = new Verification(stateDir, log)
    this.#warm = setTimeout(() => {
      if (size() > LONG_HISTORY) this.search.ask('warm', null).catch(() => undefined)
    }, WARM_MS).unref()
  }

  async stop(): Promise<void> {
    clearTimeout(this.#warm)
    await Promise.all([this.search.stop(), this.exports.stop(), this.verification.stop()])
  }
}
