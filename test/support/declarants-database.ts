/** A declarants' database server, PostgreSQL or MariaDB, as their software sees it, and a faulty wire to it for the gateway. */
import mysql from 'mysql2/promise'
import pg from 'pg'
import { DatabaseFaultProxy } from './database-fault-proxy.ts'
import { startMariaDb, startPostgres, type TestServer } from './databases.ts'

/** Our statements, as the proxy sees them, in both dialects. */
export const CLAIM = /^UPDATE .*claimed_by. = /
export const WRITE_BACK = /^UPDATE .*signed_document. = /

export interface RequestRow {
  readonly id: string
  readonly state: number
  readonly taxCode: string | null
  readonly document: string
  readonly signedDocument: string | null
  readonly claimToken: string | null
}

type Values = readonly (string | number | null)[]
type Run = (text: string, values?: Values) => Promise<readonly Readonly<Record<string, unknown>>[]>

interface Kind {
  readonly dialect: 'postgres' | 'mysql'
  readonly start: (folder: string) => Promise<TestServer>
  readonly connect: (server: TestServer) => { readonly run: Run; readonly end: () => Promise<void> }
  /** Notes every row that becomes signed, in the table `written`. */
  readonly noteWrites: (table: string) => readonly string[]
}

const postgres: Kind = {
  dialect: 'postgres',
  start: startPostgres,
  connect: (server) => {
    const pool = new pg.Pool({ ...loginOf(server), max: 2 })
    pool.on('error', () => {})
    const run: Run = async (text, values = []) => {
      let places = 0
      return (await pool.query(values.length === 0 ? text : text.replace(/\?/g, () => `$${++places}`), [...values]))
        .rows
    }
    return { run, end: () => pool.end() }
  },
  noteWrites: (table) => [
    'CREATE TABLE IF NOT EXISTS written (name varchar(50), id bigint)',
    `CREATE OR REPLACE FUNCTION note_${table}() RETURNS trigger AS 'BEGIN INSERT INTO written VALUES (TG_TABLE_NAME, NEW.id); RETURN NEW; END' LANGUAGE plpgsql`,
    `CREATE TRIGGER note AFTER UPDATE ON ${table} FOR EACH ROW WHEN (NEW.state = 2) EXECUTE FUNCTION note_${table}()`,
  ],
}

const mariaDb: Kind = {
  dialect: 'mysql',
  start: startMariaDb,
  connect: (server) => {
    const pool = mysql.createPool({ ...loginOf(server), connectionLimit: 2 })
    const run: Run = async (text, values = []) => {
      const [rows] = await pool.query(text, [...values])
      return Array.isArray(rows) ? (rows as Readonly<Record<string, unknown>>[]) : []
    }
    return { run, end: () => pool.end().catch(() => {}) }
  },
  noteWrites: (table) => [
    'CREATE TABLE IF NOT EXISTS written (name varchar(50), id bigint)',
    `CREATE TRIGGER note_${table} AFTER UPDATE ON ${table} FOR EACH ROW IF NEW.state = 2 THEN INSERT INTO written VALUES ('${table}', NEW.id); END IF`,
  ],
}

export const databaseKinds = { PostgreSQL: postgres, MariaDB: mariaDb } as const
export type DatabaseName = keyof typeof databaseKinds

export class DeclarantsDatabase {
  readonly name: DatabaseName
  readonly server: TestServer
  /** What the gateway connects through. */
  readonly proxy: DatabaseFaultProxy
  readonly #kind: Kind
  #connection: ReturnType<Kind['connect']>

  private constructor(name: DatabaseName, server: TestServer, proxy: DatabaseFaultProxy) {
    this.name = name
    this.server = server
    this.proxy = proxy
    this.#kind = databaseKinds[name]
    this.#connection = this.#kind.connect(server)
  }

  static async start(name: DatabaseName, folder: string): Promise<DeclarantsDatabase> {
    const { start, dialect } = databaseKinds[name]
    const server = await start(folder)
    const proxy = await DatabaseFaultProxy.start({ protocol: dialect, targetPort: server.connection.port ?? 0 })
    return new DeclarantsDatabase(name, server, proxy)
  }

  /** The lines of a configuration that read a table through the proxy. Their password is the secret `db-<dialect>`. */
  source(table: string, more: object = {}): object {
    const { host, database, user } = this.server.connection
    const passwordSecret = this.secret
    const connection = { host, port: this.proxy.port, database, user, passwordSecret, tls: 'off' }
    return { name: this.sourceName(table), dialect: this.dialect, connection, table, pollMs: 50, ...more }
  }

  sourceName(table: string): string {
    return `${this.dialect}-${table}`
  }

  get dialect(): Kind['dialect'] {
    return this.#kind.dialect
  }

  get secret(): string {
    return `db-${this.dialect}`
  }

  run(text: string, values: Values = []): ReturnType<Run> {
    return this.#connection.run(text, values)
  }

  /** From now on every row of the table that becomes signed is counted. */
  async noteWrites(table: string): Promise<void> {
    for (const statement of this.#kind.noteWrites(table)) await this.run(statement)
  }

  /** How often each row became signed, by its key. */
  async writes(table: string): Promise<ReadonlyMap<string, number>> {
    const rows = await this.run('SELECT id, count(*) AS times FROM written WHERE name = ? GROUP BY id', [table])
    return new Map(rows.map(({ id, times }) => [String(id), Number(times)]))
  }

  async insert(table: string, requests: readonly { readonly taxCode: string; readonly document: string }[]) {
    for (const { taxCode, document } of requests) {
      await this.run(`INSERT INTO ${table} (tax_code, document) VALUES (?, ?)`, [taxCode, document])
    }
  }

  async rows(table: string): Promise<readonly RequestRow[]> {
    const rows = await this.run(`SELECT * FROM ${table} ORDER BY id`)
    return rows.map((row) => ({
      id: String(row.id),
      state: Number(row.state),
      taxCode: textOf(row.tax_code),
      document: String(row.document),
      signedDocument: textOf(row.signed_document),
      claimToken: textOf(row.claim_token),
    }))
  }

  async count(table: string, state: number): Promise<number> {
    const [row] = await this.run(`SELECT count(*) AS rows_found FROM ${table} WHERE state = ?`, [state])
    return Number(row?.rows_found ?? 0)
  }

  /** Ends the server by SIGKILL and starts it again after a while. */
  async killAndRestart(downMs: number): Promise<void> {
    await this.server.kill()
    await Promise.all([this.#connection.end(), new Promise((resolve) => setTimeout(resolve, downMs))])
    await this.server.start()
    this.#connection = this.#kind.connect(this.server)
  }

  async close(): Promise<void> {
    await this.proxy.close()
    await this.#connection.end()
    await this.server.stop()
  }
}

function loginOf({ connection, password }: TestServer) {
  const { host, port, database, user } = connection
  return { host, port: port ?? 0, database, user, password }
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}
