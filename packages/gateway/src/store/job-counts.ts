import type Database from 'better-sqlite3'
import type { Job, JobState } from '../domain/job.ts'

export type JobNumbers = Readonly<Record<JobState, number>> & {
  /** Signed or rejected, and their source does not have the outcome yet. */
  readonly undelivered: number
}

export interface CountedJob {
  readonly state: JobState
  readonly isDelivered: boolean
}

/**
 * How many jobs are in each state. Counted once, when the store is opened, and then followed: a million rows take
 * a third of a second, and everybody who looks at the status asks.
 */
export class JobCounts {
  readonly #counts: Record<JobState | 'undelivered', number>

  constructor(sqlite: Database.Database) {
    this.#counts = countRows(sqlite)
  }

  get now(): JobNumbers {
    return { ...this.#counts }
  }

  of(state: JobState): number {
    return this.#counts[state]
  }

  /** A job was made (it was nothing before) or changed, durably. */
  move(before: CountedJob | null, job: Pick<Job, 'state' | 'deliveredAt'>): void {
    if (before) this.#count(before, -1)
    this.#count({ state: job.state, isDelivered: job.deliveredAt !== null }, 1)
  }

  #count({ state, isDelivered }: CountedJob, step: 1 | -1): void {
    this.#counts[state] += step
    if (!isDelivered && (state === 'signed' || state === 'rejected')) this.#counts.undelivered += step
  }
}

function countRows(sqlite: Database.Database): Record<JobState | 'undelivered', number> {
  const counts = { received: 0, 'awaiting-approval': 0, held: 0, signed: 0, rejected: 0, undelivered: 0 }
  const rows = sqlite.prepare<[], { state: JobState; count: number }>(
    'SELECT state, count(*) AS count FROM job GROUP BY state',
  )
  for (const { state, count } of rows.all()) counts[state] = count
  // SQLite would walk through every finished job instead: it does not know how few are undelivered.
  const undelivered = sqlite.prepare<[], number>(
    `SELECT count(*) FROM job INDEXED BY job_undelivered WHERE state IN ('signed', 'rejected') AND delivered_at IS NULL`,
  )
  return { ...counts, undelivered: undelivered.pluck().get() ?? 0 }
}
