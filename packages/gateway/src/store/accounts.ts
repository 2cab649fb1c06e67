/**
 * Accounts of the people who administrate over the network. Each change is a record of the history, and one
 * that takes something away from a person ends that person's sessions in the same transaction.
 */
import { randomUUID } from 'node:crypto'
import { CongkyError, type Role } from '@congky/shared'
import type Database from 'better-sqlite3'
import { type Account, type Actor, mayDo } from '../domain/account.ts'
import type { KnownAccount } from '../domain/approval/persons.ts'
import type { StateDatabase } from './database.ts'
import type { HistoryWriter } from './history.ts'
import { KeptReading } from './kept-reading.ts'

export interface AccountRow {
  readonly id: string
  readonly name: string
  readonly display_name: string
  readonly role: Role
  readonly password: string
  readonly password_changed_at: number
  readonly created_at: number
  readonly last_login_at: number | null
  readonly disabled_at: number | null
}

export interface NewAccount {
  readonly name: string
  readonly displayName: string
  readonly role: Role
  readonly passwordHash: string
}

export class AccountStore {
  readonly #database: StateDatabase
  readonly #history: HistoryWriter
  readonly #known: KeptReading<readonly (KnownAccount & { readonly mayApprove: boolean })[]>
  readonly #byName: Database.Statement<[string], AccountRow>

  constructor(database: StateDatabase, history: HistoryWriter) {
    this.#database = database
    this.#history = history
    this.#known = new KeptReading(database, () =>
      this.list().map(({ name, displayName, role, disabledAt }) => ({
        ...{ name, displayName },
        mayApprove: disabledAt === null && mayDo(role, 'approve'),
      })),
    )
    this.#byName = database.sqlite.prepare('SELECT * FROM account WHERE name = ?')
  }

  list(): Account[] {
    return this.#database.sqlite.prepare<[], AccountRow>('SELECT * FROM account ORDER BY name').all().map(toAccount)
  }

  /** Who is who, and whether each is active and of a role that may approve. */
  known(): readonly (KnownAccount & { readonly mayApprove: boolean })[] {
    return this.#known.now
  }

  find(name: string): Account | null {
    const row = this.#byName.get(name)
    return row ? toAccount(row) : null
  }

  /** Whether nobody has an account yet. */
  isEmpty(): boolean {
    return this.#database.sqlite.prepare('SELECT 1 FROM account').get() === undefined
  }

  /** The stored hash of a password, for comparing only; null when there is no such account. */
  passwordHashOf(name: string): string | null {
    return this.#byName.get(name)?.password ?? null
  }

  /** @throws {CongkyError} ERR_ACCOUNT_EXISTS */
  add(account: NewAccount, by: Actor): Promise<Account> {
    const { name, role } = account
    return this.#known.write(() => {
      if (this.#byName.get(name)) throw new CongkyError('ERR_ACCOUNT_EXISTS', { name })
      this.#insert(account)
      return this.#record(name, by, `added ${name}: ${role}`)
    })
  }

  /** Adds the first account, which belongs to an admin; of two at once, one wins. @throws {CongkyError} ERR_SETUP_DONE */
  addFirst(account: Omit<NewAccount, 'role'>, by: Actor): Promise<Account> {
    return this.#known.write(() => {
      if (!this.isEmpty()) throw new CongkyError('ERR_SETUP_DONE')
      this.#insert({ ...account, role: 'admin' })
      return this.#record(account.name, by, `first account ${account.name}, with the setup code`)
    })
  }

  #insert(account: NewAccount): void {
    this.#database.sqlite
      .prepare(
        `INSERT INTO account (id, name, display_name, role, password, password_changed_at, created_at)
         VALUES (@id, @name, @displayName, @role, @passwordHash, @now, @now)`,
      )
      .run({ id: randomUUID(), ...account, now: Date.now() })
  }

  /** Takes effect at once, in open sessions too. @throws {CongkyError} ERR_ACCOUNT_UNKNOWN, ERR_LAST_ADMIN */
  setRole(name: string, role: Role, by: Actor): Promise<Account> {
    return this.#known.write(() => {
      if (role !== 'admin') this.#keepAnAdmin(name, by)
      this.#database.sqlite.prepare('UPDATE account SET role = ? WHERE name = ?').run(role, name)
      return this.#record(name, by, `role of ${name}: ${role}`)
    })
  }

  /** Ends the sessions of the account too. @throws {CongkyError} ERR_ACCOUNT_UNKNOWN, ERR_LAST_ADMIN */
  disable(name: string, by: Actor): Promise<Account> {
    return this.#known.write(() => {
      this.#keepAnAdmin(name, by)
      this.#database.sqlite
        .prepare('UPDATE account SET disabled_at = coalesce(disabled_at, ?) WHERE name = ?')
        .run(Date.now(), name)
      this.#endSessions(name)
      return this.#record(name, by, `disabled ${name}`)
    })
  }

  /** @throws {CongkyError} ERR_ACCOUNT_UNKNOWN */
  enable(name: string, by: Actor): Promise<Account> {
    return this.#known.write(() => {
      this.#database.sqlite.prepare('UPDATE account SET disabled_at = NULL WHERE name = ?').run(name)
      return this.#record(name, by, `enabled ${name}`)
    })
  }

  /** Ends the sessions of the account too. @throws {CongkyError} ERR_ACCOUNT_UNKNOWN */
  setPassword(name: string, passwordHash: string, by: Actor): Promise<Account> {
    return this.#known.write(() => {
      this.#database.sqlite
        .prepare('UPDATE account SET password = ?, password_changed_at = ? WHERE name = ?')
        .run(passwordHash, Date.now(), name)
      this.#endSessions(name)
      return this.#record(name, by, `password of ${name} changed`)
    })
  }

  /** Ends every session of an account. @returns How many there were. @throws {CongkyError} ERR_ACCOUNT_UNKNOWN */
  signOut(name: string, by: Actor): Promise<number> {
    return this.#database.write(() => {
      const ended = this.#endSessions(name)
      this.#record(name, by, `signed ${name} out everywhere`)
      return ended
    })
  }

  /** Writes the record and reads the account as it is now. */
  #record(name: string, by: Actor, note: string): Account {
    const row = this.#byName.get(name)
    if (!row) throw new CongkyError('ERR_ACCOUNT_UNKNOWN', { name })
    this.#history.appendInside({ kind: 'account', requester: by.name, origin: by.origin, note })
    return toAccount(row)
  }

  /** Over the network the last admin stays: whoever is at the host itself can always make another. */
  #keepAnAdmin(name: string, by: Actor): void {
    if (by.isHost) return
    const others = this.#database.sqlite
      .prepare<[string], number>(
        "SELECT count(*) FROM account WHERE role = 'admin' AND disabled_at IS NULL AND name <> ?",
      )
      .pluck()
      .get(name)
    const row = this.#byName.get(name)
    if (others === 0 && row?.role === 'admin' && row.disabled_at === null)
      throw new CongkyError('ERR_LAST_ADMIN', { name })
  }

  #endSessions(name: string): number {
    return this.#database.sqlite
      .prepare('DELETE FROM session WHERE account_id = (SELECT id FROM account WHERE name = ?)')
      .run(name).changes
  }
}

export function toAccount(row: AccountRow): Account {
  const time = (value: number | null) => (value === null ? null : new Date(value))
  return {
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    role: row.role,
    createdAt: new Date(row.created_at),
    lastLoginAt: time(row.last_login_at),
    passwordChangedAt: new Date(row.password_changed_at),
    disabledAt: time(row.disabled_at),
  }
}
