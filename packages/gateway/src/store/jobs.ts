/**
 * Jobs and their documents. Reads answer at once; every change is a compare-and-set on the job's state and
 * commits together with its history record, in the next group.
 */
import type Database from 'better-sqlite3'
import { approvalEntry } from '../domain/approval/approval-record.ts'
import type { HistoryEntry } from '../domain/history-record.ts'
import { type Job, type JobChange, type JobState, requestKey } from '../domain/job.ts'
import type { ApprovalStore } from './approvals.ts'
import type { StateDatabase } from './database.ts'
import type { HistoryWriter } from './history.ts'
import { JobCounts, type JobNumbers } from './job-counts.ts'
import {
  DROP_DOCUMENTS,
  INSERT_JOB,
  type JobRow,
  type NewJob,
  toInsert,
  toJob,
  toUpdate,
  UPDATE_JOB,
} from './job-rows.ts'
import { JobTally } from './job-tally.ts'

export interface JobFilter {
  readonly states?: readonly JobState[]
  readonly source?: string
  readonly limit: number
}

/** What becomes of a job, and what the history says of it. */
export interface JobStep {
  readonly change: JobChange
  readonly entries: readonly HistoryEntry[]
}

export class JobStore {
  /** What happened when, for the numbers of a day. */
  readonly tally: JobTally
  readonly #database: StateDatabase
  readonly #history: HistoryWriter
  readonly #approvals: ApprovalStore
  readonly #counts: JobCounts
  readonly #insertJob: Database.Statement
  readonly #nameApproval: Database.Statement
  readonly #update: Database.Statement
  readonly #storeDocument: Database.Statement
  readonly #storeSigned: Database.Statement
  readonly #dropDocuments: Database.Statement
  readonly #byId: Database.Statement<[string], JobRow>
  readonly #byKey: Database.Statement<[string], JobRow>
  readonly #ofRow: Database.Statement<[string, string], JobRow>
  readonly #document: Database.Statement<[string], { document: Uint8Array; signed: Uint8Array | null }>

  constructor(database: StateDatabase, history: HistoryWriter, approvals: ApprovalStore) {
    this.#database = database
    this.#history = history
    this.#approvals = approvals
    const { sqlite } = database
    this.tally = new JobTally(sqlite)
    this.#counts = new JobCounts(sqlite)
    this.#insertJob = sqlite.prepare(INSERT_JOB)
    this.#nameApproval = sqlite.prepare('UPDATE job SET approval_id = ? WHERE id = ?')
    this.#update = sqlite.prepare(UPDATE_JOB)
    this.#storeDocument = sqlite.prepare(
      'INSERT INTO job_document (job_id, document) VALUES (?, ?) ON CONFLICT (job_id) DO UPDATE SET document = excluded.document',
    )
    this.#storeSigned = sqlite.prepare('UPDATE job_document SET signed = ? WHERE job_id = ?')
    this.#dropDocuments = sqlite.prepare(DROP_DOCUMENTS)
    this.#byId = sqlite.prepare('SELECT * FROM job WHERE id = ?')
    this.#byKey = sqlite.prepare('SELECT * FROM job WHERE request_key = ?')
    this.#ofRow = sqlite.prepare('SELECT * FROM job WHERE request_key >= ? AND request_key < ? ORDER BY seq DESC')
    this.#document = sqlite.prepare('SELECT document, signed FROM job_document WHERE job_id = ?')
  }

  /**
   * Stores a request unless one with its key is there already.
   *
   * @returns The job, and whether this call made it.
   */
  async insert(job: NewJob, entries: readonly HistoryEntry[]): Promise<{ job: Job; created: boolean }> {
    const result = await this.#database.write(() => {
      const key = job.key ?? requestKey(job.request)
      const existing = this.#byKey.get(key)
      if (existing) return { job: toJob(existing), created: false }
      this.#insertJob.run(toInsert(job, key))
      if (job.document !== null) this.#storeDocument.run(job.id, job.document)
      if (job.approval !== null) {
        this.#approvals.putInside(job.approval)
        this.#nameApproval.run(job.approval.id, job.id)
      }
      this.tally.arrived(job)
      for (const entry of entries) this.#history.appendInside(entry)
      return { job: this.#read(job.id), created: true }
    })
    if (result.created) this.#counts.move(null, result.job)
    return result
  }

  /**
   * Changes a job that is in one of the expected states, with its history records.
   *
   * A job that is rejected or taken up with another approval, or none, takes the one it had along.
   *
   * @returns The job as it is now, or null when it was in another state, or its approval at another version: then
   * nothing was written.
   */
  update(
    id: string,
    expected: readonly JobState[],
    change: JobChange,
    entries: readonly HistoryEntry[],
  ): Promise<Job | null> {
    return this.#change(id, ({ state }) => (expected.includes(state) ? { change, entries } : null))
  }

  /**
   * Changes a job as `update` does, by what `decide` makes of it inside the transaction: what it reads of this
   * database is true at the moment of the change.
   *
   * @throws Whatever `decide` throws; nothing was written then.
   */
  decide(id: string, decide: (job: Job) => JobStep | null): Promise<Job | null> {
    return this.#change(id, (row) => decide(toJob(row)))
  }

  async #change(id: string, decide: (row: JobRow) => JobStep | null): Promise<Job | null> {
    const changed = await this.#database.write(() => {
      const row = this.#byId.get(id)
      const step = row && decide(row)
      if (!step) return null
      const { change, entries } = step
      const ended = this.#followApproval(row, change)
      if (ended === null) return null
      this.#update.run(toUpdate(row, change))
      if (change.document) this.#storeDocument.run(id, change.document)
      if (change.signedDocument) this.#storeSigned.run(change.signedDocument, id)
      if (change.state !== undefined && change.state !== row.state) this.tally.became(change.state)
      for (const entry of [...ended, ...entries]) this.#history.appendInside(entry)
      const before = { state: row.state, isDelivered: row.delivered_at !== null }
      return { before, job: this.#read(id) }
    })
    if (changed) this.#counts.move(changed.before, changed.job)
    return changed?.job ?? null
  }

  /** Resolves when everything that the reads below can see is durable; needed before anyone else is told of it. */
  durable(): Promise<void> {
    return this.#database.durable()
  }

  find(id: string): Job | null {
    const row = this.#byId.get(id)
    return row ? toJob(row) : null
  }

  findByKey(key: string): Job | null {
    const row = this.#byKey.get(key)
    return row ? toJob(row) : null
  }

  /** Jobs of the requests that a source made under this id, whatever their document; the newest first. */
  ofRow(source: string, externalId: string): Job[] {
    const start = JSON.stringify([source, externalId]).slice(0, -1)
    // Their keys go on with the hash of the document; `-` comes right after `,`.
    return this.#ofRow.all(`${start},`, `${start}-`).map(toJob)
  }

  /** The document as it was received, or null once retention dropped it. */
  document(id: string): Uint8Array | null {
    return this.#document.get(id)?.document ?? null
  }

  signedDocument(id: string): Uint8Array | null {
    return this.#document.get(id)?.signed ?? null
  }

  list(filter: JobFilter): Job[] {
    return listJobs(this.#database.sqlite, filter)
  }

  /** Finished jobs of a source whose outcome has not reached it yet, oldest first. */
  undelivered(source: string, limit: number): Job[] {
    return this.#database.sqlite
      .prepare<[string, number], JobRow>(
        `SELECT * FROM job WHERE source = ? AND state IN ('signed', 'rejected') AND delivered_at IS NULL ORDER BY seq LIMIT ?`,
      )
      .all(source, limit)
      .map(toJob)
  }

  /**
   * Outcomes that rows of any source still wait for, oldest first. By the index of what is undelivered, here and
   * below: SQLite does not know how few those are, and would walk through every job that ever ended.
   */
  undeliveredRows(limit: number): Job[] {
    return this.#database.sqlite
      .prepare<[number], JobRow>(
        `SELECT * FROM job INDEXED BY job_undelivered WHERE state IN ('signed', 'rejected') AND delivered_at IS NULL
         AND workstation_id IS NULL ORDER BY seq LIMIT ?`,
      )
      .all(limit)
      .map(toJob)
  }

  /** How many outcomes each source of rows has not got yet, by its name. */
  undeliveredBySource(): ReadonlyMap<string, number> {
    const rows = this.#database.sqlite.prepare<[], { source: string; count: number }>(
      `SELECT source, count(*) AS count FROM job INDEXED BY job_undelivered
       WHERE state IN ('signed', 'rejected') AND delivered_at IS NULL AND workstation_id IS NULL GROUP BY source`,
    )
    return new Map(rows.all().map(({ source, count }) => [source, count]))
  }

  /**
   * Drops documents, signed ones included, of jobs whose outcome went out before a time; jobs and history stay.
   * A workstation that never came for its outcome counts from the day it sent the document.
   *
   * @returns How many jobs lost their document, at most `limit`.
   */
  dropDocuments(before: Date, limit: number): Promise<number> {
    return this.#database.write(() => this.#dropDocuments.run({ before: before.getTime(), limit }).changes)
  }

  /** Answers at once, however many there are. */
  counts(): JobNumbers {
    return this.#counts.now
  }

  /** The number of the newest job: about how many there are. */
  newest(): number {
    return this.#database.sqlite.prepare<[], number | null>('SELECT max(seq) FROM job').pluck().get() ?? 0
  }

  /** @returns The records of approvals that end with the change; null: its own is at another version by now. */
  #followApproval(row: JobRow, { approval, state, reason }: JobChange): readonly HistoryEntry[] | null {
    if (approval && !this.#approvals.putInside(approval)) return null
    if (state !== 'rejected' && approval === undefined) return []
    const isWithdrawn = reason?.code === 'ERR_CANCELLED' || reason?.code === 'ERR_REPLACED'
    const how = isWithdrawn ? 'withdrawn' : 'void'
    const ended = this.#approvals.endInside(row.id, how, new Date(), approval?.id ?? null)
    return ended.map((one) => approvalEntry({ ...toJob(row), reason: null }, one, how))
  }

  #read(id: string): Job {
    const row = this.#byId.get(id)
    if (!row) throw new Error(`job ${id} vanished inside its own transaction`)
    return toJob(row)
  }
}

/** Newest first. */
export function listJobs(sqlite: Database.Database, filter: JobFilter): Job[] {
  const states = filter.states ?? []
  const conditions: string[] = []
  if (states.length > 0) conditions.push(`state IN (${states.map(() => '?').join(', ')})`)
  if (filter.source !== undefined) conditions.push('source = ?')
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  return sqlite
    .prepare<unknown[], JobRow>(`SELECT * FROM job ${where} ORDER BY seq DESC LIMIT ?`)
    .all(...states, ...(filter.source === undefined ? [] : [filter.source]), filter.limit)
    .map(toJob)
}

export function findJob(sqlite: Database.Database, id: string): Job | null {
  const row = sqlite.prepare<[string], JobRow>('SELECT * FROM job WHERE id = ?').get(id)
  return row ? toJob(row) : null
}
