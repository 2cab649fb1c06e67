/**
 * Access keys: 256 random bits each, of which only the SHA-256 is stored. A workstation has several while one
 * replaces another:
 *
 *     issued ──> used ──> retiring ──> ended      paired anew: the old ones go on for the overlap
 *        \──────────────────^                     renewed by itself: the old one, once the new one was used
 *     any ──> ended                               expired, or its workstation was revoked or its access ended
 *
 * A workstation renews its key by itself, with that key. An answer that got lost costs nothing: until the new
 * key is used the old one goes on as before, and asking again drops the unused one. A key that has a used
 * successor cannot be renewed, so of a thief and its owner only one goes on, and the other is noticed.
 */
import { randomBytes } from 'node:crypto'
import { CongkyError } from '@congky/shared'
import type Database from 'better-sqlite3'
import { sha256Hex } from '../domain/request.ts'
import type { AccessKeyRow, AccessRows } from './access-rows.ts'
import type { StateDatabase } from './database.ts'
import type { HistoryWriter } from './history.ts'

/** How long a key lives unless configured otherwise, in days: a year, and a month to notice. */
export const ACCESS_KEY_DAYS = 400

export interface AccessKey {
  readonly id: number
  readonly createdAt: Date
  /** null for never. */
  readonly expiresAt: Date | null
  /** From then on it is refused; null unless it was replaced or revoked. */
  readonly retiresAt: Date | null
  readonly lastUsedAt: Date | null
  /** When its owner should ask for the next one: in the last fifth of its life. null for never. */
  readonly renewAfter: Date | null
}

/** What decides how long the keys of a workstation live. */
export interface KeyRules {
  readonly id: string
  /** Days; 0 for ever, null as the gateway is configured. */
  readonly key_days: number | null
  readonly access_ends_at: number | null
}

export interface IssuedKey {
  /** To be shown to its owner once. */
  readonly accessKey: string
  readonly key: AccessKey
}

const DAY_MS = 86_400_000
/** How long a key goes on after the one that replaces it was used: other programs of the workstation may have it. */
const RENEWAL_OVERLAP_MS = 7 * DAY_MS
/** How often the time of the last use is written down: a call a minute is enough to know. */
const LAST_USED_MS = 60_000
/** How long an ended key is remembered, to tell its owner from a stranger who guesses. */
const ENDED_KEPT_MS = 400 * DAY_MS

export class AccessKeyStore {
  readonly #database: StateDatabase
  readonly #history: HistoryWriter
  readonly #rows: AccessRows
  readonly #ofWorkstation: Database.Statement<[string], AccessKeyRow>
  /** When a key's use was last written down, or is about to be. */
  readonly #notedAtMs = new Map<number, number>()

  constructor(database: StateDatabase, history: HistoryWriter, rows: AccessRows) {
    this.#database = database
    this.#history = history
    this.#rows = rows
    this.#ofWorkstation = database.sqlite.prepare(
      `SELECT access_key.*, access_ends_at FROM access_key JOIN workstation ON workstation.id = workstation_id
       WHERE workstation_id = ? ORDER BY access_key.id DESC`,
    )
  }

  /** The key that may be used now, or why not: 'ended', or 'unknown' when there never was such a key. */
  look(accessKey: string): { readonly workstationId: string; readonly keyId: number } | 'ended' | 'unknown' {
    const row = this.#rows.keyOfHash(sha256Hex(Buffer.from(accessKey)))
    if (!row) return 'unknown'
    return isValid(row, Date.now()) ? { workstationId: row.workstation_id, keyId: row.id } : 'ended'
  }

  isValid(keyId: number): boolean {
    const row = this.#rows.key(keyId)
    return row !== undefined && isValid(row, Date.now())
  }

  /** @throws {CongkyError} ERR_NOT_FOUND */
  find(keyId: number): AccessKey {
    const row = this.#rows.key(keyId)
    if (!row) throw new CongkyError('ERR_NOT_FOUND')
    return toAccessKey(row)
  }

  /** Those that can be used now, the newest first. */
  validOf(workstationId: string): AccessKey[] {
    return this.allOf(workstationId).filter(({ id }) => this.isValid(id))
  }

  /** The newest first. */
  allOf(workstationId: string): AccessKey[] {
    return this.#ofWorkstation.all(workstationId).map(toAccessKey)
  }

  /** Writes down that a key was used. With its first use it takes the place of the one that it replaces. */
  noteUse(keyId: number): void {
    const now = Date.now()
    if (now - (this.#notedAtMs.get(keyId) ?? 0) < LAST_USED_MS) return
    this.#notedAtMs.set(keyId, now)
    this.#rows
      .write(() => this.#noteUseInside(keyId, now))
      // A full disk must not turn a caller away; the next use is written down instead.
      .catch(() => this.#notedAtMs.delete(keyId))
  }

  /** Makes a key. Must run inside `AccessRows.write`. */
  issueInside(rules: KeyRules, defaultDays: number, replaces: number | null): IssuedKey {
    const now = Date.now()
    const { sqlite } = this.#database
    sqlite
      .prepare('DELETE FROM access_key WHERE workstation_id = @id AND (expires_at < @before OR retires_at < @before)')
      .run({ id: rules.id, before: now - ENDED_KEPT_MS })
    const accessKey = `ck_${randomBytes(32).toString('base64url')}`
    const row = sqlite
      .prepare<unknown[], Omit<AccessKeyRow, 'access_ends_at'>>(
        `INSERT INTO access_key (workstation_id, key_hash, created_at, expires_at, renew_after, replaces)
         VALUES (?, ?, ?, ?, ?, ?) RETURNING *`,
      )
      .get(rules.id, sha256Hex(Buffer.from(accessKey)), now, ...lifeOf(rules, defaultDays, now), replaces)
    if (!row) throw new Error('no key was made')
    return { accessKey, key: toAccessKey({ ...row, access_ends_at: rules.access_ends_at }) }
  }

  /**
   * Makes the key that follows another, for the owner of that one. Must run inside `AccessRows.write`.
   *
   * @throws {CongkyError} ERR_REQUEST_INVALID: too early, or it was replaced already.
   */
  renewInside(rules: KeyRules, keyId: number, defaultDays: number): IssuedKey {
    const { renewAfter, retiresAt } = this.find(keyId)
    if (retiresAt !== null || renewAfter === null || renewAfter.getTime() > Date.now()) {
      const detail = { en: 'this access key is not due for renewal', vi: 'khóa truy cập này chưa đến hạn đổi' }
      throw new CongkyError('ERR_REQUEST_INVALID', { detail })
    }
    this.#database.sqlite.prepare('DELETE FROM access_key WHERE replaces = ? AND last_used_at IS NULL').run(keyId)
    return this.issueInside(rules, defaultDays, keyId)
  }

  /** Ends every key of a workstation at a time, unless it ends before. Must run inside `AccessRows.write`. */
  retireInside(workstationId: string, at: Date): void {
    this.#database.sqlite
      .prepare('UPDATE access_key SET retires_at = min(coalesce(retires_at, @at), @at) WHERE workstation_id = @id')
      .run({ id: workstationId, at: at.getTime() })
  }

  #noteUseInside(keyId: number, now: number): void {
    const { sqlite } = this.#database
    const row = this.#rows.key(keyId)
    if (!row) return
    sqlite.prepare('UPDATE access_key SET last_used_at = ? WHERE id = ?').run(now, keyId)
    if (row.last_used_at !== null || row.replaces === null) return
    sqlite
      .prepare('UPDATE access_key SET retires_at = min(coalesce(retires_at, @at), @at) WHERE id = @id')
      .run({ id: row.replaces, at: now + RENEWAL_OVERLAP_MS })
    const until = new Date(now + RENEWAL_OVERLAP_MS).toISOString()
    const note = `renewed access key in use; the old one works until ${until} at most`
    this.#history.appendInside({ kind: 'workstation', workstationId: row.workstation_id, note })
  }
}

function isValid({ expires_at, retires_at, access_ends_at }: AccessKeyRow, now: number): boolean {
  return [expires_at, retires_at, access_ends_at].every((end) => end === null || now < end)
}

/** When a key made now expires, and when to ask for the next: milliseconds since 1970, or null for never. */
function lifeOf(
  { key_days, access_ends_at }: KeyRules,
  defaultDays: number,
  now: number,
): [expiresAt: number | null, renewAfter: number | null] {
  const days = key_days ?? defaultDays
  const byAge = days === 0 ? null : now + days * DAY_MS
  // Where the access itself ends, another key would live no longer.
  if (access_ends_at !== null && (byAge === null || access_ends_at <= byAge)) return [access_ends_at, null]
  return [byAge, byAge === null ? null : byAge - (days * DAY_MS) / 5]
}

function toAccessKey(row: AccessKeyRow): AccessKey {
  const time = (value: number | null) => (value === null ? null : new Date(value))
  const { expires_at, access_ends_at } = row
  const endsWithAccess = access_ends_at !== null && (expires_at === null || access_ends_at <= expires_at)
  return {
    id: row.id,
    createdAt: new Date(row.created_at),
    expiresAt: time(endsWithAccess ? access_ends_at : expires_at),
    renewAfter: endsWithAccess ? null : time(row.renew_after),
    retiresAt: time(row.retires_at),
    lastUsedAt: time(row.last_used_at),
  }
}
