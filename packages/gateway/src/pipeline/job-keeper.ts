/**
 * The one place where a job is made or changed: store, history and everyone who waits for the job learn of
 * it in that order. Keeps the open jobs (not yet signed or rejected) in memory, without their documents.
 */
import { describeJob } from '../domain/describe-job.ts'
import type { HistoryEntry, HistoryKind } from '../domain/history-record.ts'
import type { Job, JobChange, JobState } from '../domain/job.ts'
import type { Log } from '../domain/log.ts'
import type { NewJob } from '../store/job-rows.ts'
import type { JobStep, JobStore } from '../store/jobs.ts'
import { type HeldGroup, HeldGroups } from './held-groups.ts'
import { StageClock } from './stage-clock.ts'

const OPEN_STATES: readonly JobState[] = ['received', 'held', 'awaiting-approval']
/** Whether it is on its way to a signature still. */
export function isOpen({ state }: Pick<Job, 'state'>): boolean {
  return OPEN_STATES.includes(state)
}

/** More than the limit on waiting jobs could ever let in. */
const OPEN_JOBS_MAX = 1_000_000

/** @param step What happened to the job; null for a change that is no step, such as a new claim. */
type Listener = (job: Job, step: HistoryKind | null) => void

export class JobKeeper {
  /** Where the time of each request goes. */
  readonly clock = new StageClock()
  readonly #store: JobStore
  readonly #log: Log
  readonly #open = new Map<string, Job>()
  readonly #held = new HeldGroups()
  readonly #watchers = new Map<string, Set<Listener>>()
  readonly #listeners = new Set<Listener>()

  constructor(store: JobStore, log: Log) {
    this.#store = store
    this.#log = log
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

  countOpen(matches: (job: Job) => boolean = () => true): number {
    let count = 0
    for (const job of this.#open.values()) if (matches(job)) count++
    return count
  }

  get openCount(): number {
    return this.#open.size
  }

  find(id: string): Job | null {
    return this.#open.get(id) ?? this.#store.find(id)
  }

  /** Stores a new job with its first records, unless its key is known: then that job comes back. */
  async insert(job: NewJob, entries: readonly HistoryEntry[]): Promise<{ job: Job; created: boolean }> {
    const askedMs = performance.now()
    const result = await this.#store.insert(job, entries)
    if (!result.created) return result
    this.clock.addAll(job.id, { ...job.times, store: performance.now() - askedMs })
    this.#publish(result.job, entries.at(-1)?.kind ?? null)
    return result
  }

  /**
   * Changes a job that is in one of the expected states and records it.
   *
   * @returns The job as it is now, or null when it was in another state.
   */
  async change(
    job: Job,
    expected: readonly JobState[],
    change: JobChange,
    kind: HistoryKind | null,
    more: Partial<HistoryEntry> = {},
  ): Promise<Job | null> {
    const times = kind === null ? {} : this.clock.recorded(job.id, kind)
    const entries = kind === null ? [] : [{ ...describeJob(job, kind), ...more, ...times }]
    const askedMs = performance.now()
    const changed = await this.#store.update(job.id, expected, change, entries)
    if (kind === 'signed') this.clock.add(job.id, 'store', performance.now() - askedMs)
    if (changed) this.#publish(changed, kind)
    return changed
  }

  /**
   * Changes a job by what `decide` makes of it as it is in the transaction of the change itself, so that nothing can
   * come between the decision and its effect.
   *
   * @returns The job as it is now, or null when `decide` left it alone. @throws Whatever `decide` throws.
   */
  async decide(id: string, decide: (job: Job) => JobStep | null): Promise<Job | null> {
    let step: HistoryKind | null = null
    const changed = await this.#store.decide(id, (job) => {
      const decided = decide(job)
      step = decided?.entries.at(-1)?.kind ?? null
      return decided
    })
    if (changed) this.#publish(changed, step)
    return changed
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
    this.#held.move(this.#open.get(job.id), job)
    if (isOpen(job)) this.#open.set(job.id, job)
    else this.#open.delete(job.id)
  }

  #publish(job: Job, step: HistoryKind | null): void {
    this.#keep(job)
    if (step !== null) this.#logStep(job, step)
    this.clock.follow(job.id, step)
    for (const listener of [...this.#listeners, ...(this.#watchers.get(job.id) ?? [])]) {
      try {
        listener(job, step)
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
