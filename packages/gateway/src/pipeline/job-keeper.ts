/**
 * The one place where a job is made or changed: store, history and everyone who waits for the job learn of
 * it in that order. Keeps the open jobs (not yet signed or rejected) in memory, without their documents.
 */
import { describeJob } from '../domain/describe-job.ts'
import type { HistoryEntry, HistoryKind } from '../domain/history-record.ts'
import type { Job, JobChange, JobState } from '../domain/job.ts'
import type { Log } from '../domain/log.ts'
import type { NewJob } from '../store/job-rows.ts'
import type { JobStep, JobStore, StoredJob } from '../store/jobs.ts'
import { type HeldGroup, HeldGroups } from './held-groups.ts'
import { StageClock } from './stage-clock.ts'

const OPEN_STATES: readonly JobState[] = ['received', 'held', 'awaiting-approval']
/** Whether it is on its way to a signature still. */
export function isOpen({ state }: Pick<Job, 'state'>): boolean {
  return OPEN_STATES.includes(state)
}

/** More than the limit on waiting jobs could ever let in. */
const OPEN_JOBS_MAX = 1_000_000

/**
 * Who works on the jobs, and begins before anybody outside hears of them: what is committed may be worked with while
 * the disk makes it durable.
 */
export interface JobWorker {
  /** Inside the transaction that stores a new job: what is done about it right away; null: nothing yet. */
  begin(job: Job, document: Uint8Array): JobStep | null
  /** What it began on was not stored after all. */
  forget(jobId: string): void
  /** A job was made or changed; it is committed, and perhaps not durable yet. */
  follow(job: Job): void
}

/** @param step What happened to the job; null for a change that is no step, such as a new claim. */
type Listener = (job: Job, step: HistoryKind | null) => void

export class JobKeeper {
  /** Where the time of each request goes. */
  readonly clock = new StageClock()
  readonly #store: JobStore
  readonly #log: Log
  readonly #open = new Map<string, Job>()
  /** How many of them each workstation has. */
  readonly #openOf = new Map<string, number>()
  readonly #held = new HeldGroups()
  readonly #watchers = new Map<string, Set<Listener>>()
  readonly #listeners = new Set<Listener>()
  #worker: JobWorker | null = null

  constructor(store: JobStore, log: Log) {
    this.#store = store
    this.#log = log
  }

  /** @returns How to dismiss it. */
  employ(worker: JobWorker): () => void {
    this.#worker = worker
    return () => {
      if (this.#worker === worker) this.#worker = null
    }
  }

  /** Reads the open jobs of the last run, oldest first. */
  load(): readonly Job[] {
    const jobs = this.#store.list({ states: OPEN_STATES, limit: OPEN_JOBS_MAX }).reverse()
    for (const job of jobs) this.#keep(job)
    return jobs
  }

  get heldGroups(): readonly HeldGroup[] {
    return this.#held.all
  }

  openJobs(): Iterable<Job> {
    return this.#open.values()
  }

  countOpen(matches: (job: Job) => boolean): number {
    let count = 0
    for (const job of this.#open.values()) if (matches(job)) count++
    return count
  }

  /** How many a workstation has open. */
  countOf(workstationId: string): number {
    return this.#openOf.get(workstationId) ?? 0
  }

  get openCount(): number {
    return this.#open.size
  }

  find(id: string): Job | null {
    return this.#open.get(id) ?? this.#store.find(id)
  }

  /** Stores a new job with its first records, unless its key is known: then that job comes back. */
  async insert(job: NewJob, entries: readonly HistoryEntry[]): Promise<StoredJob> {
    const { document } = job
    let begun: JobStep | null = null
    const begin = (fresh: Job) => {
      begun = document === null ? null : (this.#worker?.begin(fresh, document) ?? null)
      return begun
    }
    const steps = () => [entries.at(-1), ...(begun?.entries ?? [])].map((entry) => entry?.kind ?? null)
    const askedMs = performance.now()
    const follow = ({ created, job: stored }: StoredJob) => {
      if (!created) return
      this.clock.addAll(stored.id, { ...job.times, store: performance.now() - askedMs })
      this.#worker?.follow(stored)
    }
    try {
      return await this.#store.insert(job, entries, {
        begin,
        onCommitted: follow,
        onDurable: (stored) => stored.created && this.#publish(stored.job, ...steps()),
      })
    } catch (error) {
      this.#worker?.forget(job.id)
      throw error
    }
  }

  /**
   * Changes a job that is in one of the expected states and records it.
   *
   * @param canWait Nobody waits for it to be durable.
   * @returns The job as it is now, or null when it was in another state.
   */
  change(
    job: Job,
    expected: readonly JobState[],
    change: JobChange,
    kind: HistoryKind | null,
    { canWait = false, ...more }: Partial<HistoryEntry> & { readonly canWait?: boolean } = {},
  ): Promise<Job | null> {
    const times = kind === null ? {} : this.clock.recorded(job.id, kind)
    const entries = kind === null ? [] : [{ ...describeJob(job, kind), ...more, ...times }]
    const askedMs = performance.now()
    return this.#store.update(job.id, expected, change, entries, {
      canWait,
      onCommitted: (changed) => this.#worker?.follow(changed),
      onDurable: (changed) => {
        if (kind === 'signed') this.clock.add(changed.id, 'store', performance.now() - askedMs)
        this.#publish(changed, kind)
      },
    })
  }

  /**
   * Changes a job by what `decide` makes of it as it is in the transaction of the change itself, so that nothing can
   * come between the decision and its effect.
   *
   * @returns The job as it is now, or null when `decide` left it alone. @throws Whatever `decide` throws.
   */
  decide(id: string, decide: (job: Job) => JobStep | null): Promise<Job | null> {
    let step: HistoryKind | null = null
    const write = (job: Job) => {
      const decided = decide(job)
      step = decided?.entries.at(-1)?.kind ?? null
      return decided
    }
    return this.#store.decide(id, write, {
      onCommitted: (changed) => this.#worker?.follow(changed),
      onDurable: (changed) => this.#publish(changed, step),
    })
  }

  /** Calls back after each change of one job. Returns how to stop it. */
  watch(id: string, listener: Listener): () => void {
    const watchers = this.#watchers.get(id) ?? new Set()
    watchers.add(listener)
    this.#watchers.set(id, watchers)
    return () => {
      watchers.delete(listener)
      if (watchers.size === 0 && this.#watchers.get(id) === watchers) this.#watchers.delete(id)
    }
  }

  /** Calls back after each change of any job. Returns how to stop it. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #keep(job: Job): void {
    const before = this.#open.get(job.id)
    this.#held.move(before, job)
    if (isOpen(job)) this.#open.set(job.id, job)
    else this.#open.delete(job.id)
    const step = Number(isOpen(job)) - Number(before !== undefined)
    const { workstationId } = job.request
    if (step === 0 || workstationId === null) return
    const count = this.countOf(workstationId) + step
    if (count > 0) this.#openOf.set(workstationId, count)
    else this.#openOf.delete(workstationId)
  }

  /** It is durable. @param steps What happened, in order; null: no step. */
  #publish(job: Job, ...steps: readonly (HistoryKind | null)[]): void {
    this.#keep(job)
    for (const step of steps) if (step !== null) this.#logStep(job, step)
    const last = steps.at(-1) ?? null
    this.clock.follow(job.id, last)
    for (const listener of [...this.#listeners, ...(this.#watchers.get(job.id) ?? [])]) {
      try {
        listener(job, last)
      } catch (error) {
        // The change is stored: neither its author nor the other listeners may suffer from one that fails.
        this.#log.error({ err: error, job: job.id }, 'a listener failed')
      }
    }
  }

  /** One line a step, found again by the id that the caller was given and the history uses. */
  #logStep({ id, request: { source, externalId }, reason }: Job, step: HistoryKind): void {
    this.#log.info({ job: id, source, externalId, ...(reason ? { code: reason.code } : {}) }, `job ${step}`)
  }
}
