/** The documents of jobs, received and signed: apart from the jobs, so that lists never read them. */
import type Database from 'better-sqlite3'
import { SLICE_BYTES } from '../domain/in-slices.ts'
import { sha256Hex } from '../domain/request.ts'
import { editOf } from './document-edit.ts'
import { LeavingDocuments } from './leaving-documents.ts'

/**
 * From the oldest on, and in the order in which they were stored: a day's look ends at the first that is young. Found
 * by their jobs, those that retention is done with would be walked through every day, once for every few documents.
 * One that came while the clock was ahead is no sign that those behind it are young.
 */
const LOOK = `SELECT job_document.rowid AS place, job_id AS jobId, document_bytes AS bytes,
  received_at BETWEEN @before AND @now AS isYoung,
  state IN ('signed', 'rejected') AND (delivered_at < @before
    OR (delivered_at IS NULL AND workstation_id IS NOT NULL AND received_at < @before)) AS isDue
  FROM job_document CROSS JOIN job ON job.id = job_id WHERE job_document.rowid > @after
  ORDER BY job_document.rowid LIMIT @limit`

interface LookedAt {
  readonly place: number
  readonly jobId: string
  readonly bytes: number
  readonly isYoung: 0 | 1
  readonly isDue: 0 | 1
}

interface Look {
  readonly before: number
  readonly now: number
  readonly after: number
  readonly limit: number
}

interface KeptDocument {
  readonly signed: Uint8Array | null
  readonly sha256: string | null
}

const NOTHING = new Uint8Array()

/** What is dropped in one write, in bytes of received documents: freeing the pages of 8 MB takes some milliseconds. */
const DROPPED_BYTES_MAX = 8_000_000

export interface DroppedDocuments {
  /** How many jobs lost their documents. */
  readonly dropped: number
  /** After which place to look on; null when all that are old have been looked at. */
  readonly next: number | null
}

export class JobDocuments {
  readonly #leaving = new LeavingDocuments()
  readonly #store: Database.Statement<[string, Uint8Array]>
  readonly #storeSigned: Database.Statement<[string, number, number, Uint8Array]>
  readonly #received: Database.Statement<[string], Uint8Array>
  readonly #signed: Database.Statement<[string], KeptDocument>
  readonly #look: Database.Statement<[Look], LookedAt>
  readonly #drop: Database.Statement<[string]>
  readonly #dropSigned: Database.Statement<[string]>

  constructor(sqlite: Database.Database) {
    this.#store = sqlite.prepare(
      'INSERT INTO job_document (job_id, document) VALUES (?, ?) ON CONFLICT (job_id) DO UPDATE SET document = excluded.document',
    )
    this.#storeSigned = sqlite.prepare(
      'INSERT OR REPLACE INTO signed_document (job_id, head, tail, middle) VALUES (?, ?, ?, ?)',
    )
    this.#received = sqlite.prepare<[string], Uint8Array>('SELECT document FROM job_document WHERE job_id = ?').pluck()
    this.#signed = sqlite.prepare(
      'SELECT signed, signed_sha256 AS sha256 FROM kept_document CROSS JOIN job ON job.id = job_id WHERE job_id = ?',
    )
    this.#look = sqlite.prepare(LOOK)
    this.#drop = sqlite.prepare('DELETE FROM job_document WHERE job_id = ?')
    this.#dropSigned = sqlite.prepare('DELETE FROM signed_document WHERE job_id = ?')
  }

  /** Inside a write, as those below. */
  store(jobId: string, document: Uint8Array): void {
    this.#store.run(jobId, document)
  }

  /** @param received Of which it was made, as it is stored; else it is kept as a whole. */
  storeSigned(jobId: string, document: Uint8Array, received: Uint8Array = NOTHING): void {
    const { head, tail, middle } = editOf(document.length > SLICE_BYTES ? NOTHING : received, document)
    this.#storeSigned.run(jobId, head, tail, middle)
    this.#leaving.put(jobId, document)
  }

  /** As it was received, or null once retention dropped it. */
  received(jobId: string): Uint8Array | null {
    return this.#received.get(jobId) ?? null
  }

  /**
   * The bytes that were verified when they were signed; null once retention dropped them, or where what is kept does
   * not give them any more.
   */
  signed(jobId: string): Uint8Array | null {
    const leaving = this.#leaving.take(jobId)
    if (leaving) return leaving
    const { signed = null, sha256 } = this.#signed.get(jobId) ?? {}
    // Larger ones are no edits (`storeSigned`), and to hash them would take the main thread milliseconds.
    const isCertain = signed === null || signed.length > SLICE_BYTES || sha256Hex(signed) === sha256
    return isCertain ? signed : null
  }

  /** What is kept of it now, whether or not it is still what was verified: for those who find that out. */
  keptSigned(jobId: string): Uint8Array | null {
    return this.#signed.get(jobId)?.signed ?? null
  }

  /** Inside a write. Looks at no more than `limit` jobs, after a place that is 0 at first. */
  drop(before: Date, limit: number, after: number): DroppedDocuments {
    const found = this.#look.all({ before: before.getTime(), now: Date.now(), after, limit })
    let next = after
    let dropped = 0
    let bytes = 0
    for (const { place, jobId, isYoung, isDue, bytes: more } of found) {
      if (isYoung) return { dropped, next: null }
      if (isDue) {
        this.#drop.run(jobId)
        this.#dropSigned.run(jobId)
        this.#leaving.take(jobId)
        dropped++
        bytes += more
      }
      next = place
      if (bytes >= DROPPED_BYTES_MAX) return { dropped, next }
    }
    return { dropped, next: found.length < limit ? null : next }
  }

  /** Writes were undone: what was stored may not be there. */
  forget(): void {
    this.#leaving.clear()
  }
}
