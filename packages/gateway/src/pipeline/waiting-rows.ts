/**
 * Requests of one source whose documents wait for an approval. Their source says so, where it can, and is looked at
 * again and again meanwhile: its owner may take a document back, or correct it, and then nobody should approve it.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type CongkyError, type ErrorCode, toCongkyError } from '@congky/shared'
import { describeJob } from '../domain/describe-job.ts'
import type { Job } from '../domain/job.ts'
import type { Log } from '../domain/log.ts'
import type { RequestSource, SeenRequest } from '../sources/source.ts'
import type { JobKeeper } from './job-keeper.ts'

const LOOK_MS = 2_000
/** Requests looked at, or marked, at a time; the others have their turn. */
const AT_ONCE = 250
/** How long stopping waits for a database that does not answer. */
const STOP_MS = 3_000

export interface WaitingRowsParts {
  readonly source: RequestSource
  readonly keeper: JobKeeper
  readonly log: Log
}

export class WaitingRows {
  readonly #parts: WaitingRowsParts
  /** Jobs whose source may not say yet how they stand. */
  readonly #unsaid = new Set<string>()
  /** Jobs whose source says, as far as we know, that they wait. */
  readonly #marked = new Set<string>()
  #lookedAt = 0
  #running: Promise<void> | null = null
  #timer: NodeJS.Timeout | null = null
  #stopListening: () => void = () => {}

  constructor(parts: WaitingRowsParts) {
    this.#parts = parts
  }

  start(): void {
    const { keeper } = this.#parts
    // What a last run did not come to say.
    for (const job of this.#inHand()) if (job.approvalId !== null) this.#unsaid.add(job.id)
    this.#stopListening = keeper.onChange((job) => {
      if (this.#isOfSource(job)) this.#follow(job)
    })
    this.#timer = setInterval(() => this.#wake(), LOOK_MS)
    this.#wake()
  }

  async stop(): Promise<void> {
    this.#stopListening()
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
    await Promise.race([this.#running, sleep(STOP_MS, undefined, { ref: false })])
  }

  #follow(job: Job): void {
    if (isWaiting(job)) this.#unsaid.add(job.id)
    else if (job.state === 'signed' || job.state === 'rejected') this.#forget(job.id)
    else if (this.#marked.has(job.id)) this.#unsaid.add(job.id)
    if (this.#unsaid.size > 0) this.#run(() => this.#sayAll())
  }

  /** Its outcome says the rest. */
  #forget(id: string): void {
    this.#unsaid.delete(id)
    this.#marked.delete(id)
  }

  #wake(): void {
    this.#run(async () => {
      await this.#sayAll()
      await this.#look()
    })
  }

  /** One at a time; what fails is done with the next look. */
  #run(work: () => Promise<void>): void {
    if (this.#running || this.#timer === null) return
    this.#running = work().then(
      () => {
        this.#running = null
        if (this.#unsaid.size > 0) this.#run(() => this.#sayAll())
      },
      (error: unknown) => {
        this.#running = null
        this.#warn(toCongkyError(error), error)
      },
    )
  }

  async #sayAll(): Promise<void> {
    while (this.#unsaid.size > 0 && this.#timer !== null) {
      const ids = [...this.#unsaid].slice(0, AT_ONCE)
      const jobs = ids.flatMap((id) => this.#parts.keeper.find(id) ?? [])
      for (const waits of [true, false]) {
        const some = jobs.filter((job) => isOpen(job) && isWaiting(job) === waits)
        if (some.length > 0) await this.#parts.source.mark(some.map(toClaim), waits)
        for (const { id } of some) this.#marked[waits ? 'add' : 'delete'](id)
      }
      // What changed meanwhile is said anew.
      for (const id of ids) if (isSettled(this.#parts.keeper.find(id), this.#marked)) this.#unsaid.delete(id)
    }
  }

  async #look(): Promise<void> {
    const waiting = this.#inHand().filter(isWaiting)
    if (waiting.length === 0) return
    const from = this.#lookedAt < waiting.length ? this.#lookedAt : 0
    const page = waiting.slice(from, from + AT_ONCE)
    this.#lookedAt = from + page.length
    const asked = page.map((job) => ({ ...toClaim(job), documentSha256: job.request.documentSha256 }))
    const seen = new Map((await this.#parts.source.look(asked)).map((one) => [one.externalId, one]))
    for (const job of page) {
      const now = seen.get(job.request.externalId)
      if (now) await this.#judge(job, now)
    }
  }

  async #judge(job: Job, { standing, isMarked }: SeenRequest): Promise<void> {
    switch (standing) {
      case 'ours':
        if (!isMarked) this.#follow(job)
        return
      case 'lost':
        await this.#end(job, 'ERR_LEASE_LOST')
        return
      case 'withdrawn':
        await this.#end(job, 'ERR_CANCELLED', { note: 'taken back by the owner of the row' })
        return
      case 'corrected': {
        const isEnded = await this.#end(job, 'ERR_REPLACED', { note: 'the row holds a newer version' })
        // As it is now it is a request of its own, which comes in once it is free.
        if (isEnded) await this.#parts.source.release(toClaim(job))
        return
      }
    }
  }

  /**
   * Nothing goes back to the row: it says by now what its owner, or another gateway, wants.
   *
   * @param job As it was when the row was looked at: one that was claimed anew since, or decided on, is left alone.
   */
  async #end(job: Job, code: ErrorCode, more: { readonly note?: string } = {}): Promise<boolean> {
    const reason = { code, details: {} } as const
    const ended = await this.#parts.keeper.decide(job.id, (now) =>
      isWaiting(now) && hasSameClaim(now, job)
        ? {
            change: { state: 'rejected', reason, deliveredAt: new Date() },
            entries: [{ ...describeJob({ ...now, reason }, 'rejected'), ...more }],
          }
        : null,
    )
    return ended !== null
  }

  #inHand(): readonly Job[] {
    return [...this.#parts.keeper.openJobs()].filter((job) => this.#isOfSource(job))
  }

  #isOfSource({ request }: Job): boolean {
    return request.source === this.#parts.source.name
  }

  #warn({ code }: CongkyError, thrown: unknown): void {
    const fields = { source: this.#parts.source.name, code, ...(code === 'ERR_INTERNAL' ? { err: thrown } : {}) }
    this.#parts.log.warn(fields, 'rows that wait for an approval could not be looked at')
  }
}

function isWaiting(job: Job): boolean {
  return job.state === 'awaiting-approval'
}

function isOpen(job: Job): boolean {
  return job.state !== 'signed' && job.state !== 'rejected'
}

/** Whether its source says how it stands now, or its outcome will. */
function isSettled(job: Job | null, marked: ReadonlySet<string>): boolean {
  return job === null || !isOpen(job) || isWaiting(job) === marked.has(job.id)
}

function hasSameClaim(one: Job, other: Job): boolean {
  return JSON.stringify(one.request.claim) === JSON.stringify(other.request.claim)
}

function toClaim({ request: { externalId, claim } }: Job) {
  return { externalId, claim }
}
