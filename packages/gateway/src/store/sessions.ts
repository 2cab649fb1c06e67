/**
 * Sessions of people in their browsers. A token has 256 bits and is stored as its SHA-256 only. A session
 * lives in the database alone, so ending one takes effect with the next call, and a restart ends none.
 */
import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { CongkyError } from '@congky/shared'
import type Database from 'better-sqlite3'
import type { Account, Actor } from '../domain/account.ts'
import { sha256Hex } from '../domain/request.ts'
import { type AccountRow, toAccount } from './accounts.ts'
import type { StateDatabase } from './database.ts'
import type { HistoryWriter } from './history.ts'

export interface Session {
  readonly id: string
  readonly createdAt: Date
  readonly lastSeenAt: Date
  /** When it ends if nobody uses it, and when it ends anyhow: the earlier one. */
  readonly expiresAt: Date
  readonly origin: string
  /** Opened from outside, through a reverse proxy. */
  readonly overProxy: boolean
  readonly userAgent: string
}

export type SessionUse = 'acting' | 'watching'

export interface OpenedSession {
  readonly account: Account
  readonly session: Session
}

export interface SessionLimits {
  /** Without a call for so long, a session ends. */
  readonly sessionIdleMinutes: number
  /** After so long it ends in any case. */
  readonly sessionHours: number
}

/** The limits of sessions in the office, and of those from outside. */
export interface SessionRules extends SessionLimits {
  readonly overProxy: SessionLimits
}

interface SessionRow {
  readonly id: string
  readonly created_at: number
  readonly last_seen_at: number
  readonly origin: string
  readonly over_proxy: 0 | 1
  readonly user_agent: string
}

/** How often the time of the last call is written down. */
const LAST_SEEN_MS = 60_000
/** Beyond it, a login ends the oldest. */
const SESSIONS_PER_ACCOUNT_MAX = 20
const USER_AGENT_LENGTH_MAX = 300
/** What every token looks like: anything else is not even looked up. */
const TOKEN = /^cs_[A-Za-z0-9_-]{43}$/

export class SessionStore {
  readonly #database: StateDatabase
  readonly #history: HistoryWriter
  readonly #rules: () => SessionRules
  readonly #byHash: Database.Statement<[string], SessionRow & { readonly account_name: string }>
  readonly #account: Database.Statement<[string], AccountRow>

  constructor(database: StateDatabase, history: HistoryWriter, rules: () => SessionRules) {
    this.#database = database
    this.#history = history
    this.#rules = rules
    this.#byHash = database.sqlite.prepare(
      'SELECT session.*, account.name AS account_name FROM session JOIN account ON account.id = account_id WHERE token_hash = ? AND disabled_at IS NULL',
    )
    this.#account = database.sqlite.prepare('SELECT * FROM account WHERE name = ?')
  }

  /**
   * Opens a session after a right password.
   *
   * @param passwordHash The hash that the password was compared with.
   * @returns The token, for the cookie.
   * @throws {CongkyError} ERR_LOGIN_FAILED: the account was disabled or its password changed meanwhile.
   */
  open(
    name: string,
    passwordHash: string,
    from: { readonly origin: string; readonly overProxy: boolean; readonly userAgent: string },
  ): Promise<{ readonly token: string; readonly account: Account; readonly session: Session }> {
    const token = `cs_${randomBytes(32).toString('base64url')}`
    const userAgent = from.userAgent.slice(0, USER_AGENT_LENGTH_MAX)
    return this.#database.write(() => {
      const now = Date.now()
      const row = this.#account.get(name)
      if (!row || row.disabled_at !== null || row.password !== passwordHash) throw new CongkyError('ERR_LOGIN_FAILED')
      this.#makeRoom(row.id, now)
      const session: SessionRow = {
        id: randomUUID(),
        created_at: now,
        last_seen_at: now,
        origin: from.origin,
        over_proxy: from.overProxy ? 1 : 0,
        user_agent: userAgent,
      }
      this.#database.sqlite
        .prepare(
          `INSERT INTO session (id, token_hash, account_id, created_at, last_seen_at, origin, over_proxy, user_agent)
           VALUES (@id, @token_hash, @account_id, @created_at, @last_seen_at, @origin, @over_proxy, @user_agent)`,
        )
        .run({ ...session, token_hash: hash(token), account_id: row.id })
      this.#database.sqlite.prepare('UPDATE account SET last_login_at = ? WHERE id = ?').run(now, row.id)
      const note = from.overProxy ? `${name} logged in from outside` : `${name} logged in`
      this.#history.appendInside({ kind: 'account', requester: name, origin: from.origin, note })
      return { token, account: { ...toAccount(row), lastLoginAt: new Date(now) }, session: this.#toSession(session) }
    })
  }

  /**
   * Who a token belongs to, or null when it is unknown, ended or expired.
   *
   * @param use `watching`: a page that looks for news by itself; nobody need be there, so the session ends as if it
   * had not called.
   */
  authenticate(token: string, use: SessionUse = 'acting'): OpenedSession | null {
    if (!TOKEN.test(token)) return null
    const found = this.#byHash.get(hash(token))
    const account = found && this.#account.get(found.account_name)
    if (!found || !account) return null
    const now = Date.now()
    const session = this.#toSession(found)
    if (session.expiresAt.getTime() <= now) return null
    if (use === 'acting' && now - found.last_seen_at > LAST_SEEN_MS) {
      // On a full disk the session ends sooner; the call itself goes on.
      this.#database
        .write(() =>
          this.#database.sqlite.prepare('UPDATE session SET last_seen_at = ? WHERE id = ?').run(now, found.id),
        )
        .catch(() => {})
    }
    return { account: toAccount(account), session }
  }

  /** The open sessions of an account, the newest first. */
  listOf(accountId: string): Session[] {
    const now = Date.now()
    return this.#database.sqlite
      .prepare<[string], SessionRow>('SELECT * FROM session WHERE account_id = ? ORDER BY created_at DESC')
      .all(accountId)
      .map((row) => this.#toSession(row))
      .filter(({ expiresAt }) => expiresAt.getTime() > now)
  }

  /** Ends one session of an account. @throws {CongkyError} ERR_NOT_FOUND */
  end(id: string, account: Account, origin: string): Promise<void> {
    return this.#database.write(() => {
      this.#delete(id, account.id)
      this.#history.appendInside({
        kind: 'account',
        requester: account.name,
        origin,
        note: `${account.name} logged out`,
      })
    })
  }

  /** Ends one session of somebody else's account. @throws {CongkyError} ERR_NOT_FOUND */
  endOf(account: Account, id: string, by: Actor): Promise<void> {
    return this.#database.write(() => {
      this.#delete(id, account.id)
      const { name: requester, origin } = by
      this.#history.appendInside({ kind: 'account', requester, origin, note: `ended a session of ${account.name}` })
    })
  }

  #delete(id: string, accountId: string): void {
    const { changes } = this.#database.sqlite
      .prepare('DELETE FROM session WHERE id = ? AND account_id = ?')
      .run(id, accountId)
    if (changes === 0) throw new CongkyError('ERR_NOT_FOUND')
  }

  /** Takes away what has expired, and the oldest sessions of an account that has too many. */
  #makeRoom(accountId: string, now: number): void {
    for (const overProxy of [0, 1] as const) {
      const { sessionIdleMinutes, sessionHours } = this.#limitsOf(overProxy)
      this.#database.sqlite
        .prepare('DELETE FROM session WHERE over_proxy = ? AND (last_seen_at < ? OR created_at < ?)')
        .run(overProxy, now - sessionIdleMinutes * 60_000 - LAST_SEEN_MS, now - sessionHours * 3_600_000)
    }
    this.#database.sqlite
      .prepare(
        'DELETE FROM session WHERE id IN (SELECT id FROM session WHERE account_id = ? ORDER BY created_at DESC LIMIT -1 OFFSET ?)',
      )
      .run(accountId, SESSIONS_PER_ACCOUNT_MAX - 1)
  }

  #limitsOf(overProxy: SessionRow['over_proxy']): SessionLimits {
    const rules = this.#rules()
    return overProxy ? rules.overProxy : rules
  }

  #toSession(row: SessionRow): Session {
    const { sessionIdleMinutes, sessionHours } = this.#limitsOf(row.over_proxy)
    const idleEnd = row.last_seen_at + sessionIdleMinutes * 60_000
    return {
      id: row.id,
      createdAt: new Date(row.created_at),
      lastSeenAt: new Date(row.last_seen_at),
      expiresAt: new Date(Math.min(idleEnd, row.created_at + sessionHours * 3_600_000)),
      origin: row.origin,
      overProxy: row.over_proxy === 1,
      userAgent: row.user_agent,
    }
  }
}

/**
 * What a page must send along with every call that changes something, beside the cookie that the browser
 * sends by itself. Derived from the token, so it ends with the session and needs no place of its own.
 */
export function csrfTokenOf(token: string): string {
  return createHash('sha256').update(`congky-csrf:${token}`).digest('base64url')
}

export function isCsrfTokenOf(token: string, offered: string): boolean {
  const expected = Buffer.from(csrfTokenOf(token))
  const actual = Buffer.from(offered)
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

function hash(token: string): string {
  return sha256Hex(Buffer.from(token))
}
