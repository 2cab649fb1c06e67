/** What searching reads of the state database, beside the gateway that writes it. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import type { SignedHead } from '../domain/history-head.ts'
import type { HistoryKind } from '../domain/history-record.ts'
import type { Job, JobState } from '../domain/job.ts'
import type { StoredRecord } from '../domain/verify-chain.ts'
import { StateDatabase } from './database.ts'
import { readHead } from './history-head.ts'
import { HISTORY_KEY_FILE, readHistoryKey } from './history-key.ts'
import { type JobRow, toJob } from './job-rows.ts'

/** What of a request is searched, without its document. */
export interface SearchedJob {
  readonly seq: number
  readonly received_at: number
  readonly source: string
  readonly external_id: string
  readonly workstation_id: string | null
  readonly tax_code: string | null
  readonly profile: string
  readonly reference: string | null
  readonly requester: string | null
  readonly state: JobState
  readonly reason_code: string | null
  /** JSON. */
  readonly certificate: string | null
}

const SEARCHED = `SELECT seq, received_at, source, external_id, workstation_id, tax_code, profile, reference, requester,
  state, reason_code, certificate FROM job`

/** A job with its place in the order of arrival. */
export interface PlacedJob {
  readonly seq: number
  readonly job: Job
}

/** The steps of one request that a page can show. */
const STORY_MAX = 500

export class SearchRows {
  readonly #sqlite: Database.Database
  readonly #stateDir: string
  readonly #jobById: Database.Statement<[string], SearchedJob>
  readonly #jobBySeq: Database.Statement<[number], JobRow & { readonly seq: number }>
  readonly #recordBySeq: Database.Statement<[number], StoredRecord>

  /** @throws {CongkyError} ERR_NOT_FOUND: there is no state database yet. */
  constructor(stateDir: string) {
    const sqlite = StateDatabase.openForReading(stateDir)
    this.#sqlite = sqlite
    this.#stateDir = stateDir
    this.#jobById = sqlite.prepare(`${SEARCHED} WHERE id = ?`)
    this.#jobBySeq = sqlite.prepare('SELECT * FROM job WHERE seq = ?')
    this.#recordBySeq = sqlite.prepare('SELECT seq AS row, text, hash FROM history WHERE seq = ?')
  }

  /** Jobs that arrived after one, oldest first, at most `limit`. */
  jobsAfter(seq: number, limit: number): SearchedJob[] {
    return this.#sqlite
      .prepare<[number, number], SearchedJob>(`${SEARCHED} WHERE seq > ? ORDER BY seq LIMIT ?`)
      .all(seq, limit)
  }

  searchedJob(id: string): SearchedJob | null {
    return this.#jobById.get(id) ?? null
  }

  job(seq: number): PlacedJob | null {
    const row = this.#jobBySeq.get(seq)
    return row ? { seq: row.seq, job: toJob(row) } : null
  }

  newestJobs(limit: number): PlacedJob[] {
    return this.#sqlite
      .prepare<[number], JobRow & { readonly seq: number }>('SELECT * FROM job ORDER BY seq DESC LIMIT ?')
      .all(limit)
      .map((row) => ({ seq: row.seq, job: toJob(row) }))
  }

  newestJob(): number {
    return this.#sqlite.prepare<[], number | null>('SELECT max(seq) FROM job').pluck().get() ?? 0
  }

  /** Records of some kinds that came after one, oldest first, at most `limit`: the index of kinds, merged. */
  recordsAfter(seq: number, kinds: readonly HistoryKind[], limit: number): StoredRecord[] {
    const places = kinds.map(() => 'SELECT seq FROM history WHERE kind = ? AND seq > ?').join(' UNION ALL ')
    return this.#sqlite
      .prepare<unknown[], StoredRecord>(
        `SELECT seq AS row, text, hash FROM history WHERE seq IN (SELECT seq FROM (${places} ORDER BY seq LIMIT ?))
         ORDER BY seq`,
      )
      .all(...kinds.flatMap((kind) => [kind, seq]), limit)
  }

  /** Records of one kind before a number, newest first. */
  recordsOfKind(kind: HistoryKind, before: number, limit: number): StoredRecord[] {
    return this.#sqlite
      .prepare<[string, number, number], StoredRecord>(
        'SELECT seq AS row, text, hash FROM history WHERE kind = ? AND seq < ? ORDER BY seq DESC LIMIT ?',
      )
      .all(kind, before, limit)
  }

  /** Counts the records of a kind, up to a limit. */
  countKind(kind: HistoryKind, max: number): number {
    const count = this.#sqlite.prepare<[string, number], number>(
      'SELECT count(*) FROM (SELECT 1 FROM history WHERE kind = ? LIMIT ?)',
    )
    return count.pluck().get(kind, max) ?? 0
  }

  record(seq: number): StoredRecord | null {
    return this.#recordBySeq.get(seq) ?? null
  }

  /** Records from one number on, in order. */
  walk(from: number): IterableIterator<StoredRecord> {
    return this.#sqlite
      .prepare<[number], StoredRecord>('SELECT seq AS row, text, hash FROM history WHERE seq >= ? ORDER BY seq')
      .iterate(from)
  }

  /** Every record about a request, oldest first. */
  story(jobId: string, limit = STORY_MAX): StoredRecord[] {
    return this.#sqlite
      .prepare<[string, number], StoredRecord>(
        'SELECT seq AS row, text, hash FROM history WHERE job_id = ? ORDER BY seq LIMIT ?',
      )
      .all(jobId, limit)
  }

  documents(jobId: string): { readonly document: Uint8Array; readonly signed: Uint8Array | null } | null {
    return (
      this.#sqlite
        .prepare<[string], { document: Uint8Array; signed: Uint8Array | null }>(
          'SELECT document, signed FROM kept_document WHERE job_id = ?',
        )
        .get(jobId) ?? null
    )
  }

  jobWithId(id: string): Job | null {
    const row = this.#sqlite.prepare<[string], JobRow>('SELECT * FROM job WHERE id = ?').get(id)
    return row ? toJob(row) : null
  }

  head(): SignedHead | null {
    return readHead(this.#sqlite)
  }

  /** Fingerprint of the key that must have signed the head; null where there is none yet. @throws ERR_HISTORY_KEY */
  ownKey(): string | null {
    if (!existsSync(join(this.#stateDir, HISTORY_KEY_FILE))) return null
    return readHistoryKey(this.#stateDir)?.fingerprint ?? null
  }

  /** Reads everything inside of `read` as it is at one moment. */
  atOneMoment<T>(read: () => T): T {
    return this.#sqlite.transaction(read)()
  }

  close(): void {
    this.#sqlite.close()
  }
}
