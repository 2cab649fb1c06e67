/** Rights to approve that one account gave to another for a time. Each change is a record of the history. */
import { randomUUID } from 'node:crypto'
import { CongkyError } from '@congky/shared'
import type Database from 'better-sqlite3'
import type { Actor } from '../domain/account.ts'
import type { Delegation } from '../domain/approval/decide.ts'
import type { StateDatabase } from './database.ts'
import type { HistoryWriter } from './history.ts'
import { KeptReading } from './kept-reading.ts'

interface DelegationRow {
  readonly id: string
  readonly from_account: string
  readonly to_account: string
  readonly starts_at: number
  readonly ends_at: number
  readonly created_at: number
  readonly revoked_at: number | null
}

export class DelegationStore {
  readonly #database: StateDatabase
  readonly #history: HistoryWriter
  readonly #kept: KeptReading<readonly Delegation[]>
  readonly #byId: Database.Statement<[string], DelegationRow>

  constructor(database: StateDatabase, history: HistoryWriter) {
    this.#database = database
    this.#history = history
    const all = database.sqlite.prepare<[], DelegationRow>('SELECT * FROM delegation ORDER BY created_at DESC')
    this.#kept = new KeptReading(database, () => all.all().map(toDelegation))
    this.#byId = database.sqlite.prepare('SELECT * FROM delegation WHERE id = ?')
  }

  /** The newest first. */
  list(): readonly Delegation[] {
    return this.#kept.now
  }

  add(wanted: Pick<Delegation, 'from' | 'to' | 'startsAt' | 'endsAt'>, by: Actor): Promise<Delegation> {
    const id = randomUUID()
    const { from, to, startsAt, endsAt } = wanted
    return this.#kept.write(() => {
      const values = { id, from, to, startsAt: startsAt.getTime(), endsAt: endsAt.getTime(), now: Date.now() }
      this.#database.sqlite
        .prepare(
          `INSERT INTO delegation (id, from_account, to_account, starts_at, ends_at, created_at)
           VALUES (@id, @from, @to, @startsAt, @endsAt, @now)`,
        )
        .run(values)
      const period = `${startsAt.toISOString()} to ${endsAt.toISOString()}`
      this.#record(by, `right to approve of ${from} given to ${to}, ${period}`)
      return this.#find(id)
    })
  }

  /** @throws {CongkyError} ERR_NOT_FOUND */
  revoke(id: string, by: Actor): Promise<Delegation> {
    return this.#kept.write(() => {
      const { from, to } = this.#find(id)
      this.#database.sqlite
        .prepare('UPDATE delegation SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?')
        .run(Date.now(), id)
      this.#record(by, `right to approve of ${from} taken back from ${to}`)
      return this.#find(id)
    })
  }

  #find(id: string): Delegation {
    const row = this.#byId.get(id)
    if (!row) throw new CongkyError('ERR_NOT_FOUND')
    return toDelegation(row)
  }

  #record({ name, origin }: Actor, note: string): void {
    this.#history.appendInside({ kind: 'account', requester: name, origin, note })
  }
}

function toDelegation(row: DelegationRow): Delegation {
  return {
    id: row.id,
    from: row.from_account,
    to: row.to_account,
    startsAt: new Date(row.starts_at),
    endsAt: new Date(row.ends_at),
    createdAt: new Date(row.created_at),
    revokedAt: row.revoked_at === null ? null : new Date(row.revoked_at),
  }
}
