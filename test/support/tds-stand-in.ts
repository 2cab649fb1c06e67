/**
 * A stand-in for SQL Server: speaks TDS 7.4 to the real driver and keeps its tables in SQLite. It shows that
 * our use of the driver is right: types, transactions, counts, errors, lost connections. It cannot show how
 * SQL Server plans, locks or collates.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import {
  Cursor,
  type Message,
  MessageReader,
  messageTypes,
  readLogin,
  readRpc,
  type TdsValue,
  toPackets,
} from './tds-messages.ts'
import {
  doneToken,
  errorToken,
  loginAck,
  preloginAnswer,
  resultTokens,
  returnStatus,
  transactionToken,
} from './tds-tokens.ts'
import { translateBatch } from './transact-sql.ts'

export interface TdsStandInOptions {
  readonly file: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
}

export class TdsStandIn {
  readonly #options: TdsStandInOptions
  readonly #sockets = new Set<Socket>()
  #server: Server | null = null
  #logins = 0

  constructor(options: TdsStandInOptions) {
    this.#options = options
  }

  /** How many times a user and a password came in, right or wrong. */
  get logins(): number {
    return this.#logins
  }

  async start(): Promise<void> {
    const server = createServer((socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
      new Connection(socket, this.#options, () => this.#logins++).serve()
    })
    this.#server = server
    await new Promise<void>((resolve) => server.listen(this.#options.port, '127.0.0.1', resolve))
  }

  /** Breaks every connection. Stopping twice is fine. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = null
    for (const socket of this.#sockets) socket.destroy()
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
  }
}

/** Error numbers of SQL Server. */
const errors = {
  loginFailed: 18456,
  noDatabase: 4060,
  noTable: 208,
  noColumn: 207,
  exists: 2714,
  lockTimeout: 1222,
  constraint: 547,
  syntax: 102,
} as const
const LOCK_WAIT_MS = 3_000

class Connection {
  readonly #socket: Socket
  readonly #options: TdsStandInOptions
  readonly #onLogin: () => void
  readonly #reader = new MessageReader()
  #sqlite: Database.Database | null = null
  #turn: Promise<void> = Promise.resolve()

  constructor(socket: Socket, options: TdsStandInOptions, onLogin: () => void) {
    this.#socket = socket
    this.#options = options
    this.#onLogin = onLogin
  }

  serve(): void {
    this.#socket.on('error', () => {})
    this.#socket.on('close', () => void this.#turn.then(() => this.#sqlite?.close()))
    this.#socket.on('data', (chunk) => {
      for (const message of this.#reader.read(chunk)) {
        this.#turn = this.#turn.then(async () => {
          const answer = await this.#answer(message)
          if (!this.#socket.destroyed) this.#socket.write(toPackets(answer))
        })
      }
    })
  }

  async #answer({ type, payload }: Message): Promise<Buffer> {
    switch (type) {
      case messageTypes.prelogin:
        return preloginAnswer()
      case messageTypes.login:
        return this.#login(payload)
      case messageTypes.batch:
        return doneToken('done') // the driver's session settings
      case messageTypes.rpc:
        return this.#call(payload)
      case messageTypes.transaction:
        return this.#transaction(payload)
      case messageTypes.attention:
        return doneToken('done', ['attention'])
      default:
        throw new Error(`the stand-in knows no message of type ${type}`)
    }
  }

  #login(payload: Buffer): Buffer {
    this.#onLogin()
    const { user, password, database } = readLogin(payload)
    const refuse = (number: number, message: string) =>
      Buffer.concat([errorToken(number, message), doneToken('done', ['error'])])
    if (user !== this.#options.user || password !== this.#options.password) {
      return refuse(errors.loginFailed, `Login failed for user '${user}'.`)
    }
    if (database !== this.#options.database) return refuse(errors.noDatabase, `Cannot open database "${database}"`)
    this.#sqlite = new Database(this.#options.file, { timeout: 0 })
    this.#sqlite.pragma('journal_mode = WAL')
    this.#sqlite.pragma('synchronous = OFF')
    this.#sqlite.defaultSafeIntegers(true)
    return Buffer.concat([loginAck(), doneToken('done')])
  }

  async #transaction(payload: Buffer): Promise<Buffer> {
    const cursor = new Cursor(payload)
    cursor.skipHeaders()
    const [sql, change] = transactionSteps[cursor.short()] ?? []
    if (sql === undefined || change === undefined) throw new Error('the stand-in knows no such transaction request')
    try {
      await this.#unlessBusy((sqlite) => sqlite.exec(sql))
      return Buffer.concat([transactionToken(change), doneToken('done')])
    } catch (error) {
      return Buffer.concat([toErrorToken(error), doneToken('done', ['error'])])
    }
  }

  /** sp_executesql: the statement, the declarations of its parameters, the parameters. */
  async #call(payload: Buffer): Promise<Buffer> {
    const [statement, , ...parameters] = readRpc(payload).parameters
    const { text, asksRowCount } = translateBatch(String(statement?.value))
    const values = Object.fromEntries(parameters.map(({ name, value }) => [name.slice(1), value]))
    try {
      const result = await this.#unlessBusy((sqlite) => runOne(sqlite, text, values, asksRowCount))
      return Buffer.concat([result, returnStatus(), doneToken('doneProcedure')])
    } catch (error) {
      return Buffer.concat([toErrorToken(error), doneToken('doneProcedure', ['error'])])
    }
  }

  /** Repeats what another connection's transaction stands in the way of, without blocking the process. */
  async #unlessBusy<T>(work: (sqlite: Database.Database) => T): Promise<T> {
    const sqlite = this.#sqlite
    if (sqlite === null) throw new Error('no login')
    const giveUpAt = Date.now() + LOCK_WAIT_MS
    for (;;) {
      try {
        return work(sqlite)
      } catch (error) {
        const isBusy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
        if (!isBusy || Date.now() > giveUpAt) throw error
        await sleep(3)
      }
    }
  }
}

/** [MS-TDS] 2.2.6.9: begin, commit, roll back. */
const transactionSteps: Readonly<Record<number, readonly [sql: string, change: 8 | 9 | 10]>> = {
  5: ['BEGIN IMMEDIATE', 8],
  7: ['COMMIT', 9],
  8: ['ROLLBACK', 10],
}

function runOne(
  sqlite: Database.Database,
  text: string,
  values: Readonly<Record<string, TdsValue>>,
  asksRowCount: boolean,
): Buffer {
  const statement = sqlite.prepare<[Readonly<Record<string, TdsValue>>], TdsValue[]>(text)
  if (statement.reader) {
    const columns = statement.columns().map(({ name, type }) => ({ name, type }))
    const rows = statement.raw().all(values)
    return Buffer.concat([resultTokens(columns, rows), doneToken('doneInProcedure', ['more', 'count'], rows.length)])
  }
  const { changes } = statement.run(values)
  const count = doneToken('doneInProcedure', ['more', 'count'], changes)
  if (!asksRowCount) return count
  const counted = resultTokens([{ name: 'changed', type: 'int' }], [[BigInt(changes)]])
  return Buffer.concat([count, counted, doneToken('doneInProcedure', ['more', 'count'], 1)])
}

function toErrorToken(error: unknown): Buffer {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Database.SqliteError ? error.code : ''
  return errorToken(numberOf(code, message), message)
}

function numberOf(code: string, message: string): number {
  if (code.startsWith('SQLITE_BUSY')) return errors.lockTimeout
  if (code.startsWith('SQLITE_CONSTRAINT')) return errors.constraint
  if (message.startsWith('no such table')) return errors.noTable
  if (message.startsWith('no such column')) return errors.noColumn
  return message.endsWith('already exists') ? errors.exists : errors.syntax
}
