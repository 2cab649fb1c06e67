/** The documents of jobs, received and signed: apart from the jobs, so that lists never read them. */
import type Database from 'better-sqlite3'

const DROP = `DELETE FROM job_document WHERE job_id IN (
  SELECT id FROM job JOIN job_document ON job_id = id WHERE state IN ('signed', 'rejected')
  AND (delivered_at < @before OR (delivered_at IS NULL AND workstation_id IS NOT NULL AND received_at < @before)) LIMIT @limit)
  RETURNING job_id`

export class JobDocuments {
  readonly #store: Database.Statement<[string, Uint8Array]>
  readonly #storeSigned: Database.Statement<[string, Uint8Array]>
  readonly #received: Database.Statement<[string], Uint8Array>
  readonly #signed: Database.Statement<[string], Uint8Array | null>
  readonly #drop: Database.Statement<[{ readonly before: number; readonly limit: number }], string>
  readonly #dropSigned: Database.Statement<[string]>

  constructor(sqlite: Database.Database) {
    this.#store = sqlite.prepare(
      'INSERT INTO job_document (job_id, document) VALUES (?, ?) ON CONFLICT (job_id) DO UPDATE SET document = excluded.document',
    )
    this.#storeSigned = sqlite.prepare(
      'INSERT INTO signed_document (job_id, document) VALUES (?, ?) ON CONFLICT (job_id) DO UPDATE SET document = excluded.document',
    )
    this.#received = sqlite.prepare<[string], Uint8Array>('SELECT document FROM job_document WHERE job_id = ?').pluck()
    this.#signed = sqlite
      .prepare<[string], Uint8Array | null>('SELECT signed FROM kept_document WHERE job_id = ?')
      .pluck()
    this.#drop = sqlite.prepare<[{ readonly before: number; readonly limit: number }], string>(DROP).pluck()
    this.#dropSigned = sqlite.prepare('DELETE FROM signed_document WHERE job_id = ?')
  }

  /** Inside a write, as those below. */
  store(jobId: string, document: Uint8Array): void {
    this.#store.run(jobId, document)
  }

  storeSigned(jobId: string, document: Uint8Array): void {
    this.#storeSigned.run(jobId, document)
  }

  /** As it was received, or null once retention dropped it. */
  received(jobId: string): Uint8Array | null {
    return this.#received.get(jobId) ?? null
  }

  signed(jobId: string): Uint8Array | null {
    return this.#signed.get(jobId) ?? null
  }

  /** Inside a write. @returns How many jobs lost their documents, at most `limit`. */
  drop(before: Date, limit: number): number {
    const dropped = this.#drop.all({ before: before.getTime(), limit })
    for (const jobId of dropped) this.#dropSigned.run(jobId)
    return dropped.length
  }
}
