/**
 * MySQL 5.6 and MariaDB 10 and later, through `mysql2`, with statements prepared by the server. Three of its
 * habits matter here: a text column holds what its character set holds, so it must be utf8mb4; outside
 * strict mode it cuts what does not fit, so each session turns strict mode on; and the count after an
 * UPDATE is of changed rows unless the client asks for matched ones (`FOUND_ROWS`, which mysql2 does).
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, PoolConnection, RowDataPacket } from 'mysql2/promise'
import { integerSql, rawSql, renderSql, type Sql, sql } from '../sql.ts'
import {
  CONNECTIONS_MAX,
  type ColumnInfo,
  type ColumnKind,
  type Dialect,
  LOCK_WAIT_MS,
  type OpenOptions,
  type Row,
  type Session,
  STATEMENT_TIMEOUT_MS,
  type TableDatabase,
} from './dialect.ts'

export const mysql: Dialect = {
  name: 'mysql',
  defaultPort: 3306,
  // dev.mysql.com/doc/refman, "Schema Object Names": 64 characters, none beyond U+FFFF, no blank at the end.
  identifiers: {
    quotes: '``',
    lengthMax: 64,
    unit: 'utf16',
    forbidden: /[\u{10000}-\u{10ffff}]|\s$/u,
    tablePartsMax: 2,
  },
  columnsIgnoreCase: true,
  nowMs: rawSql("(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)"),
  timestamp: rawSql('CURRENT_TIMESTAMP'),
  reference: {
    columns: {
      id: 'BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY',
      taxCode: 'VARCHAR(20)',
      profile: 'VARCHAR(100)',
      document: 'LONGTEXT NOT NULL',
      reference: 'VARCHAR(255)',
      requester: 'VARCHAR(255)',
      note: 'VARCHAR(1000)',
      state: 'SMALLINT',
      signedDocument: 'LONGTEXT',
      errorCode: 'VARCHAR(64)',
      errorMessage: 'TEXT',
      claimedBy: 'VARCHAR(255)',
      claimToken: 'VARCHAR(36)',
      claimedUntil: 'BIGINT',
      createdAt: 'DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP',
      updatedAt: 'DATETIME',
    },
    bytes: 'LONGBLOB',
    stateAsText: 'VARCHAR(20)',
    suffix: ' ENGINE=InnoDB DEFAULT CHARSET=utf8mb4',
    index: (table, indexName, columns) => sql`CREATE INDEX ${indexName} ON ${table} (${columns})`,
  },
  browsing: {
    tables: rawSql(
      'SELECT NULL AS `schema`, TABLE_NAME AS `name` FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME LIMIT 1000',
    ),
    anyOrder: rawSql('NULL'),
    clip: ({ sql: column }, length) => sql`SUBSTRING(${column}, 1, ${integerSql(length)})`,
    size: ({ sql: column }) => sql`LENGTH(${column})`,
  },
  announcing: null,
  firstRows: ({ columns, table, where, orderBy, rows }) =>
    sql`SELECT ${columns} FROM ${table} WHERE ${where} ORDER BY ${orderBy} LIMIT ${rows}`,
  lockedRows: ({ columns, table, where }) => sql`SELECT ${columns} FROM ${table} WHERE ${where} FOR UPDATE`,
  isInProcess: false,
  // The column is utf8mb4, so its bytes are the document's.
  sha256: ({ sql: column }) => sql`SHA2(${column}, 256)`,
  claimPage: null,
  writePage: null,
  // A number column compared with text compares as floating point, which confuses large keys.
  key: (column, externalId) => {
    if (column.kind === 'binary') return sql`${Buffer.from(externalId, 'hex')}`
    return column.kind === 'integer' && /^-?\d{1,20}$/.test(externalId)
      ? sql`${BigInt(externalId)}`
      : sql`${externalId}`
  },
  checkDatabase: async () => null, // the character set belongs to each column
  open: async (options) => MysqlDatabase.open((await import('mysql2/promise')).default.createPool, options),
}

type CreatePool = typeof import('mysql2/promise').createPool

class MysqlDatabase implements TableDatabase {
  readonly #pool: Pool
  readonly #prepared = new WeakSet<object>()

  private constructor(pool: Pool) {
    this.#pool = pool
  }

  static async open(createPool: CreatePool, { connection, password }: OpenOptions): Promise<MysqlDatabase> {
    const database = new MysqlDatabase(
      createPool({
        ...(connection.host.startsWith('/')
          ? { socketPath: connection.host }
          : { host: connection.host, port: connection.port ?? 3306 }),
        database: connection.database,
        user: connection.user,
        password: password ?? '',
        ...(connection.tls === 'off' ? {} : { ssl: { rejectUnauthorized: connection.tls === 'verify' } }),
        connectTimeout: connection.connectTimeoutMs,
        connectionLimit: CONNECTIONS_MAX,
        charset: 'utf8mb4',
        supportBigNumbers: true,
        enableKeepAlive: true,
        // Statements differ by the length of their IN lists only; the server keeps each prepared one open.
        maxPreparedStatements: 100,
        // A server could ask for files of this host; none is ever given.
        flags: ['-LOCAL_FILES'],
      }),
    )
    try {
      await database.query(sql`SELECT 1 AS one`)
      return database
    } catch (error) {
      await database.close()
      throw error
    }
  }

  query(statement: Sql): Promise<readonly Row[]> {
    return this.#withConnection((connection) => toSession(connection).query(statement))
  }

  execute(statement: Sql): Promise<number> {
    return this.#withConnection((connection) => toSession(connection).execute(statement))
  }

  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#withConnection(async (connection) => {
      await connection.query({ sql: 'START TRANSACTION', timeout: STATEMENT_TIMEOUT_MS })
      const result = await work(toSession(connection))
      await connection.query({ sql: 'COMMIT', timeout: STATEMENT_TIMEOUT_MS })
      return result
    })
  }

  async describe(table: Sql): Promise<readonly ColumnInfo[]> {
    const rows = await this.query(sql`SHOW FULL COLUMNS FROM ${table}`)
    return rows.map(toColumnInfo)
  }

  async close(): Promise<void> {
    await this.#pool.end().catch(() => {})
  }

  async #withConnection<T>(work: (connection: PoolConnection) => Promise<T>): Promise<T> {
    const connection = await this.#pool.getConnection()
    try {
      if (!this.#prepared.has(connection.connection)) {
        await connection.query({ sql: SESSION_SETTINGS, timeout: STATEMENT_TIMEOUT_MS })
        this.#prepared.add(connection.connection)
      }
      const result = await work(connection)
      connection.release()
      return result
    } catch (error) {
      // Closing it ends an open transaction and forgets an answer that may still be on its way.
      connection.destroy()
      throw error
    }
  }
}

const SESSION_SETTINGS = `SET SESSION sql_mode = CONCAT(@@SESSION.sql_mode, ',STRICT_ALL_TABLES'), SESSION innodb_lock_wait_timeout = ${LOCK_WAIT_MS / 1_000}`

function toSession(connection: PoolConnection): Session {
  const run = (statement: Sql) => {
    const { text, values } = renderSql(statement, () => '?')
    return inTime(connection.execute({ sql: text, values: [...values] }))
  }
  return {
    query: async (statement) => (await run(statement))[0] as RowDataPacket[],
    execute: async (statement) => {
      const [result] = await run(statement)
      return 'affectedRows' in result ? result.affectedRows : 0
    },
  }
}

/**
 * A timeout of ours around the whole statement: that of mysql2 begins once the server has prepared it
 * (`commands/execute.js`), so a server that falls silent before would be waited for without end.
 */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  const late = new AbortController()
  const timeout = sleep(STATEMENT_TIMEOUT_MS, undefined, { signal: late.signal }).then(() => {
    throw Object.assign(new Error('the statement takes too long'), { code: 'PROTOCOL_SEQUENCE_TIMEOUT' })
  })
  try {
    return await Promise.race([answer, timeout])
  } finally {
    late.abort()
  }
}

/** Sizes of the types without a length of their own, in bytes: dev.mysql.com/doc/refman, "Data Type Storage Requirements". */
const TYPE_BYTES: Readonly<Record<string, number>> = {
  ...{ tinytext: 255, text: 65_535, mediumtext: 16_777_215 },
  ...{ tinyblob: 255, blob: 65_535, mediumblob: 16_777_215 },
}

function toColumnInfo(row: Row): ColumnInfo {
  const type = String(row.Type).toLowerCase()
  return {
    name: String(row.Field),
    kind: toKind(type),
    type,
    width: toWidth(type),
    unicode: typeof row.Collation !== 'string' || row.Collation.startsWith('utf8mb4'),
  }
}

function toWidth(type: string): ColumnInfo['width'] {
  const [, kind, length] = /^(?:var)?(char|binary)\((\d+)\)/.exec(type) ?? []
  if (length !== undefined) return { size: Number(length), unit: kind === 'char' ? 'utf16' : 'bytes' }
  const size = TYPE_BYTES[type]
  return size === undefined ? null : { size, unit: 'bytes' }
}

function toKind(type: string): ColumnKind {
  if (/^(tiny|small|medium|big)?int\b/.test(type)) return 'integer'
  if (/^(decimal|numeric|float|double|real)/.test(type)) return 'number'
  if (/^((var)?char|(tiny|medium|long)?text|enum|set)\b/.test(type)) return 'text'
  if (/^((var)?binary|(tiny|medium|long)?blob)\b/.test(type)) return 'binary'
  return /^(date|datetime|timestamp)\b/.test(type) ? 'time' : 'other'
}
