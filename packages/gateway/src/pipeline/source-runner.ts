/**
 * Runs one source: pulls its requests into intake at the pace of signing, keeps its claims alive while
 * jobs are in hand, and delivers outcomes. A source that fails is tried again, longer and longer apart, and
 * disturbs no other.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { CongkyError, type ErrorCode, type ErrorDetails, toCongkyError } from '@congky/shared'
import type { TableSourceConfig } from '../domain/gateway-config.ts'
import { type Job, lostLease } from '../domain/job.ts'
import type { Log } from '../domain/log.ts'
import type { Claim } from '../domain/request.ts'
import type { Noticing, RequestSource } from '../sources/source.ts'
import type { JobStore } from '../store/jobs.ts'
import { Delivery } from './delivery.ts'
import type { Intake } from './intake.ts'
import type { JobKeeper } from './job-keeper.ts'
import { RowIntake } from './row-intake.ts'
import { WaitingRows } from './waiting-rows.ts'

/** Outcomes whose claims are kept alive; there are more only while their database is away. */
const UNDELIVERED_RENEWED_MAX = 256
/** A database that is back is noticed within the longest pause. */
const PAUSE_MS = { first: 1_000, longest: 5_000, queueFull: 250 } as const
/** How long an attempt waits for the source's word on a claim: it keeps a place in the queue of a token meanwhile. */
const ANSWER_MS = 500
/** More outcomes than could ever wait for one source. */
const UNDELIVERED_MAX = 1_000_000

export type SourceState = 'starting' | 'ok' | 'unavailable' | 'paused'

export interface SourceStatus {
  readonly name: string
  readonly dialect: TableSourceConfig['dialect']
  readonly state: SourceState
  readonly error: { readonly code: ErrorCode; readonly details: ErrorDetails } | null
  readonly noticing: Noticing | null
}

export interface SourceRunnerParts {
  readonly config: TableSourceConfig
  readonly source: RequestSource
  readonly intake: Intake
  readonly keeper: JobKeeper
  readonly jobs: JobStore
  readonly log: Log
}

export class SourceRunner {
  readonly #parts: SourceRunnerParts
  readonly #delivery: Delivery
  readonly #waitingRows: WaitingRows
  #pulling: AbortController | null = null
  #pullLoop: Promise<void> = Promise.resolve()
  #renewTimer: NodeJS.Timeout | null = null
  /** Claims of an earlier run may have run out long ago: until the first renewal nothing is known of them. */
  #lastRenewal = 0
  /** Jobs whose claim was lost by then and that go on all the same: how fresh the others are says nothing of them. */
  #lost: ReadonlySet<string> = new Set()
  #isRenewing = false
  /** The source let an attempt wait in vain and has not answered since. */
  #isSilent = false
  #state: SourceState = 'paused'
  #error: CongkyError | null = null

  constructor(parts: SourceRunnerParts) {
    this.#parts = parts
    this.#delivery = new Delivery(parts)
    this.#waitingRows = new WaitingRows(parts)
  }

  get name(): string {
    return this.#parts.config.name
  }

  get status(): SourceStatus {
    const { name, dialect } = this.#parts.config
    const error = this.#error && { code: this.#error.code, details: this.#error.details }
    return { name, dialect, state: this.#state, error, noticing: this.#parts.source.noticing() }
  }

  /** Starts delivering and keeping claims; pulling starts with `resume`. */
  start(): void {
    this.#delivery.start()
    this.#waitingRows.start()
    const everyMs = Math.max(1_000, Math.floor(this.#parts.config.leaseMs / 3))
    this.#renewTimer = setInterval(() => void this.#renewAll(), everyMs)
    void this.#renewAll()
  }

  /** Pulls requests from now on. Calling it again is fine. */
  resume(): void {
    if (this.#pulling) return
    const pulling = new AbortController()
    this.#pulling = pulling
    this.#state = 'starting'
    this.#pullLoop = this.#pullLoop.then(() => this.#pull(pulling.signal))
  }

  /** Pulls no more; what is in hand goes on. */
  async pause(): Promise<void> {
    this.#pulling?.abort()
    this.#pulling = null
    this.#state = 'paused'
    this.#error = null
    await this.#pullLoop
  }

  async stop(): Promise<void> {
    await this.pause()
    if (this.#renewTimer) clearInterval(this.#renewTimer)
    await this.#waitingRows.stop()
    await this.#delivery.stop()
    await this.#parts.source.close()
  }

  /**
   * Whether the row still belongs to this gateway. Fresh claims need no question; one that could be near
   * the end of its lease is renewed first. A source that is slow to answer is not waited for: jobs of other
   * sources stand in the same queue.
   *
   * @throws {CongkyError} ERR_SOURCE_UNAVAILABLE: nobody knows, so it is not signed now.
   */
  async confirmClaim(job: Job): Promise<boolean> {
    const freshUntil = Math.max(job.receivedAt.getTime(), this.#lastRenewal) + this.#parts.config.leaseMs / 2
    if (Date.now() < freshUntil && !this.#lost.has(job.id)) return true
    if (this.#isSilent) throw this.#silent()
    const { externalId, claim } = job.request
    const asking = this.#parts.source.renew([{ externalId, claim }])
    asking.then(
      () => {
        this.#isSilent = false
      },
      () => {}, // The attempt below hears of it, or has gone.
    )
    const lost = await Promise.race([asking, sleep(ANSWER_MS, null, { ref: false })])
    if (lost === null) {
      this.#isSilent = true
      throw this.#silent()
    }
    return lost.length === 0 || this.#wasClaimedAnew(job)
  }

  #silent(): CongkyError {
    const detail = { en: 'it does not answer', vi: 'nguồn không trả lời' }
    return new CongkyError('ERR_SOURCE_UNAVAILABLE', { source: this.name, detail })
  }

  async #pull(signal: AbortSignal): Promise<void> {
    const { source, intake } = this.#parts
    const rows = new RowIntake(this.#parts)
    let pauseMs: number = PAUSE_MS.first
    while (!signal.aborted) {
      try {
        const onPolled = () => {
          if (!signal.aborted) this.#setOk()
          pauseMs = PAUSE_MS.first
        }
        // Nothing is claimed that could not be taken in: other gateways may have room.
        while (!signal.aborted && intake.isFull) await sleep(PAUSE_MS.queueFull)
        const hooks = { onPolled, isKnown: this.#knownClaims() }
        for await (const incoming of source.requests(signal, hooks)) await rows.take(incoming, signal)
        await rows.settle()
      } catch (error) {
        await rows.settle().catch(() => {}) // One failure is told; the next round meets the others again.
        if (!signal.aborted) this.#setFailed(toCongkyError(error), error)
        // An aborted sleep is the normal way out; the loop condition ends the run.
        await sleep(pauseMs, undefined, { signal }).catch(() => {})
        pauseMs = Math.min(pauseMs * 2, PAUSE_MS.longest)
      }
    }
  }

  /** Answers whether a claim belongs to a job in hand, of whatever source: two may share a table. */
  #knownClaims(): (externalId: string, claim: Claim) => boolean {
    const { keeper, jobs } = this.#parts
    const known = [...keeper.openJobs(), ...jobs.undeliveredRows(UNDELIVERED_MAX)]
    const keys = new Set(known.map(({ request }) => claimKey(request.externalId, request.claim)))
    return (externalId, claim) => keys.has(claimKey(externalId, claim))
  }

  async #renewAll(): Promise<void> {
    if (this.#isRenewing) return
    this.#isRenewing = true
    const { source, keeper, config, jobs, log } = this.#parts
    const startedAt = Date.now()
    try {
      const inHand = [...keeper.openJobs()].filter((job) => job.request.source === config.name)
      const undelivered = jobs.undelivered(config.name, UNDELIVERED_RENEWED_MAX)
      const claims = [...inHand, ...undelivered].map(({ request: { externalId, claim } }) => ({ externalId, claim }))
      const lost = new Set(claims.length === 0 ? [] : await source.renew(claims))
      const lostJobs = inHand.filter(({ request }) => lost.has(request.externalId))
      this.#lost = new Set(lostJobs.map(({ id }) => id))
      this.#lastRenewal = startedAt
      for (const job of lostJobs) await this.#giveUp(job)
      this.#isSilent = false
    } catch (error) {
      const { code } = toCongkyError(error)
      log.warn({ source: config.name, code }, 'claims could not be renewed')
    } finally {
      this.#isRenewing = false
    }
  }

  /** Another gateway has the row now; ours ends here, before it is signed a second time. */
  async #giveUp(job: Job): Promise<void> {
    // Of a row that waits for an approval it is asked more closely what became of it.
    if (job.state === 'awaiting-approval' || this.#wasClaimedAnew(job)) return
    await this.#parts.keeper.change(job, ['received', 'held'], lostLease(new Date()), 'rejected', {
      code: 'ERR_LEASE_LOST',
    })
  }

  /** Whether the row came in again meanwhile: what the database said of the old claim is no news then. */
  #wasClaimedAnew(job: Job): boolean {
    const now = this.#parts.jobs.find(job.id)
    return now !== null && JSON.stringify(now.request.claim) !== JSON.stringify(job.request.claim)
  }

  #setOk(): void {
    if (this.#state === 'unavailable') {
      this.#parts.log.info({ source: this.name }, 'source is back')
      this.#delivery.wake()
      void this.#renewAll()
    }
    this.#state = 'ok'
    this.#error = null
  }

  #setFailed(error: CongkyError, thrown: unknown): void {
    const fields = { source: this.name, code: error.code, ...(error.code === 'ERR_INTERNAL' ? { err: thrown } : {}) }
    if (this.#error?.code !== error.code) this.#parts.log.warn(fields, 'source is not read for now')
    this.#state = 'unavailable'
    this.#error = error
  }
}

/** Claims are compared as they are stored: as JSON. */
function claimKey(externalId: string, claim: Claim | null): string {
  return JSON.stringify([externalId, claim])
}
