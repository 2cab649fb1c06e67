/**
 * Delivery: brings the outcomes of one source's jobs back to it, again and again until the source has
 * them. What is to be delivered is read from the store, so a restart goes on where a crash stopped.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { CongkyError, describeError } from '@congky/shared'
import type { Job } from '../domain/job.ts'
import type { Log } from '../domain/log.ts'
import type { SignOutcome } from '../domain/request.ts'
import type { DeliveryResult, RequestSource } from '../sources/source.ts'
import type { JobStore } from '../store/jobs.ts'
import type { JobKeeper } from './job-keeper.ts'
import { outcomeBatches } from './outcome-batches.ts'

/** Outcomes written at the same time: a database answers several connections faster than one. */
const PARALLEL = 8
const PAGE = 256
const PAUSE_MS = { first: 500, longest: 5_000 } as const
/** When an outcome is tried again that its row alone refuses. */
const PUT_OFF_MS = 15_000
/** How long stopping waits for a database that does not answer. */
const STOP_MS = 3_000

export interface DeliveryParts {
  readonly source: RequestSource
  readonly keeper: JobKeeper
  readonly jobs: JobStore
  readonly log: Log
}

export class Delivery {
  readonly #parts: DeliveryParts
  readonly #abort = new AbortController()
  #pause = new AbortController()
  #wake: () => void = () => {}
  #isAwake = true
  /** Outcomes that their row refuses, by job, with the time of the next try: they keep nobody else waiting. */
  readonly #putOff = new Map<string, number>()
  #running: Promise<void> | null = null
  #stopListening: () => void = () => {}

  constructor(parts: DeliveryParts) {
    this.#parts = parts
  }

  start(): void {
    this.#stopListening = this.#parts.keeper.onChange((job) => {
      if (job.request.source === this.#parts.source.name && isUndelivered(job)) this.#notify()
    })
    this.#running = this.#run()
  }

  /** Finishes the writes in hand; one that takes too long is repeated by the next start. */
  async stop(): Promise<void> {
    this.#stopListening()
    this.#abort.abort()
    this.#notify()
    await Promise.race([this.#running, sleep(STOP_MS, undefined, { ref: false })])
  }

  /** Ends the pause after a failure: the source answers again. */
  wake(): void {
    this.#pause.abort()
  }

  #notify(): void {
    this.#isAwake = true
    this.#wake()
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort
    let pauseMs: number = PAUSE_MS.first
    while (!signal.aborted) {
      this.#isAwake = false
      const page = await this.#deliverPage(signal).catch((error: unknown) => {
        this.#warn('outcomes cannot be delivered', error)
        return null
      })
      if (page === null) {
        this.#pause = new AbortController()
        // Cut short by `wake` or by the end of the run, which the loop condition sees.
        await sleep(pauseMs, undefined, { signal: AbortSignal.any([signal, this.#pause.signal]) }).catch(() => {})
        pauseMs = Math.min(pauseMs * 2, PAUSE_MS.longest)
        continue
      }
      pauseMs = PAUSE_MS.first
      if (page === 0 && !this.#isAwake) await this.#nextTry()
    }
  }

  /** Waits for a new outcome, or until one that was put off is due. */
  async #nextTry(): Promise<void> {
    const due = Math.min(...this.#putOff.values())
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      if (due !== Infinity) timer = setTimeout(resolve, Math.max(0, due - Date.now()))
    })
    clearTimeout(timer)
  }

  /**
   * @returns How many outcomes were tried.
   * @throws {CongkyError} ERR_SOURCE_UNAVAILABLE, ERR_STORE_FULL: for now there is no use in going on.
   */
  async #deliverPage(signal: AbortSignal): Promise<number> {
    const { jobs, source } = this.#parts
    const page = jobs.undelivered(source.name, PAGE + this.#putOff.size).filter((job) => this.#isDue(job))
    await jobs.durable()
    const written = await this.#deliverTogether(page, signal)
    await this.#deliverEach(
      page.filter(({ id }) => !written.has(id)),
      signal,
    )
    return page.length
  }

  /**
   * Writes what is signed many at a time. What a row does not take this way is left for a look at it alone.
   *
   * @returns The ids of the jobs whose documents are in their rows. @throws {CongkyError} As `#deliverPage`.
   */
  async #deliverTogether(page: readonly Job[], signal: AbortSignal): Promise<ReadonlySet<string>> {
    const written = new Set<string>()
    const settling: Promise<void>[] = []
    try {
      for (const batch of outcomeBatches(page, (job) => this.#toOutcome(job))) {
        if (signal.aborted) break
        // One alone is written by the statement for one.
        if (batch.length === 1) continue
        const startedMs = performance.now()
        const ids = await this.#parts.source.deliverSigned(batch.map(({ outcome }) => outcome))
        const deliverMs = performance.now() - startedMs
        for (const { job } of batch) {
          if (!ids.has(job.id)) continue
          this.#parts.keeper.clock.add(job.id, 'deliver', deliverMs)
          written.add(job.id)
          const settled = this.#attempt(job.id, () => this.#settle(job, 'delivered'))
          // Heard of below: until then a failure must not count as one that nobody hears of, which ends the process.
          settled.catch(() => {})
          settling.push(settled)
        }
      }
    } catch (error) {
      if (isGeneral(error)) throw error
      // One row may spoil the statement for all: each is tried by itself.
    } finally {
      await Promise.all(settling)
    }
    return written
  }

  async #deliverEach(page: readonly Job[], signal: AbortSignal): Promise<void> {
    let next = 0
    let failure: unknown = null
    const worker = async () => {
      for (let job = page[next++]; job && !signal.aborted && failure === null; job = page[next++]) {
        const each = job
        await this.#attempt(job.id, () => this.#deliverOne(each)).catch((error: unknown) => (failure = error))
      }
    }
    await Promise.all(Array.from({ length: Math.min(PARALLEL, page.length) }, worker))
    if (failure !== null) throw failure
  }

  /** Puts the job off when only this one is refused. @throws {CongkyError} What every other one would meet too. */
  async #attempt(id: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
      this.#putOff.delete(id)
    } catch (error) {
      if (isGeneral(error)) throw error
      this.#postpone(id, error)
    }
  }

  #isDue(job: Job): boolean {
    return (this.#putOff.get(job.id) ?? 0) <= Date.now()
  }

  #postpone(jobId: string, error: unknown): void {
    this.#putOff.set(jobId, Date.now() + PUT_OFF_MS)
    this.#warn('delivery failed', error, jobId)
  }

  #warn(message: string, error: unknown, job?: string): void {
    const code = error instanceof CongkyError ? error.code : 'ERR_INTERNAL'
    const fields = { source: this.#parts.source.name, code, ...(job === undefined ? {} : { job }) }
    this.#parts.log.warn(code === 'ERR_INTERNAL' ? { ...fields, err: error } : fields, message)
  }

  async #deliverOne(job: Job): Promise<void> {
    const { source, keeper } = this.#parts
    const deliver = () => source.deliver(this.#toOutcome(job))
    await this.#settle(job, await keeper.clock.measure(job.id, 'deliver', deliver))
  }

  async #settle(job: Job, result: DeliveryResult): Promise<void> {
    // The row was claimed anew meanwhile: what became of the old claim is not the end of this outcome.
    if (result !== 'delivered' && this.#wasClaimedAnew(job)) return
    await this.#parts.keeper.change(job, ['signed', 'rejected'], { deliveredAt: new Date() }, 'delivered', {
      ...(job.signedSha256 === null ? {} : { signedSha256: job.signedSha256 }),
      ...deliveryNote(result),
    })
    // The row as it is now is a request of its own, which may come in at once.
    if (result === 'row-changed') await this.#parts.source.release(job.request)
  }

  #wasClaimedAnew(job: Job): boolean {
    const now = this.#parts.jobs.find(job.id)
    return JSON.stringify(now?.request.claim) !== JSON.stringify(job.request.claim)
  }

  #toOutcome(job: Job): SignOutcome {
    const { externalId, documentSha256, claim } = job.request
    const common = { jobId: job.id, externalId, documentSha256, claim }
    if (job.state === 'signed') {
      const signedDocument = this.#parts.jobs.signedDocument(job.id)
      if (signedDocument !== null) return { ...common, state: 'signed', signedDocument }
    }
    // A row that is set back to pending after the retention time cannot get its document again.
    const code = job.state === 'signed' ? 'ERR_DOCUMENT_GONE' : (job.reason?.code ?? 'ERR_INTERNAL')
    // A row is read by people in Vietnam, in software that shows one text.
    const { message, next } = describeError(code, job.reason?.details ?? {}, 'vi')
    return { ...common, state: 'rejected', errorCode: code, errorMessage: `${message} ${next}` }
  }
}

/** Errors that every other outcome would meet too. */
function isGeneral(error: unknown): boolean {
  return error instanceof CongkyError && error.disposition === 'retry'
}

function isUndelivered(job: Job): boolean {
  return (job.state === 'signed' || job.state === 'rejected') && job.deliveredAt === null
}

function deliveryNote(result: DeliveryResult): { readonly code?: string; readonly note?: string } {
  switch (result) {
    case 'delivered':
      return {}
    case 'row-changed':
      return { code: 'ERR_ROW_CHANGED', note: 'the row was changed meanwhile and was left alone' }
    case 'lease-lost':
      return { code: 'ERR_LEASE_LOST', note: 'another gateway had taken the row over' }
  }
}
