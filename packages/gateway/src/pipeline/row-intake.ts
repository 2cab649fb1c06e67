/**
 * The way of one source's requests into the store: several at a time, for what is stored together costs one sync of the
 * disk, and never more than there is room for.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { toCongkyError } from '@congky/shared'
import type { TableSourceConfig } from '../domain/gateway-config.ts'
import type { Job } from '../domain/job.ts'
import type { IncomingRequest } from '../domain/request.ts'
import type { RequestSource } from '../sources/source.ts'
import type { Intake } from './intake.ts'
import type { JobKeeper } from './job-keeper.ts'

/** Received jobs of one source in hand: enough for every token, few enough for other gateways to share in. */
const RECEIVED_MAX = 256
/** Requests on their way into the store. */
const AT_ONCE = 16
/** How often it is looked whether there is room again. */
const NO_ROOM_MS = 20

export interface RowIntakeParts {
  readonly config: Pick<TableSourceConfig, 'name' | 'leaseMs'>
  readonly source: Pick<RequestSource, 'renew' | 'release'>
  readonly intake: Pick<Intake, 'submit'>
  readonly keeper: Pick<JobKeeper, 'countOpen'>
}

export class RowIntake {
  readonly #parts: RowIntakeParts
  readonly #onTheWay = new Set<Promise<void>>()
  /** How many may come in before they are counted again. */
  #room = 0
  #failure: { readonly error: unknown } | null = null

  constructor(parts: RowIntakeParts) {
    this.#parts = parts
  }

  /**
   * Takes a request over, waiting first until there is room for it.
   *
   * @throws What went wrong with an earlier one; this one is given back then.
   */
  async take(incoming: IncomingRequest, signal: AbortSignal): Promise<void> {
    const freshUntil = Date.now() + this.#parts.config.leaseMs / 3
    await this.#waitForRoom(signal)
    const storing = this.#store(incoming, Date.now() > freshUntil).catch((error: unknown) => {
      this.#failure ??= { error }
    })
    this.#onTheWay.add(storing)
    void storing.finally(() => this.#onTheWay.delete(storing))
    if (this.#onTheWay.size >= AT_ONCE) await Promise.race(this.#onTheWay)
    this.#assertGood()
  }

  /** Resolves when nothing is on its way. @throws What went wrong with one of them. */
  async settle(): Promise<void> {
    await Promise.all(this.#onTheWay)
    this.#assertGood()
  }

  async #waitForRoom(signal: AbortSignal): Promise<void> {
    const { keeper, config } = this.#parts
    const isOurs = (job: Job) => job.state === 'received' && job.request.source === config.name
    while (this.#room <= 0 && !signal.aborted) {
      this.#room = RECEIVED_MAX - this.#onTheWay.size - keeper.countOpen(isOurs)
      if (this.#room <= 0) await sleep(NO_ROOM_MS)
    }
    this.#room--
  }

  async #store(incoming: IncomingRequest, isDoubtful: boolean): Promise<void> {
    const { source, intake } = this.#parts
    // Its claim may have run out while it waited.
    if (isDoubtful && (await source.renew([incoming])).length > 0) return
    try {
      await intake.submit(incoming)
    } catch (error) {
      // Not on record here, so another gateway, or a later look, may have it at once. After a write that the disk
      // did not confirm nobody knows.
      if (toCongkyError(error).code !== 'ERR_STORE_FAILED') await source.release(incoming)
      throw error
    }
  }

  #assertGood(): void {
    const failure = this.#failure
    this.#failure = null
    if (failure) throw failure.error
  }
}
