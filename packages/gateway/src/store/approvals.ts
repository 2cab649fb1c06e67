/**
 * Approvals and delegations. Reads answer at once; an approval changes together with its job and their history record,
 * in the transaction of `JobStore`.
 */
import type Database from 'better-sqlite3'
import type { Approval } from '../domain/approval/approval.ts'
import { close } from '../domain/approval/decide.ts'

interface ApprovalRow {
  readonly id: string
  readonly job_id: string
  readonly version: number
  readonly document_sha256: string
  readonly tax_code: string | null
  readonly profile: string
  readonly plan: string
  readonly state: Approval['state']
  readonly decisions: string
  readonly signer: string | null
  readonly submitted_at: number
  readonly expires_at: number
  readonly ended_at: number | null
}

/** Read at once: a millisecond or two. */
const SLICE_ROWS = 100

export class ApprovalStore {
  readonly #byId: Database.Statement<[string], ApprovalRow>
  readonly #signer: Database.Statement<[string], string | null>
  readonly #ofJob: Database.Statement<[string], ApprovalRow>
  readonly #open: Database.Statement<[number], ApprovalRow>
  readonly #openAfter: Database.Statement<[number, string, number], ApprovalRow>
  readonly #overdue: Database.Statement<[number, number], ApprovalRow>
  readonly #decided: Database.Statement<[number], ApprovalRow>
  readonly #insert: Database.Statement
  readonly #update: Database.Statement

  constructor(sqlite: Database.Database) {
    this.#byId = sqlite.prepare('SELECT * FROM approval WHERE id = ?')
    this.#signer = sqlite.prepare<[string], string | null>('SELECT signer FROM approval WHERE id = ?').pluck()
    this.#ofJob = sqlite.prepare('SELECT * FROM approval WHERE job_id = ? ORDER BY submitted_at DESC, rowid DESC')
    this.#open = sqlite.prepare("SELECT * FROM approval WHERE state = 'open' ORDER BY submitted_at LIMIT ?")
    this.#overdue = sqlite.prepare(
      "SELECT * FROM approval WHERE state = 'open' AND expires_at <= ? ORDER BY expires_at LIMIT ?",
    )
    this.#openAfter = sqlite.prepare(
      `SELECT * FROM approval WHERE state = 'open' AND (submitted_at, id) > (?, ?) ORDER BY submitted_at, id LIMIT ?`,
    )
    this.#decided = sqlite.prepare("SELECT * FROM approval WHERE state <> 'open' ORDER BY rowid DESC LIMIT ?")
    this.#insert = sqlite.prepare(
      `INSERT INTO approval (id, job_id, version, document_sha256, tax_code, profile, plan, state, decisions, signer,
         submitted_at, expires_at, ended_at)
       VALUES (@id, @jobId, @version, @documentSha256, @taxCode, @profile, @plan, @state, @decisions, @signer,
         @submittedAt, @expiresAt, @endedAt)`,
    )
    this.#update = sqlite.prepare(
      `UPDATE approval SET version = @version, state = @state, decisions = @decisions, signer = @signer,
         ended_at = @endedAt WHERE id = @id AND version = @version - 1`,
    )
  }

  find(id: string): Approval | null {
    const row = this.#byId.get(id)
    return row ? toApproval(row) : null
  }

  /** The `signer` alone: asked of every held job whenever a token changes. */
  signerOf(id: string): string | null {
    return this.#signer.get(id) ?? null
  }

  /** Every approval that was asked for a job, the newest first. */
  ofJob(jobId: string): Approval[] {
    return this.#ofJob.all(jobId).map(toApproval)
  }

  /** Those that wait for somebody, oldest first. */
  open(limit: number): Approval[] {
    return this.#open.all(limit).map(toApproval)
  }

  /** Those that nobody decided on in time. */
  overdue(now: Date, limit: number): Approval[] {
    return this.#overdue.all(now.getTime(), limit).map(toApproval)
  }

  /** All that wait, oldest first, read as they are asked for: whoever goes through many lets others have their turn. */
  *eachOpen(): Generator<Approval> {
    let last: Approval | null = null
    for (;;) {
      const [at, id]: [number, string] = last === null ? [0, ''] : [last.submittedAt.getTime(), last.id]
      const slice = this.#openAfter.all(at, id, SLICE_ROWS).map(toApproval)
      yield* slice
      last = slice.at(-1) ?? null
      if (last === null || slice.length < SLICE_ROWS) return
    }
  }

  /** Those that wait no more, the newest first. */
  decided(limit: number): Approval[] {
    return this.#decided.all(limit).map(toApproval)
  }

  /**
   * Inside the transaction of its job.
   *
   * @returns false: it is at another version by now, and nothing was written.
   */
  putInside(approval: Approval): boolean {
    const values = toValues(approval)
    if (approval.version === 1) return this.#insert.run(values).changes === 1
    return this.#update.run(values).changes === 1
  }

  /** Inside the transaction of its job: whatever approval the job has ends with it, but for one. @returns What ended. */
  endInside(jobId: string, state: 'withdrawn' | 'void', now: Date, except: string | null): Approval[] {
    const ended = this.ofJob(jobId).flatMap((one) => (one.id === except ? [] : (close(one, state, now) ?? [])))
    for (const one of ended) this.putInside(one)
    return ended
  }
}

/** Beside a running gateway. */
export function findApproval(sqlite: Database.Database, id: string): Approval | null {
  const row = sqlite.prepare<[string], ApprovalRow>('SELECT * FROM approval WHERE id = ?').get(id)
  return row ? toApproval(row) : null
}

function toValues(approval: Approval) {
  const { id, jobId, version, subject, plan, state, decisions, signer, submittedAt, expiresAt, endedAt } = approval
  return {
    ...{ id, jobId, version, state, signer, ...subject },
    plan: JSON.stringify(plan),
    decisions: JSON.stringify(decisions),
    submittedAt: submittedAt.getTime(),
    expiresAt: expiresAt.getTime(),
    endedAt: endedAt?.getTime() ?? null,
  }
}

function toApproval(row: ApprovalRow): Approval {
  // Written by this file alone.
  const decisions = JSON.parse(row.decisions) as (Omit<Approval['decisions'][number], 'at'> & { at: string })[]
  return {
    id: row.id,
    jobId: row.job_id,
    version: row.version,
    subject: { documentSha256: row.document_sha256, taxCode: row.tax_code, profile: row.profile },
    plan: JSON.parse(row.plan) as Approval['plan'],
    state: row.state,
    decisions: decisions.map((decision) => ({ ...decision, at: new Date(decision.at) })),
    signer: row.signer,
    submittedAt: new Date(row.submitted_at),
    expiresAt: new Date(row.expires_at),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
  }
}
