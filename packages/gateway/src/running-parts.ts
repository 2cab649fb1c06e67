import { setTimeout as sleep } from 'node:timers/promises'

/** Ends one part. */
type Stop = () => Promise<unknown>

/** What has been started, and how it is stopped: newest first, within a time for all together. */
export class RunningParts {
  readonly #stops: { readonly stop: Stop; readonly leavesMs: number }[] = []

  /**
   * @param leavesMs What has to be left of the time for those that stop later, so that a part which waits for a
   * database that hangs does not take it all.
   */
  push(stop: Stop, leavesMs = 0): void {
    this.#stops.push({ stop, leavesMs })
  }

  /** Stopping twice is fine. @throws {AggregateError} What went wrong; every part was told to stop all the same. */
  async stop(withinMs: number): Promise<void> {
    const errors: unknown[] = []
    const end = Date.now() + withinMs
    for (let part = this.#stops.pop(); part; part = this.#stops.pop()) {
      const stopping = part.stop().catch((error: unknown) => errors.push(error))
      const waitMs = Math.max(0, end - part.leavesMs - Date.now())
      await Promise.race([stopping, sleep(waitMs, undefined, { ref: false })])
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Gateway did not stop cleanly')
  }
}
