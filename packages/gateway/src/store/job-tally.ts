import type Database from 'better-sqlite3'
import type { Job, JobState } from '../domain/job.ts'
import { QUARTER_MS, type QuarterCount, type TalliedKind } from '../domain/office-day.ts'

/** What happened to jobs, by the quarter of an hour. Written inside the transaction of the change itself. */
export class JobTally {
  readonly #add: Database.Statement<[number, TalliedKind]>
  readonly #between: Database.Statement<[number, number], QuarterCount>

  constructor(sqlite: Database.Database) {
    this.#add = sqlite.prepare(
      'INSERT INTO job_tally (quarter, kind, count) VALUES (?, ?, 1) ON CONFLICT (quarter, kind) DO UPDATE SET count = count + 1',
    )
    this.#between = sqlite.prepare(
      'SELECT quarter, kind, count FROM job_tally WHERE quarter >= ? AND quarter < ? ORDER BY quarter',
    )
  }

  /** A request was taken in, or refused at the door. To be called inside the write that stores it. */
  arrived({ state, receivedAt }: Pick<Job, 'state' | 'receivedAt'>): void {
    this.#count('received', receivedAt)
    this.became(state, receivedAt)
  }

  /** Inside the write that stores the change. What is held twice counts twice; being taken up again counts nothing. */
  became(state: JobState, at = new Date()): void {
    if (state === 'signed' || state === 'rejected' || state === 'held') this.#count(state, at)
  }

  /** Both at a whole quarter; the second one is not in it. */
  between(from: Date, until: Date): QuarterCount[] {
    return this.#between.all(Math.floor(from.getTime() / QUARTER_MS), Math.ceil(until.getTime() / QUARTER_MS))
  }

  #count(kind: TalliedKind, at: Date): void {
    this.#add.run(Math.floor(at.getTime() / QUARTER_MS), kind)
  }
}
