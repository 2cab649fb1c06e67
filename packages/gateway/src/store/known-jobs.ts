import type { Job } from '../domain/job.ts'

/** Beyond it the oldest are read from the database again. */
const KNOWN_MAX = 2_000

/**
 * Jobs as their rows are, kept in memory while they are on their way, so that a change need not read what the change
 * before it wrote. Nobody but the store writes these rows.
 */
export class KnownJobs {
  readonly #jobs = new Map<string, Job>()

  get(id: string): Job | undefined {
    return this.#jobs.get(id)
  }

  /** As it was just written. What reached its end is not asked for any more. */
  put(job: Job): void {
    this.#jobs.delete(job.id)
    if (job.deliveredAt !== null) return
    this.#jobs.set(job.id, job)
    if (this.#jobs.size <= KNOWN_MAX) return
    const [oldest] = this.#jobs.keys()
    if (oldest !== undefined) this.#jobs.delete(oldest)
  }

  /** Something that was written is undone. */
  clear(): void {
    this.#jobs.clear()
  }
}
