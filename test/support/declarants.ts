/** The declarants' side of a database of each kind that runs here: SQL as their software would send it. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { startMariaDb, startPostgres, type TestServer } from './databases.ts'

export type DatabaseRow = Readonly<Record<string, unknown>>

export interface Declarants {
  readonly dialect: 'sqlite' | 'postgres' | 'mysql'
  /** As the configuration names it; the password is the secret `db`. */
  readonly connection: object
  readonly password: string | null
  /** Words for types: a key, whole numbers, bytes. */
  readonly types: { readonly key: string; readonly integer: string; readonly bytes: string; readonly text: string }
  quote(name: string): string
  /** Each `?` stands for a value. */
  run(sql: string, values?: readonly unknown[]): Promise<readonly DatabaseRow[]>
  close(): Promise<void>
}

/** One of each, with their data below `folder`. */
export function openDeclarants(folder: string): Promise<readonly Declarants[]> {
  return Promise.all([openSqlite(folder), openPostgres(folder), openMariaDb(folder)])
}

async function openSqlite(folder: string): Promise<Declarants> {
  const file = join(folder, 'declarations.db')
  const sqlite = new Database(file, { timeout: 10_000 })
  sqlite.pragma('journal_mode = WAL')
  return {
    dialect: 'sqlite',
    connection: { file },
    password: null,
    types: { key: 'INTEGER PRIMARY KEY', integer: 'INTEGER', bytes: 'BLOB', text: 'TEXT' },
    quote: (name) => `"${name.replaceAll('"', '""')}"`,
    run: async (sql, values = []) => {
      const statement = sqlite.prepare<unknown[], DatabaseRow>(sql)
      if (statement.reader) return statement.all(...values)
      statement.run(...values)
      return []
    },
    close: async () => {
      sqlite.close()
    },
  }
}

async function openPostgres(folder: string): Promise<Declarants> {
  const server = await startPostgres(folder)
  const pool = new pg.Pool({ ...loginOf(server), max: 2 })
  return {
    dialect: 'postgres',
    ...reached(server),
    types: { key: 'bigserial PRIMARY KEY', integer: 'bigint', bytes: 'bytea', text: 'text' },
    quote: (name) => `"${name.replaceAll('"', '""')}"`,
    run: async (sql, values = []) => {
      let places = 0
      // A name may hold the sign too; only a statement with values has places for them.
      const numbered = values.length === 0 ? sql : sql.replace(/\?(?=[,) ]|$)/g, () => `$${++places}`)
      return (await pool.query<DatabaseRow>(numbered, [...values])).rows
    },
    close: async () => {
      await pool.end()
      await server.stop()
    },
  }
}

async function openMariaDb(folder: string): Promise<Declarants> {
  const server = await startMariaDb(folder)
  const pool = mysql.createPool({ ...loginOf(server), connectionLimit: 2, charset: 'utf8mb4' })
  return {
    dialect: 'mysql',
    ...reached(server),
    types: {
      ...{ key: 'BIGINT AUTO_INCREMENT PRIMARY KEY', integer: 'BIGINT', bytes: 'LONGBLOB' },
      text: 'VARCHAR(500) CHARACTER SET utf8mb4',
    },
    quote: (name) => `\`${name.replaceAll('`', '``')}\``,
    run: async (sql, values = []) => {
      const [rows] = await pool.query(sql, [...values])
      return Array.isArray(rows) ? (rows as DatabaseRow[]) : []
    },
    close: async () => {
      await pool.end()
      await server.stop()
    },
  }
}

function loginOf({ connection, password }: TestServer) {
  const { host, database, user } = connection
  return { host, port: connection.port ?? 0, database, user, password }
}

function reached({ connection, password }: TestServer) {
  const { host, port, database, user } = connection
  return { connection: { host, port, database, user, passwordSecret: 'db', tls: 'off' }, password }
}
