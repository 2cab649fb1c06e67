/** What is public of the accounts' passkeys. Making and removing one is a record of the history, in the same write. */
import { randomUUID } from 'node:crypto'
import { CongkyError } from '@congky/shared'
import type Database from 'better-sqlite3'
import type { Account } from '../domain/account.ts'
import { isCountOfCopy, PASSKEYS_PER_ACCOUNT_MAX, type Passkey } from '../domain/passkey.ts'
import type { StateDatabase } from './database.ts'
import type { HistoryWriter } from './history.ts'

interface PasskeyRow {
  readonly id: string
  readonly account_id: string
  readonly credential_id: string
  readonly public_key: Buffer
  readonly counter: number
  readonly name: string
  readonly rp_id: string
  readonly created_at: number
  readonly last_used_at: number | null
}

export type NewPasskey = Pick<Passkey, 'credentialId' | 'publicKey' | 'counter' | 'name' | 'rpId'>

export class PasskeyStore {
  readonly #database: StateDatabase
  readonly #history: HistoryWriter
  readonly #ofAccount: Database.Statement<[string], PasskeyRow>
  readonly #byId: Database.Statement<[string], PasskeyRow>
  readonly #isKnown: Database.Statement<[string]>

  constructor(database: StateDatabase, history: HistoryWriter) {
    this.#database = database
    this.#history = history
    const { sqlite } = database
    this.#ofAccount = sqlite.prepare('SELECT * FROM passkey WHERE account_id = ? ORDER BY created_at, rowid')
    this.#byId = sqlite.prepare('SELECT * FROM passkey WHERE id = ?')
    this.#isKnown = sqlite.prepare('SELECT 1 FROM passkey WHERE credential_id = ?')
  }

  /** The oldest first. */
  listOf({ id }: Pick<Account, 'id'>): Passkey[] {
    return this.#ofAccount.all(id).map(toPasskey)
  }

  /** @throws {CongkyError} ERR_PASSKEYS_FULL, ERR_PASSKEY_REFUSED: somebody has it already. */
  add(account: Account, passkey: NewPasskey, origin: string): Promise<Passkey> {
    const id = randomUUID()
    return this.#database.write(() => {
      if (this.listOf(account).length >= PASSKEYS_PER_ACCOUNT_MAX)
        throw new CongkyError('ERR_PASSKEYS_FULL', { max: PASSKEYS_PER_ACCOUNT_MAX })
      if (this.#isKnown.get(passkey.credentialId)) throw new CongkyError('ERR_PASSKEY_REFUSED', { detail: KNOWN })
      this.#database.sqlite
        .prepare(
          `INSERT INTO passkey (id, account_id, credential_id, public_key, counter, name, rp_id, created_at)
           VALUES (@id, @accountId, @credentialId, @publicKey, @counter, @name, @rpId, @now)`,
        )
        .run({ id, accountId: account.id, ...passkey, publicKey: Buffer.from(passkey.publicKey), now: Date.now() })
      const { name: requester } = account
      const note = `passkey ${passkey.name} of ${requester} added for ${passkey.rpId}`
      this.#history.appendInside({ kind: 'account', requester, origin, note })
      return this.#find(id)
    })
  }

  /** @throws {CongkyError} ERR_NOT_FOUND: it is gone, or another account's. */
  remove(account: Account, id: string, origin: string): Promise<void> {
    return this.#database.write(() => {
      const { accountId, name } = this.#find(id)
      if (accountId !== account.id) throw new CongkyError('ERR_NOT_FOUND')
      this.#database.sqlite.prepare('DELETE FROM passkey WHERE id = ?').run(id)
      const { name: requester } = account
      this.#history.appendInside({
        kind: 'account',
        requester,
        origin,
        note: `passkey ${name} of ${requester} removed`,
      })
    })
  }

  /**
   * Notes that it was used, by the count that its authenticator showed; of two uses with one count, one wins.
   *
   * @throws {CongkyError} ERR_NOT_FOUND: it was removed meanwhile; ERR_PASSKEY_CLONED
   */
  async use({ id, name }: Passkey, counter: number): Promise<void> {
    await this.#database.write(() => {
      if (isCountOfCopy(this.#find(id).counter, counter)) throw new CongkyError('ERR_PASSKEY_CLONED', { name })
      this.#database.sqlite
        .prepare('UPDATE passkey SET counter = ?, last_used_at = ? WHERE id = ?')
        .run(counter, Date.now(), id)
    })
  }

  #find(id: string): Passkey {
    const row = this.#byId.get(id)
    if (!row) throw new CongkyError('ERR_NOT_FOUND')
    return toPasskey(row)
  }
}

const KNOWN = { en: 'it is registered already', vi: 'khóa này đã được đăng ký' }

function toPasskey(row: PasskeyRow): Passkey {
  return {
    id: row.id,
    accountId: row.account_id,
    credentialId: row.credential_id,
    publicKey: new Uint8Array(row.public_key),
    counter: row.counter,
    name: row.name,
    rpId: row.rp_id,
    createdAt: new Date(row.created_at),
    lastUsedAt: row.last_used_at === null ? null : new Date(row.last_used_at),
  }
}
