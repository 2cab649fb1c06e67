/**
 * Workstations: what each may sign for, and how it is paired. A pairing secret works once, for a short time,
 * and is stored as its SHA-256 only, as are the access keys that it is exchanged for (see access-keys.ts).
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { CongkyError, type TaxCode } from '@congky/shared'
import type Database from 'better-sqlite3'
import type { Actor } from '../domain/account.ts'
import { sha256Hex } from '../domain/request.ts'
import { ACCESS_KEY_DAYS, AccessKeyStore, type IssuedKey } from './access-keys.ts'
import { AccessRows } from './access-rows.ts'
import type { StateDatabase } from './database.ts'
import type { HistoryWriter } from './history.ts'
import {
  type AccessTerm,
  describeRights,
  isSameEnterprises,
  mayBeAddedAgain,
  toWorkstation,
  type Workstation,
  type WorkstationRow,
} from './workstation-rights.ts'

export interface Pairing {
  readonly id: string
  /** To be shown once. */
  readonly secret: string
  readonly expiresAt: Date
}

const PAIRING_MINUTES = 30
const AS_CONFIGURED: AccessTerm = { keyDays: null, accessEndsAt: null }

export class WorkstationStore {
  readonly keys: AccessKeyStore
  readonly #database: StateDatabase
  readonly #history: HistoryWriter
  readonly #rows: AccessRows
  readonly #expiring: Database.Statement<object, { name: string; created_at: number; expires_at: number }>
  readonly #accessListeners = new Set<() => void>()

  constructor(database: StateDatabase, history: HistoryWriter) {
    this.#database = database
    this.#history = history
    this.#rows = new AccessRows(database)
    this.keys = new AccessKeyStore(database, history, this.#rows)
    this.#expiring = database.sqlite.prepare(
      `SELECT name, access_key.created_at, expires_at FROM access_key JOIN workstation ON workstation.id = workstation_id
       WHERE revoked_at IS NULL AND retires_at IS NULL AND expires_at BETWEEN @from AND @to ORDER BY expires_at`,
    )
  }

  list(): Workstation[] {
    return this.#database.sqlite
      .prepare<[], WorkstationRow>('SELECT * FROM workstation ORDER BY name')
      .all()
      .map(toWorkstation)
  }

  /**
   * Adds a workstation. One that was revoked gets new rights; so does none that works, but where the pairing was
   * never used, the same rights get a new secret.
   *
   * @throws {CongkyError} ERR_WORKSTATION_EXISTS
   */
  async add(
    name: string,
    enterprises: readonly TaxCode[] | 'all',
    by: Actor,
    term: AccessTerm = AS_CONFIGURED,
  ): Promise<Pairing> {
    const pairing = newSecret()
    const rights = { enterprises, ...term }
    const id = await this.#rows.write(() => {
      const { sqlite } = this.#database
      const known = sqlite.prepare<[string], WorkstationRow>('SELECT * FROM workstation WHERE name = ?').get(name)
      if (known && !mayBeAddedAgain(toWorkstation(known), rights))
        throw new CongkyError('ERR_WORKSTATION_EXISTS', { name })
      const rowId = known?.id ?? randomUUID()
      sqlite
        .prepare(
          `INSERT INTO workstation (id, name, enterprises, created_at, key_days, access_ends_at) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET enterprises = excluded.enterprises, key_days = excluded.key_days,
             access_ends_at = excluded.access_ends_at`,
        )
        .run(rowId, name, JSON.stringify(enterprises), Date.now(), term.keyDays, term.accessEndsAt?.getTime() ?? null)
      this.#setSecretInside(rowId, pairing, 0)
      this.#record(rowId, by, [`added ${name}`, ...describeRights(rights)].join('; '))
      return rowId
    })
    return { id, ...pairing }
  }

  /**
   * Changes which enterprises a workstation may sign for; at once, also for its open connections and for documents
   * of it that wait.
   *
   * @param known What the one who changes it saw; null changes it whatever it was.
   * @throws {CongkyError} ERR_WORKSTATION_UNKNOWN: there is none, or it was revoked. ERR_WORKSTATION_CHANGED
   */
  async setEnterprises(
    idOrName: string,
    enterprises: Workstation['enterprises'],
    known: Workstation['enterprises'] | null,
    by: Actor,
  ): Promise<Workstation> {
    return this.#rows.write(() => {
      const workstation = toWorkstation(this.#rowInside(idOrName))
      const { id, name } = workstation
      if (known !== null && !isSameEnterprises(known, workstation.enterprises)) {
        throw new CongkyError('ERR_WORKSTATION_CHANGED', { name })
      }
      this.#database.sqlite
        .prepare('UPDATE workstation SET enterprises = ? WHERE id = ?')
        .run(JSON.stringify(enterprises), id)
      const changed = { ...workstation, enterprises }
      this.#record(id, by, [`new rights of ${name}`, ...describeRights(changed)].join('; '))
      return changed
    })
  }

  /**
   * Gives a workstation a new pairing secret, its rights unchanged. Once it is used, older access keys go on
   * for the overlap.
   *
   * @throws {CongkyError} ERR_WORKSTATION_UNKNOWN: there is none, or it was revoked.
   */
  async rotate(idOrName: string, overlapMs: number, by: Actor): Promise<Pairing> {
    const pairing = newSecret()
    const id = await this.#rows.write(() => {
      const row = this.#rowInside(idOrName)
      this.#setSecretInside(row.id, pairing, overlapMs)
      this.#record(row.id, by, `new pairing code for ${row.name}, old access keys overlap ${overlapMs / 1000} s`)
      return row.id
    })
    return { id, ...pairing }
  }

  /**
   * Exchanges a pairing secret for an access key. Keys it had before end after the overlap of that secret.
   *
   * @param keyDays How long it lives unless the workstation has a term of its own; 0 for ever.
   * @throws {CongkyError} ERR_PAIRING_CODE_INVALID: wrong, used or expired.
   */
  async pair(
    secret: string,
    origin: string,
    keyDays = ACCESS_KEY_DAYS,
  ): Promise<IssuedKey & { readonly workstation: Workstation }> {
    const paired = await this.#rows.write(() => {
      const { sqlite } = this.#database
      const now = Date.now()
      const row = sqlite
        .prepare<object, WorkstationRow>(
          `SELECT * FROM workstation WHERE pairing_hash = @hash AND pairing_expires_at > @now
           AND (access_ends_at IS NULL OR access_ends_at > @now)`,
        )
        .get({ hash: hash(secret), now })
      if (!row) throw new CongkyError('ERR_PAIRING_CODE_INVALID')
      sqlite
        .prepare(
          `UPDATE workstation SET pairing_hash = NULL, pairing_expires_at = NULL, pairing_overlap_ms = NULL,
             paired_at = ?, revoked_at = NULL WHERE id = ?`,
        )
        .run(now, row.id)
      this.keys.retireInside(row.id, new Date(now + (row.pairing_overlap_ms ?? 0)))
      const issued = this.keys.issueInside(row, keyDays, null)
      this.#history.appendInside({ kind: 'workstation', workstationId: row.id, origin, note: `paired ${row.name}` })
      return { workstation: toWorkstation(row), ...issued }
    })
    this.#tellAccessChanged()
    return paired
  }

  /**
   * Gives the owner of an access key the one that follows it.
   *
   * @throws {CongkyError} ERR_UNAUTHENTICATED: revoked meanwhile. ERR_REQUEST_INVALID: not due, or replaced already.
   */
  renew(id: string, keyId: number, origin: string, keyDays: number): Promise<IssuedKey> {
    return this.#rows.write(() => {
      const workstation = this.#rows.workstation(id)
      if (!workstation) throw new CongkyError('ERR_UNAUTHENTICATED')
      const rules = { id, key_days: workstation.keyDays, access_ends_at: workstation.accessEndsAt?.getTime() ?? null }
      const issued = this.keys.renewInside(rules, keyId, keyDays)
      const note = `access key of ${workstation.name} renewed`
      this.#history.appendInside({ kind: 'workstation', workstationId: id, origin, note })
      return issued
    })
  }

  /** The workstation of an access key that may be used now; else whether there ever was such a key. */
  authenticate(accessKey: string): { readonly workstation: Workstation; readonly keyId: number } | 'ended' | 'unknown' {
    const found = this.keys.look(accessKey)
    if (typeof found === 'string') return found
    const workstation = this.#rows.workstation(found.workstationId)
    if (!workstation) return 'ended'
    this.keys.noteUse(found.keyId)
    return { workstation, keyId: found.keyId }
  }

  /** The enterprises a workstation may sign for now; none when it is unknown or revoked. */
  enterprisesOf(id: string): Workstation['enterprises'] {
    return this.#rows.workstation(id)?.enterprises ?? []
  }

  /**
   * Workstations whose access key ends soon, or ended lately, and was not renewed: within 30 days, or the last
   * tenth of a shorter life.
   */
  expiring(now: Date): { readonly name: string; readonly expiresAt: Date }[] {
    const noticeMs = 30 * 86_400_000
    return this.#expiring
      .all({ from: now.getTime() - noticeMs, to: now.getTime() + noticeMs })
      .filter((row) => row.expires_at - now.getTime() < (row.expires_at - row.created_at) / 10)
      .map(({ name, expires_at }) => ({ name, expiresAt: new Date(expires_at) }))
  }

  /** Ends a workstation's access at once, whatever keys it has. @throws {CongkyError} ERR_WORKSTATION_UNKNOWN */
  async revoke(idOrName: string, by: Actor): Promise<Workstation> {
    const revoked = await this.#rows.write(() => {
      const now = new Date()
      const row = this.#database.sqlite
        .prepare<object, WorkstationRow>(
          `UPDATE workstation SET revoked_at = @now, pairing_hash = NULL, pairing_expires_at = NULL,
             pairing_overlap_ms = NULL WHERE @key IN (id, name) RETURNING *`,
        )
        .get({ now: now.getTime(), key: idOrName })
      if (!row) throw new CongkyError('ERR_WORKSTATION_UNKNOWN', { name: idOrName })
      this.keys.retireInside(row.id, now)
      this.#record(row.id, by, `revoked ${row.name}`)
      return toWorkstation(row)
    })
    this.#tellAccessChanged()
    return revoked
  }

  /** Calls back when access keys may have stopped being valid. Returns how to stop it. */
  onAccessChanged(listener: () => void): () => void {
    this.#accessListeners.add(listener)
    return () => this.#accessListeners.delete(listener)
  }

  /** @throws {CongkyError} ERR_WORKSTATION_UNKNOWN: there is none, or it was revoked. */
  #rowInside(idOrName: string): WorkstationRow {
    const row = this.#database.sqlite
      .prepare<object, WorkstationRow>('SELECT * FROM workstation WHERE @key IN (id, name) AND revoked_at IS NULL')
      .get({ key: idOrName })
    if (!row) throw new CongkyError('ERR_WORKSTATION_UNKNOWN', { name: idOrName })
    return row
  }

  #setSecretInside(id: string, { secret, expiresAt }: Omit<Pairing, 'id'>, overlapMs: number): void {
    this.#database.sqlite
      .prepare('UPDATE workstation SET pairing_hash = ?, pairing_expires_at = ?, pairing_overlap_ms = ? WHERE id = ?')
      .run(hash(secret), expiresAt.getTime(), overlapMs, id)
  }

  #record(workstationId: string, { name: requester, origin }: Actor, note: string): void {
    this.#history.appendInside({ kind: 'workstation', workstationId, requester, origin, note })
  }

  #tellAccessChanged(): void {
    for (const listener of this.#accessListeners) listener()
  }
}

function newSecret(): Omit<Pairing, 'id'> {
  const secret = randomBytes(16).toString('base64url')
  return { secret, expiresAt: new Date(Date.now() + PAIRING_MINUTES * 60_000) }
}

function hash(secret: string): string {
  return sha256Hex(Buffer.from(secret))
}
