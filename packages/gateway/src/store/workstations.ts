/**
 * Workstations and their access keys. A key has 256 bits and is stored as its SHA-256 only; a pairing
 * secret works once, for a short time, and is stored the same way.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { CongkyError, type TaxCode } from '@congky/shared'
import type Database from 'better-sqlite3'
import { sha256Hex } from '../domain/request.ts'
import type { StateDatabase } from './database.ts'
import type { HistoryWriter } from './history.ts'

export interface Workstation {
  readonly id: string
  readonly name: string
  readonly enterprises: readonly TaxCode[] | 'all'
  readonly createdAt: Date
  readonly pairedAt: Date | null
  readonly lastSeenAt: Date | null
  readonly pairingExpiresAt: Date | null
  readonly revokedAt: Date | null
}

interface WorkstationRow {
  readonly id: string
  readonly name: string
  readonly enterprises: string
  readonly created_at: number
  readonly paired_at: number | null
  readonly last_seen_at: number | null
  readonly pairing_expires_at: number | null
  readonly revoked_at: number | null
}

const PAIRING_MINUTES = 30
/** How often the time of the last call is written down: a call a minute is enough to know. */
const LAST_SEEN_MS = 60_000

export class WorkstationStore {
  readonly #database: StateDatabase
  readonly #history: HistoryWriter
  readonly #byKeyHash: Database.Statement<[string], WorkstationRow>
  readonly #byId: Database.Statement<[string], WorkstationRow>
  readonly #accessListeners = new Set<(workstationId: string) => void>()

  constructor(database: StateDatabase, history: HistoryWriter) {
    this.#database = database
    this.#history = history
    this.#byId = database.sqlite.prepare('SELECT * FROM workstation WHERE id = ? AND revoked_at IS NULL')
    this.#byKeyHash = database.sqlite.prepare('SELECT * FROM workstation WHERE key_hash = ? AND revoked_at IS NULL')
  }

  list(): Workstation[] {
    return this.#database.sqlite
      .prepare<[], WorkstationRow>('SELECT * FROM workstation ORDER BY name')
      .all()
      .map(toWorkstation)
  }

  /**
   * Adds a workstation, or gives one that exists a new pairing secret and new rights. Its old access key
   * keeps working until the new pairing is used.
   *
   * @returns The secret, to be shown once.
   */
  async add(
    name: string,
    enterprises: readonly TaxCode[] | 'all',
  ): Promise<{ id: string; secret: string; expiresAt: Date }> {
    const secret = randomBytes(16).toString('base64url')
    const expiresAt = new Date(Date.now() + PAIRING_MINUTES * 60_000)
    const id = await this.#database.write(() => {
      const known = this.#database.sqlite
        .prepare<[string], { id: string }>('SELECT id FROM workstation WHERE name = ?')
        .get(name)
      const rowId = known?.id ?? randomUUID()
      this.#database.sqlite
        .prepare(
          `INSERT INTO workstation (id, name, enterprises, created_at, pairing_hash, pairing_expires_at) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET enterprises = excluded.enterprises, pairing_hash = excluded.pairing_hash,
             pairing_expires_at = excluded.pairing_expires_at`,
        )
        .run(rowId, name, JSON.stringify(enterprises), Date.now(), hash(secret), expiresAt.getTime())
      this.#history.appendInside({ kind: 'workstation', workstationId: rowId, note: `added ${name}` })
      return rowId
    })
    return { id, secret, expiresAt }
  }

  /**
   * Exchanges a pairing secret for an access key.
   *
   * @returns The access key, to be stored by the workstation; the gateway keeps only its hash.
   * @throws {CongkyError} ERR_PAIRING_CODE_INVALID: wrong, used or expired.
   */
  async pair(secret: string, origin: string): Promise<{ workstation: Workstation; accessKey: string }> {
    const accessKey = `ck_${randomBytes(32).toString('base64url')}`
    const paired = await this.#database.write(() => {
      const row = this.#database.sqlite
        .prepare<[Record<string, string | number>], WorkstationRow>(
          `UPDATE workstation SET key_hash = @keyHash, pairing_hash = NULL, pairing_expires_at = NULL, paired_at = @now, revoked_at = NULL
           WHERE pairing_hash = @pairingHash AND pairing_expires_at > @now RETURNING *`,
        )
        .get({ keyHash: hash(accessKey), pairingHash: hash(secret), now: Date.now() })
      if (!row) throw new CongkyError('ERR_PAIRING_CODE_INVALID')
      this.#history.appendInside({ kind: 'workstation', workstationId: row.id, origin, note: `paired ${row.name}` })
      return { workstation: toWorkstation(row), accessKey }
    })
    this.#endAccess(paired.workstation.id)
    return paired
  }

  /** The workstation of an access key, or null when the key is unknown or revoked. */
  authenticate(accessKey: string): Workstation | null {
    const row = this.#byKeyHash.get(hash(accessKey))
    if (!row) return null
    if (Date.now() - (row.last_seen_at ?? 0) > LAST_SEEN_MS) {
      // The time of the last call is a courtesy; a full disk must not turn a caller away.
      this.#database
        .write(() =>
          this.#database.sqlite.prepare('UPDATE workstation SET last_seen_at = ? WHERE id = ?').run(Date.now(), row.id),
        )
        .catch(() => {})
    }
    return toWorkstation(row)
  }

  /** The enterprises a workstation may sign for now; none when it is unknown or revoked. */
  enterprisesOf(id: string): Workstation['enterprises'] {
    const row = this.#byId.get(id)
    return row ? toWorkstation(row).enterprises : []
  }

  /** Ends a workstation's access at once. @throws {CongkyError} ERR_NOT_FOUND */
  async revoke(idOrName: string): Promise<Workstation> {
    const revoked = await this.#database.write(() => {
      const row = this.#database.sqlite
        .prepare<[Record<string, string | number>], WorkstationRow>(
          `UPDATE workstation SET revoked_at = @now, pairing_hash = NULL, pairing_expires_at = NULL
           WHERE id = @idOrName OR name = @idOrName RETURNING *`,
        )
        .get({ now: Date.now(), idOrName })
      if (!row) throw new CongkyError('ERR_NOT_FOUND')
      this.#history.appendInside({ kind: 'workstation', workstationId: row.id, note: `revoked ${row.name}` })
      return toWorkstation(row)
    })
    this.#endAccess(revoked.id)
    return revoked
  }

  /** Calls back with a workstation whose access key stopped being valid. Returns how to stop it. */
  onAccessEnded(listener: (workstationId: string) => void): () => void {
    this.#accessListeners.add(listener)
    return () => this.#accessListeners.delete(listener)
  }

  #endAccess(workstationId: string): void {
    for (const listener of this.#accessListeners) listener(workstationId)
  }
}

function hash(secret: string): string {
  return sha256Hex(Buffer.from(secret))
}

function toWorkstation(row: WorkstationRow): Workstation {
  const time = (value: number | null) => (value === null ? null : new Date(value))
  return {
    id: row.id,
    name: row.name,
    enterprises: JSON.parse(row.enterprises),
    createdAt: new Date(row.created_at),
    pairedAt: time(row.paired_at),
    lastSeenAt: time(row.last_seen_at),
    pairingExpiresAt: time(row.pairing_expires_at),
    revokedAt: time(row.revoked_at),
  }
}
