/**
 * The declarants' SQLite file. The driver is synchronous, so nothing here may wait inside it: SQLite itself
 * waits 20 ms for another writer, and longer waits are repetitions with timers in between. The one
 * connection does one thing at a time; a transaction keeps it until it ends.
 *
 * Write-ahead logging lets declaration software read while we write, and stays set in the file. It needs
 * a disk of this host: SQLite's own documentation rules out network drives (sqlite.org/wal.html).
 */
import { statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type DatabaseConstructor from 'better-sqlite3'
import { sha256Hex } from '../../../domain/request.ts'
import { integerSql, rawSql, renderSql, type Sql, sql } from '../sql.ts'
import {
  type ColumnInfo,
  type ColumnKind,
  type Dialect,
  LOCK_WAIT_MS,
  PAGE_VALUES,
  type Row,
  type Session,
  type TableDatabase,
} from './dialect.ts'

const BUSY_IN_DRIVER_MS = 20
const BUSY_PAUSE_MS = 15

export const sqlite: Dialect = {
  name: 'sqlite',
  defaultPort: null,
  // SQLite sets no limit of its own; this one keeps statements readable in a log.
  identifiers: { quotes: '""', lengthMax: 255, unit: 'utf16', forbidden: null, tablePartsMax: 2 },
  columnsIgnoreCase: true,
  nowMs: rawSql("CAST(round(unixepoch('subsec') * 1000) AS INTEGER)"),
  timestamp: rawSql("strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"),
  reference: {
    columns: {
      id: 'INTEGER PRIMARY KEY AUTOINCREMENT',
      taxCode: 'TEXT',
      profile: 'TEXT',
      document: 'TEXT NOT NULL',
      reference: 'TEXT',
      requester: 'TEXT',
      note: 'TEXT',
      state: 'INTEGER',
      signedDocument: 'TEXT',
      errorCode: 'TEXT',
      errorMessage: 'TEXT',
      claimedBy: 'TEXT',
      claimToken: 'TEXT',
      claimedUntil: 'INTEGER',
      createdAt: "TIMESTAMP DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
      updatedAt: 'TIMESTAMP',
    },
    bytes: 'BLOB',
    stateAsText: 'TEXT',
    suffix: '',
    index: (table, indexName, columns) => sql`CREATE INDEX IF NOT EXISTS ${indexName} ON ${table} (${columns})`,
  },
  browsing: {
    tables: rawSql(
      "SELECT NULL AS \"schema\", name AS \"name\" FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name LIMIT 1000",
    ),
    anyOrder: rawSql('NULL'),
    clip: ({ sql: column }, length) => sql`substr(${column}, 1, ${integerSql(length)})`,
    size: ({ sql: column }) => sql`length(CAST(${column} AS BLOB))`,
  },
  announcing: null,
  firstRows: ({ columns, table, where, orderBy, rows }) =>
    sql`SELECT ${columns} FROM ${table} WHERE ${where} ORDER BY ${orderBy} LIMIT ${rows}`,
  // The transaction began IMMEDIATE, so nobody else writes until it ends.
  lockedRows: ({ columns, table, where }) => sql`SELECT ${columns} FROM ${table} WHERE ${where}`,
  isInProcess: true,
  sha256: ({ sql: column }) => sql`congky_sha256(${column})`, // a function of ours, made at opening
  claimPage: ({ table, set, where, returning }) =>
    sql`UPDATE ${table} SET ${set} WHERE ${where} RETURNING ${returning}`,
  writePage: {
    value: (_column, value) => sql`${value}`,
    statement: ({ table, set, values, where, returning }) =>
      sql`UPDATE ${table} SET ${set} FROM (VALUES ${values}) AS ${rawSql(PAGE_VALUES)} WHERE ${where} RETURNING ${returning}`,
  },
  key: (column, externalId) => {
    if (column.kind === 'binary') return sql`${Buffer.from(externalId, 'hex')}`
    return column.kind === 'integer' && /^-?\d{1,18}$/.test(externalId)
      ? sql`${BigInt(externalId)}`
      : sql`${externalId}`
  },
  checkDatabase: async () => null,
  open: async ({ connection, create }) => {
    const { default: Database } = await import('better-sqlite3')
    return SqliteDatabase.open(Database, connection.file ?? '', create)
  },
}

class SqliteDatabase implements TableDatabase {
  readonly #file: string
  readonly #sqlite: DatabaseConstructor.Database
  /** Device and inode of the file that was opened. */
  readonly #identity: string
  /** Settles when the work before has left the connection. */
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(file: string, sqlite: DatabaseConstructor.Database) {
    this.#file = file
    this.#sqlite = sqlite
    this.#identity = fileIdentity(file)
  }

  static async open(Database: typeof DatabaseConstructor, file: string, create: boolean): Promise<SqliteDatabase> {
    const sqlite = new Database(file, { fileMustExist: !create, timeout: BUSY_IN_DRIVER_MS })
    try {
      sqlite.defaultSafeIntegers(true)
      await whileBusy(() => sqlite.pragma('journal_mode = WAL'))
      sqlite.pragma('synchronous = FULL')
      sqlite.function('congky_sha256', { deterministic: true }, sha256OfValue)
      return new SqliteDatabase(file, sqlite)
    } catch (error) {
      sqlite.close()
      throw error
    }
  }

  query(statement: Sql): Promise<readonly Row[]> {
    return this.#alone(() => this.#session.query(statement))
  }

  execute(statement: Sql): Promise<number> {
    return this.#alone(() => this.#session.execute(statement))
  }

  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#alone(async () => {
      await whileBusy(() => this.#sqlite.exec('BEGIN IMMEDIATE'))
      try {
        const result = await work(this.#session)
        await whileBusy(() => this.#sqlite.exec('COMMIT'))
        return result
      } finally {
        if (this.#sqlite.open && this.#sqlite.inTransaction) this.#sqlite.exec('ROLLBACK')
      }
    })
  }

  describe(table: Sql): Promise<readonly ColumnInfo[]> {
    return this.#alone(async () => {
      const { text } = renderSql(sql`SELECT * FROM ${table} LIMIT 0`, () => '?')
      return this.#sqlite.prepare(text).columns().map(toColumnInfo)
    })
  }

  async close(): Promise<void> {
    await this.#turn
    this.#sqlite.close()
  }

  readonly #session: Session = {
    query: (statement) => whileBusy(() => this.#prepare(statement).all()),
    execute: (statement) => whileBusy(() => Number(this.#prepare(statement).run().changes)),
  }

  #prepare(statement: Sql) {
    const { text, values } = renderSql(statement, () => '?')
    const prepared = this.#sqlite.prepare<unknown[], Row>(text)
    return prepared.bind(...values.map((value) => (Number.isSafeInteger(value) ? BigInt(value as number) : value)))
  }

  /** Runs `work` when everything before it has ended. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => {
      this.#checkFile()
      return work()
    })
    this.#turn = result.catch(() => {})
    return result
  }

  /** A file that was deleted or replaced stays open and readable, and writes to it would be lost. */
  #checkFile(): void {
    if (fileIdentity(this.#file) === this.#identity) return
    throw Object.assign(new Error('the database file was replaced'), { code: 'SQLITE_FILE_REPLACED' })
  }
}

/** Texts and blobs have a hash; what else a cell may hold is no document, and is looked at row by row. */
function sha256OfValue(value: unknown): string | null {
  return typeof value === 'string' || value instanceof Uint8Array ? sha256Hex(Buffer.from(value)) : null
}

function fileIdentity(file: string): string {
  const { dev, ino } = statSync(file, { bigint: true })
  return `${dev}:${ino}`
}

/** Repeats what fails because another connection is writing, for as long as a row lock may last. */
async function whileBusy<T>(work: () => T): Promise<T> {
  const endAt = performance.now() + LOCK_WAIT_MS
  for (;;) {
    try {
      return work()
    } catch (error) {
      const busy = error instanceof Error && 'code' in error && /^SQLITE_(BUSY|LOCKED)/.test(String(error.code))
      if (!busy || performance.now() > endAt) throw error
      await sleep(BUSY_PAUSE_MS * (0.5 + Math.random()))
    }
  }
}

/** Rules of type affinity: sqlite.org/datatype3.html, 3.1; date types, which SQLite lacks, go by their name. */
function toColumnInfo(column: DatabaseConstructor.ColumnDefinition): ColumnInfo {
  const type = column.type ?? ''
  return { name: column.name, kind: toKind(type.toUpperCase()), type, width: null, unicode: true }
}

function toKind(type: string): ColumnKind {
  if (type.includes('INT')) return 'integer'
  if (/CHAR|CLOB|TEXT/.test(type)) return 'text'
  if (type.includes('BLOB')) return 'binary'
  if (/DATE|TIME/.test(type)) return 'time'
  return /REAL|FLOA|DOUB|NUM|DEC/.test(type) ? 'number' : 'other'
}
