/**
 * Jobs and their documents. Reads answer at once; every change is a compare-and-set on the job's state and
 * commits together with its history record, in the next group.
 */
import type Database from 'better-sqlite3'
import { approvalEntry } from '../domain/approval/approval-record.ts'
import { changeJob } from '../domain/change-job.ts'
import type { HistoryEntry } from '../domain/history-record.ts'
import { type Job, type JobChange, type JobState, requestKey } from '../domain/job.ts'
import type { ApprovalStore } from './approvals.ts'
import type { StateDatabase, WriteOptions } from './database.ts'
import type { HistoryWriter } from './history.ts'
import { type CountedJob, JobCounts, type JobNumbers } from './job-counts.ts'
import { type DroppedDocuments, JobDocuments } from './job-documents.ts'
import { type JobFilter, listJobs } from './job-lists.ts'
import { INSERT_JOB, type JobRow, type NewJob, toFreshJob, toInsert, toJob, toUpdate } from './job-rows.ts'
import { JobTally } from './job-tally.ts'
import { KnownJobs } from './known-jobs.ts'

/** What becomes of a job, and what the history says of it. */
export interface JobStep {
  readonly change: JobChange
  readonly entries: readonly HistoryEntry[]
}

export interface StoredJob {
  readonly job: Job
  /** Whether it is new. */
  readonly created: boolean
}

/** A changed job, and what it counted as before. */
interface Moved {
  readonly before: CountedJob
  readonly job: Job
}

interface InsertOptions extends WriteOptions<StoredJob> {
  readonly begin?: (job: Job) => JobStep | null
}

export class JobStore {
  /** What happened when, for the numbers of a day. */
  readonly tally: JobTally
  readonly #database: StateDatabase
  readonly #history: HistoryWriter
  readonly #approvals: ApprovalStore
  readonly #counts: JobCounts
  readonly #documents: JobDocuments
  readonly #known = new KnownJobs()
  /** Requests on their way into the store. */
  #arriving = 0
  readonly #insertJob: Database.Statement
  readonly #nameApproval: Database.Statement
  /** By the columns that they change. */
  readonly #updates = new Map<string, Database.Statement>()
  readonly #byId: Database.Statement<[string], JobRow>
  readonly #byKey: Database.Statement<[string], JobRow>
  readonly #ofRow: Database.Statement<[string, string], JobRow>

  constructor(database: StateDatabase, history: HistoryWriter, approvals: ApprovalStore) {
    this.#database = database
    this.#history = history
    this.#approvals = approvals
    const { sqlite } = database
    this.tally = new JobTally(sqlite)
    this.#counts = new JobCounts(sqlite)
    this.#documents = new JobDocuments(sqlite)
    this.#insertJob = sqlite.prepare(INSERT_JOB)
    this.#nameApproval = sqlite.prepare('UPDATE job SET approval_id = ? WHERE id = ?')
    this.#byId = sqlite.prepare('SELECT * FROM job WHERE id = ?')
    this.#byKey = sqlite.prepare('SELECT * FROM job WHERE request_key = ?')
    this.#ofRow = sqlite.prepare('SELECT * FROM job WHERE request_key >= ? AND request_key < ? ORDER BY seq DESC')
    database.onUndone(() => {
      this.#known.clear()
      this.#documents.forget()
    })
    database.expectWritesOf(() => this.#arriving + this.#counts.of('received'))
  }

  /**
   * Stores a request unless one with its key is there already.
   *
   * @param begin What is done about a new one in the same transaction; null: nothing yet.
   * @returns The job, and whether this call made it.
   */
  async insert(
    job: NewJob,
    entries: readonly HistoryEntry[],
    { begin = () => null, onDurable, ...options }: InsertOptions = {},
  ): Promise<StoredJob> {
    const told = (stored: StoredJob) => {
      if (stored.created) this.#counts.move(null, stored.job)
      onDurable?.(stored)
    }
    this.#arriving++
    try {
      const write = () => this.#insertInside(job, entries, begin)
      return await this.#database.write(write, { ...options, onDurable: told })
    } finally {
      this.#arriving--
    }
  }

  #insertInside(wanted: NewJob, entries: readonly HistoryEntry[], begin: (job: Job) => JobStep | null): StoredJob {
    const key = wanted.key ?? requestKey(wanted.request)
    const existing = this.#byKey.get(key)
    if (existing) return { job: toJob(existing), created: false }
    const fresh = toFreshJob(wanted)
    const step = begin(fresh)
    const job = step === null ? fresh : changeJob(fresh, step.change)
    this.#insertJob.run(toInsert(job, key))
    if (wanted.document !== null) this.#documents.store(job.id, wanted.document)
    if (wanted.approval !== null) {
      this.#approvals.putInside(wanted.approval)
      this.#nameApproval.run(wanted.approval.id, job.id)
    }
    this.tally.arrived(job)
    for (const entry of [...entries, ...(step?.entries ?? [])]) this.#history.appendInside(entry)
    this.#known.put(job)
    return { job, created: true }
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
    options: WriteOptions<Job> = {},
  ): Promise<Job | null> {
    return this.decide(id, ({ state }) => (expected.includes(state) ? { change, entries } : null), options)
  }

  /**
   * Changes a job as `update` does, by what `decide` makes of it inside the transaction: what it reads of this
   * database is true at the moment of the change.
   *
   * @throws Whatever `decide` throws; nothing was written then.
   */
  async decide(
    id: string,
    decide: (job: Job) => JobStep | null,
    { canWait = false, onCommitted, onDurable }: WriteOptions<Job> = {},
  ): Promise<Job | null> {
    const told = (moved: Moved | null) => {
      if (moved === null) return
      this.#counts.move(moved.before, moved.job)
      onDurable?.(moved.job)
    }
    const moved = await this.#database.write(() => this.#changeInside(id, decide), {
      canWait,
      onCommitted: (committed) => committed && onCommitted?.(committed.job),
      onDurable: told,
    })
    return moved?.job ?? null
  }

  #changeInside(id: string, decide: (job: Job) => JobStep | null): Moved | null {
    const before = this.find(id)
    const step = before && decide(before)
    if (!step) return null
    const { change, entries } = step
    const ended = this.#followApproval(before, change)
    if (ended === null) return null
    this.#update(id, change)
    if (change.document) this.#documents.store(id, change.document)
    if (change.signedDocument) this.#documents.storeSigned(id, change.signedDocument, change.receivedDocument)
    if (change.state !== undefined && change.state !== before.state) this.tally.became(change.state)
    for (const entry of [...ended, ...entries]) this.#history.appendInside(entry)
    const job = changeJob(before, change)
    this.#known.put(job)
    return { before: { state: before.state, isDelivered: before.deliveredAt !== null }, job }
  }

  #update(id: string, change: JobChange): void {
    const { columns, values } = toUpdate(change)
    if (columns.length === 0) return
    const key = columns.join(' = ?, ')
    let statement = this.#updates.get(key)
    if (statement === undefined) {
      statement = this.#database.sqlite.prepare(`UPDATE job SET ${key} = ? WHERE id = ?`)
      this.#updates.set(key, statement)
    }
    statement.run(...values, id)
  }

  /** Resolves when everything that the reads below can see is durable; needed before anyone else is told of it. */
  durable(): Promise<void> {
    return this.#database.durable()
  }

  find(id: string): Job | null {
    const known = this.#known.get(id)
    if (known) return known
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
    return this.#documents.received(id)
  }

  /** As it was verified, for whoever asked for it; null where it is not kept, or damaged. */
  signedDocument(id: string): Uint8Array | null {
    return this.#documents.signed(id)
  }

  /** As it is kept, for those who examine it. */
  keptSignedDocument(id: string): Uint8Array | null {
    return this.#documents.keptSigned(id)
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
   * @param limit How many to look at in this write. @param after The place where the last call ended; 0 at first.
   */
  dropDocuments(before: Date, limit: number, after = 0): Promise<DroppedDocuments> {
    return this.#database.write(() => this.#documents.drop(before, limit, after))
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
  #followApproval(job: Job, { approval, state, reason }: JobChange): readonly HistoryEntry[] | null {
    if (approval && !this.#approvals.putInside(approval)) return null
    if (state !== 'rejected' && approval === undefined) return []
    const isWithdrawn = reason?.code === 'ERR_CANCELLED' || reason?.code === 'ERR_REPLACED'
    const how = isWithdrawn ? 'withdrawn' : 'void'
    const ended = this.#approvals.endInside(job.id, how, new Date(), approval?.id ?? null)
    return ended.map((one) => approvalEntry({ ...job, reason: null }, one, how))
  }
}
