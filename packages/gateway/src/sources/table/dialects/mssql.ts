/**
 * SQL Server 2008 and later, through `mssql` and `tedious`. Statements keep to what 2008 knows: no OFFSET,
 * no DATEDIFF_BIG. Text is written to `nvarchar` columns: an `xml` column would change a signed document,
 * and a `varchar` column loses Vietnamese letters. There is no Windows login: tedious has none without
 * the account's password.
 */
import type Mssql from 'mssql'
import type { Connection } from 'tedious'
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
import { toServerAddress } from './mssql-address.ts'

export const mssql: Dialect = {
  name: 'mssql',
  defaultPort: 1433,
  // Transact-SQL reference, "Database identifiers"; server names of linked servers are not taken.
  identifiers: { quotes: '[]', lengthMax: 128, unit: 'utf16', forbidden: null, tablePartsMax: 3 },
  columnsIgnoreCase: true,
  // DATEDIFF in milliseconds overflows after 24 days: days first, then milliseconds of this day.
  nowMs: rawSql(
    "(CAST(DATEDIFF(day, '19700101', SYSUTCDATETIME()) AS bigint) * 86400000 + DATEDIFF(millisecond, CAST(CAST(SYSUTCDATETIME() AS date) AS datetime2), SYSUTCDATETIME()))",
  ),
  timestamp: rawSql('SYSDATETIME()'),
  reference: {
    columns: {
      id: 'bigint IDENTITY(1,1) NOT NULL PRIMARY KEY',
      taxCode: 'nvarchar(20)',
      profile: 'nvarchar(100)',
      document: 'nvarchar(max) NOT NULL',
      reference: 'nvarchar(255)',
      requester: 'nvarchar(255)',
      note: 'nvarchar(1000)',
      state: 'smallint',
      signedDocument: 'nvarchar(max)',
      errorCode: 'nvarchar(64)',
      errorMessage: 'nvarchar(1000)',
      claimedBy: 'nvarchar(255)',
      claimToken: 'nvarchar(36)',
      claimedUntil: 'bigint',
      createdAt: 'datetime2(3) DEFAULT SYSDATETIME() NOT NULL',
      updatedAt: 'datetime2(3)',
    },
    bytes: 'varbinary(max)',
    stateAsText: 'nvarchar(20)',
    suffix: '',
    index: (table, indexName, columns) => sql`CREATE INDEX ${indexName} ON ${table} (${columns})`,
  },
  browsing: {
    tables: rawSql(
      'SELECT TOP (1000) TABLE_SCHEMA AS [schema], TABLE_NAME AS [name] FROM INFORMATION_SCHEMA.TABLES ORDER BY TABLE_SCHEMA, TABLE_NAME',
    ),
    anyOrder: rawSql('(SELECT NULL)'), // a constant is refused in ORDER BY
    clip: ({ sql: column }, length) => sql`SUBSTRING(${column}, 1, ${integerSql(length)})`,
    size: ({ sql: column }) => sql`DATALENGTH(${column})`,
  },
  announcing: null,
  // READPAST: rows that declaration software holds locked are left for the next poll, not waited for.
  firstRows: ({ columns, table, where, orderBy, rows }) =>
    sql`SELECT TOP (${rows}) ${columns} FROM ${table} WITH (READPAST) WHERE ${where} ORDER BY ${orderBy}`,
  lockedRows: ({ columns, table, where }) =>
    sql`SELECT ${columns} FROM ${table} WITH (UPDLOCK, ROWLOCK) WHERE ${where}`,
  isInProcess: false,
  // HASHBYTES sees the UTF-16 of nvarchar, and up to 2014 no more than 8,000 bytes.
  sha256: null,
  // OUTPUT could return what an UPDATE changed, but is refused for tables with triggers.
  claimPage: null,
  writePage: null,
  key: (column, externalId) => {
    if (column.kind === 'binary') return sql`${Buffer.from(externalId, 'hex')}`
    // Compared with an nvarchar parameter, a varchar column is converted row by row instead of looked up.
    return /^(Var)?Char$/.test(column.type) ? sql`CAST(${externalId} AS varchar(8000))` : sql`${externalId}`
  },
  checkDatabase: async () => null, // nvarchar holds every letter whatever the collation
  open: async (options) => MssqlDatabase.open((await import('mssql')).default, options),
}

class MssqlDatabase implements TableDatabase {
  readonly #driver: typeof Mssql
  readonly #pool: Mssql.ConnectionPool

  private constructor(driver: typeof Mssql, pool: Mssql.ConnectionPool) {
    this.#driver = driver
    this.#pool = pool
  }

  static async open(driver: typeof Mssql, { connection, password }: OpenOptions): Promise<MssqlDatabase> {
    const { server, port, instance } = toServerAddress(connection)
    const pool = new driver.ConnectionPool({
      server,
      ...(port === null ? {} : { port }),
      database: connection.database,
      user: connection.user,
      password: password ?? '',
      connectionTimeout: connection.connectTimeoutMs,
      requestTimeout: STATEMENT_TIMEOUT_MS,
      ...(connection.tls === 'off' ? {} : { beforeConnect: refuseClearText }),
      pool: { max: CONNECTIONS_MAX, min: 0, idleTimeoutMillis: 60_000 },
      options: {
        ...(instance === null ? {} : { instanceName: instance }),
        encrypt: connection.tls !== 'off',
        trustServerCertificate: connection.tls !== 'verify',
        appName: 'congky',
        // Read by refuseClearText, and by nobody else.
        debug: { payload: connection.tls !== 'off', packet: false, data: false, token: false },
        // Old servers offer TLS 1.0 with ciphers that OpenSSL allows at its lowest level only.
        ...(connection.legacyTls
          ? { cryptoCredentialsDetails: { minVersion: 'TLSv1' as const, ciphers: 'DEFAULT@SECLEVEL=0' } }
          : {}),
      },
    })
    // Connections that break while idle say so here; the next request gets another one.
    pool.on('error', () => {})
    await pool.connect()
    return new MssqlDatabase(driver, pool)
  }

  query(statement: Sql): Promise<readonly Row[]> {
    return toSession(() => this.#pool.request()).query(statement)
  }

  execute(statement: Sql): Promise<number> {
    return toSession(() => this.#pool.request()).execute(statement)
  }

  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const transaction = this.#pool.transaction()
    await transaction.begin(this.#driver.ISOLATION_LEVEL.READ_COMMITTED)
    try {
      const result = await work(toSession(() => transaction.request()))
      await transaction.commit()
      return result
    } catch (error) {
      // Fails when the server has rolled back already, or is gone, which comes to the same.
      await transaction.rollback().catch(() => {})
      throw error
    }
  }

  async describe(table: Sql): Promise<readonly ColumnInfo[]> {
    const request = this.#pool.request()
    request.arrayRowMode = true
    const { text } = renderSql(sql`SELECT TOP (0) * FROM ${table}`, () => '')
    const result: unknown = await request.query(text)
    const columns = (result as { readonly columns: readonly (readonly DriverColumn[])[] }).columns[0] ?? []
    const typeNames = new Map(Object.entries(this.#driver.TYPES).map(([name, type]) => [type as unknown, name]))
    return columns.map((column) => toColumnInfo(column, typeNames.get(column.type) ?? 'unknown'))
  }

  async close(): Promise<void> {
    await this.#pool.close().catch(() => {})
  }
}

/**
 * Ends the connection before the password is sent when the server says that it has no TLS: tedious asked to
 * encrypt goes on in clear then, which anyone in between could bring about. What it tells about the
 * server's first answer is the one place to notice in time.
 */
function refuseClearText(connection: Connection): void {
  connection.on('debug', (text) => {
    if (!/^\s*PreLogin - /.test(text) || /\bencryption:0x\d+\((ON|REQ)\)/.test(text)) return
    throw Object.assign(new Error('the server offers no TLS'), { code: 'CONGKY_NO_TLS' })
  })
}

function toSession(newRequest: () => Mssql.Request): Session {
  const run = (statement: Sql, after: string) => {
    const request = newRequest()
    const { text, values } = renderSql(statement, (number) => `@p${number}`)
    for (const [index, value] of values.entries()) request.input(`p${index + 1}`, value)
    return request.query<Row>(`SET LOCK_TIMEOUT ${LOCK_WAIT_MS}; ${text}${after}`)
  }
  return {
    query: async (statement) => (await run(statement, '')).recordset ?? [],
    // Asked for, because the count that comes by itself may include rows that a trigger changed.
    execute: async (statement) => {
      const { recordsets } = await run(statement, '; SELECT @@ROWCOUNT AS changed')
      const counted = Array.isArray(recordsets) ? recordsets.at(-1)?.[0] : undefined
      return Number(counted?.changed ?? 0)
    },
  }
}

interface DriverColumn {
  readonly name: string
  readonly type: unknown
  readonly length: number | undefined
}

const KINDS: Readonly<Record<string, ColumnKind>> = {
  BigInt: 'integer',
  Int: 'integer',
  SmallInt: 'integer',
  TinyInt: 'integer',
  Decimal: 'number',
  Numeric: 'number',
  Float: 'number',
  Real: 'number',
  Money: 'number',
  SmallMoney: 'number',
  NVarChar: 'text',
  NChar: 'text',
  NText: 'text',
  VarChar: 'text',
  Char: 'text',
  Text: 'text',
  VarBinary: 'binary',
  Binary: 'binary',
  Image: 'binary',
  Date: 'time',
  DateTime: 'time',
  DateTime2: 'time',
  SmallDateTime: 'time',
  DateTimeOffset: 'time',
}

/** From this size on a column counts as unlimited: (max) is 65,535, ntext two thousand million. */
const WIDTH_UNLIMITED = 65_535

function toColumnInfo(column: DriverColumn, type: string): ColumnInfo {
  const kind = KINDS[type] ?? 'other'
  const unicode = !/^(Var)?Char$|^Text$/.test(type)
  return { name: column.name, kind, type, width: toWidth(kind, column.length ?? WIDTH_UNLIMITED, unicode), unicode }
}

function toWidth(kind: ColumnKind, length: number, unicode: boolean): ColumnInfo['width'] {
  if (length >= WIDTH_UNLIMITED) return null
  if (kind === 'binary') return { size: length, unit: 'bytes' }
  return kind === 'text' ? { size: length / (unicode ? 2 : 1), unit: 'utf16' } : null
}
