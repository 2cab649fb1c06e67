/** Workstations and their access keys as each call and each frame asks for them: read once, anew after each change. */
import type Database from 'better-sqlite3'
import type { StateDatabase } from './database.ts'
import { KeptReading } from './kept-reading.ts'
import { toWorkstation, type Workstation, type WorkstationRow } from './workstation-rights.ts'

export interface AccessKeyRow {
  readonly id: number
  readonly workstation_id: string
  readonly created_at: number
  readonly expires_at: number | null
  readonly renew_after: number | null
  readonly retires_at: number | null
  readonly last_used_at: number | null
  readonly replaces: number | null
  /** Of its workstation: no key outlives it, whenever it was made. */
  readonly access_ends_at: number | null
}

/** What was read since the last change. */
interface Kept {
  readonly keysByHash: Map<string, AccessKeyRow>
  readonly keysById: Map<number, AccessKeyRow>
  readonly workstations: Map<string, Workstation>
}

/** Rows of a kind that are kept; beyond it they are read each time. */
const ROWS_MAX = 10_000

export class AccessRows {
  readonly #kept: KeptReading<Kept>
  readonly #keyByHash: Database.Statement<[string], AccessKeyRow>
  readonly #keyById: Database.Statement<[number], AccessKeyRow>
  readonly #workstationById: Database.Statement<[string], WorkstationRow>

  constructor(database: StateDatabase) {
    const { sqlite } = database
    this.#kept = new KeptReading(database, () => ({
      ...{ keysByHash: new Map(), keysById: new Map(), workstations: new Map() },
    }))
    const key = `SELECT access_key.*, access_ends_at FROM access_key
      JOIN workstation ON workstation.id = workstation_id WHERE`
    this.#keyByHash = sqlite.prepare(`${key} access_key.key_hash = ?`)
    this.#keyById = sqlite.prepare(`${key} access_key.id = ?`)
    this.#workstationById = sqlite.prepare('SELECT * FROM workstation WHERE id = ? AND revoked_at IS NULL')
  }

  keyOfHash(hash: string): AccessKeyRow | undefined {
    return keep(this.#kept.now.keysByHash, hash, () => this.#keyByHash.get(hash))
  }

  key(id: number): AccessKeyRow | undefined {
    return keep(this.#kept.now.keysById, id, () => this.#keyById.get(id))
  }

  /** One that was not revoked. */
  workstation(id: string): Workstation | undefined {
    return keep(this.#kept.now.workstations, id, () => {
      const row = this.#workstationById.get(id)
      return row && toWorkstation(row)
    })
  }

  /** Whoever changes workstations or keys does so here. */
  write<T>(change: () => T): Promise<T> {
    return this.#kept.write(change)
  }
}

/** What is not there is read each time, so that strangers who guess fill no memory. */
function keep<Key, Row>(kept: Map<Key, Row>, key: Key, read: () => Row | undefined): Row | undefined {
  const known = kept.get(key)
  if (known !== undefined) return known
  const row = read()
  if (row !== undefined && kept.size < ROWS_MAX) kept.set(key, row)
  return row
}
