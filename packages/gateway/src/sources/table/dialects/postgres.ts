/** PostgreSQL 9.5 and later, through `pg`. New rows can announce themselves: `NOTIFY <table>` wakes us at once. */
import type Pg from 'pg'
import { quoteIdentifier } from '../identifiers.ts'
import { integerSql, rawSql, renderSql, type Sql, sql } from '../sql.ts'
import {
  CONNECTIONS_MAX,
  type ColumnInfo,
  type ColumnKind,
  type Dialect,
  type Listener,
  LOCK_WAIT_MS,
  type OpenOptions,
  PAGE_VALUES,
  type Row,
  type Session,
  STATEMENT_TIMEOUT_MS,
  type TableDatabase,
} from './dialect.ts'
import { hearsAnnouncements, PostgresListener } from './listen-to-postgres.ts'

export const postgres: Dialect = {
  name: 'postgres',
  defaultPort: 5432,
  // Longer names are cut short with a notice only: postgresql.org/docs, 4.1.1 (NAMEDATALEN).
  identifiers: { quotes: '""', lengthMax: 63, unit: 'bytes', forbidden: null, tablePartsMax: 2 },
  columnsIgnoreCase: false,
  nowMs: rawSql('CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)'),
  timestamp: rawSql('clock_timestamp()'),
  reference: {
    columns: {
      id: 'bigserial PRIMARY KEY',
      taxCode: 'varchar(20)',
      profile: 'varchar(100)',
      document: 'text NOT NULL',
      reference: 'varchar(255)',
      requester: 'varchar(255)',
      note: 'varchar(1000)',
      state: 'smallint',
      signedDocument: 'text',
      errorCode: 'varchar(64)',
      errorMessage: 'text',
      claimedBy: 'varchar(255)',
      claimToken: 'varchar(36)',
      claimedUntil: 'bigint',
      createdAt: 'timestamptz NOT NULL DEFAULT clock_timestamp()',
      updatedAt: 'timestamptz',
    },
    bytes: 'bytea',
    stateAsText: 'varchar(20)',
    suffix: '',
    // Without a name the server chooses a free one.
    index: (table, _indexName, columns) => sql`CREATE INDEX ON ${table} (${columns})`,
  },
  browsing: {
    tables: rawSql(
      `SELECT table_schema AS "schema", table_name AS "name" FROM information_schema.tables
       WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY table_schema, table_name LIMIT 1000`,
    ),
    anyOrder: rawSql('(SELECT NULL)'), // a constant is refused in ORDER BY
    clip: ({ sql: column }, length) => sql`substring(${column} from 1 for ${integerSql(length)})`,
    size: ({ sql: column }) => sql`octet_length(${column})`,
  },
  announcing: {
    statements: ({ table, functionName, state, pending }) => [
      // Many in one transaction are announced once (postgresql.org/docs, NOTIFY).
      sql`CREATE OR REPLACE FUNCTION ${functionName}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_notify(TG_TABLE_NAME, ''''); RETURN NULL; END'`,
      // PROCEDURE, since versions before 11 do not know FUNCTION here; later ones take both.
      sql`CREATE TRIGGER congky_announce AFTER INSERT OR UPDATE OF ${state} ON ${table} FOR EACH ROW WHEN (NEW.${state} = ${pending}) EXECUTE PROCEDURE ${functionName}()`,
    ],
    triggers: (table) =>
      sql`SELECT count(*) AS "triggers" FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = to_regclass(${table}) AND NOT t.tgisinternal AND t.tgenabled <> 'D' AND p.prosrc ~* 'notify'`,
  },
  firstRows: ({ columns, table, where, orderBy, rows }) =>
    sql`SELECT ${columns} FROM ${table} WHERE ${where} ORDER BY ${orderBy} LIMIT ${rows}`,
  lockedRows: ({ columns, table, where }) => sql`SELECT ${columns} FROM ${table} WHERE ${where} FOR UPDATE`,
  isInProcess: false,
  // Since PostgreSQL 11.
  sha256: ({ sql: column, info }) => {
    const bytes = info.kind === 'binary' ? column : sql`convert_to(${column}, 'UTF8')`
    return sql`encode(sha256(${bytes}), 'hex')`
  },
  // Two gateways that claim overlapping pages would wait for each other; each skips what the other holds.
  claimPage: ({ table, set, keyColumn, where, returning }) =>
    sql`UPDATE ${table} SET ${set} WHERE ${keyColumn} IN (SELECT ${keyColumn} FROM ${table} WHERE ${where} FOR UPDATE SKIP LOCKED) RETURNING ${returning}`,
  writePage: {
    // In a list of values a parameter is text unless it says what else; of a type that has no name here nobody knows.
    value: ({ type, kind }, value) => {
      const name = kind === 'other' && type !== 'uuid' ? undefined : PARAMETER_TYPES.get(type)
      return name === undefined ? null : sql`CAST(${value} AS ${rawSql(name)})`
    },
    // A row that a declarant holds is left out, so that the others need not wait for it.
    statement: ({ table, set, values, keyColumn, keys, where, returning }) =>
      sql`UPDATE ${table} SET ${set} FROM (VALUES ${values}) AS ${rawSql(PAGE_VALUES)} WHERE ${where} AND ${keyColumn} IN (SELECT ${keyColumn} FROM ${table} WHERE ${keyColumn} IN (${keys}) FOR UPDATE SKIP LOCKED) RETURNING ${returning}`,
  },
  // The server gives a parameter the type of the column it is compared with.
  key: (column, externalId) => (column.kind === 'binary' ? sql`${Buffer.from(externalId, 'hex')}` : sql`${externalId}`),
  checkDatabase: async (session) => {
    const [row] = await session.query(
      sql`SELECT pg_encoding_to_char(encoding) AS encoding FROM pg_database WHERE datname = current_database()`,
    )
    if (row?.encoding === 'UTF8') return null
    return {
      en: `the database is encoded as ${row?.encoding}, which does not hold every Vietnamese letter; UTF8 is needed`,
      vi: `cơ sở dữ liệu dùng bảng mã ${row?.encoding}, không chứa đủ chữ tiếng Việt; cần UTF8`,
    }
  },
  open: async (options) => PostgresDatabase.open((await import('pg')).default, options),
}

class PostgresDatabase implements TableDatabase {
  readonly #pg: typeof Pg
  readonly #config: Pg.ClientConfig
  readonly #pool: Pg.Pool

  private constructor(pg: typeof Pg, config: Pg.ClientConfig) {
    this.#pg = pg
    this.#config = config
    this.#pool = new pg.Pool({ ...config, max: CONNECTIONS_MAX, idleTimeoutMillis: 60_000 })
    // A connection that breaks between two statements says so here; the next statement gets another one.
    this.#pool.on('error', () => {})
    this.#pool.on('connect', (client) => client.on('error', () => {}))
  }

  static async open(pg: typeof Pg, { connection, password }: OpenOptions): Promise<PostgresDatabase> {
    const database = new PostgresDatabase(pg, {
      host: connection.host,
      port: connection.port ?? 5432,
      database: connection.database,
      user: connection.user,
      password: password ?? '',
      ssl: connection.tls === 'off' ? false : { rejectUnauthorized: connection.tls === 'verify' },
      connectionTimeoutMillis: connection.connectTimeoutMs,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS + 1_000,
      lock_timeout: LOCK_WAIT_MS,
      keepAlive: true,
      application_name: 'congky',
    })
    try {
      await database.query(sql`SELECT 1 AS one`)
      return database
    } catch (error) {
      await database.close()
      throw error
    }
  }

  query(statement: Sql): Promise<readonly Row[]> {
    return toSession(this.#pool).query(statement)
  }

  execute(statement: Sql): Promise<number> {
    return toSession(this.#pool).execute(statement)
  }

  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect()
    try {
      await client.query('BEGIN')
      const result = await work(toSession(client))
      await client.query('COMMIT')
      client.release()
      return result
    } catch (error) {
      // Closing the connection rolls back as well, and needs no answer from a server that may be gone.
      client.release(true)
      throw error
    }
  }

  async describe(table: Sql): Promise<readonly ColumnInfo[]> {
    const { fields } = await this.#pool.query(render(sql`SELECT * FROM ${table} LIMIT 0`))
    return fields.map(toColumnInfo)
  }

  listen(channel: string, wake: () => void): Listener {
    const statement = `LISTEN ${quoteIdentifier(channel, postgres.identifiers)}`
    const connect = () => new this.#pg.Client(this.#config)
    return new PostgresListener({ connect, statement, announce: this.#announce, wake })
  }

  async hears(): Promise<boolean> {
    const client = new this.#pg.Client(this.#config)
    client.on('error', () => {})
    try {
      await client.connect()
      return await hearsAnnouncements(client, this.#announce)
    } finally {
      void client.end().catch(() => {})
    }
  }

  readonly #announce = (channel: string) => this.execute(sql`SELECT pg_notify(${channel}, '')`)

  async close(): Promise<void> {
    await this.#pool.end()
  }
}

function render(statement: Sql) {
  const { text, values } = renderSql(statement, (number) => `$${number}`)
  return { text, values: [...values] }
}

function toSession(client: Pg.Pool | Pg.PoolClient): Session {
  return {
    query: async (statement) => (await client.query<Row>(render(statement))).rows,
    execute: async (statement) => (await client.query(render(statement))).rowCount ?? 0,
  }
}

/** Type numbers from PostgreSQL's catalogue, src/include/catalog/pg_type.dat: they never change. */
const TYPES: Readonly<Record<number, readonly [type: string, kind: ColumnKind]>> = {
  16: ['boolean', 'other'],
  17: ['bytea', 'binary'],
  19: ['name', 'text'],
  20: ['bigint', 'integer'],
  21: ['smallint', 'integer'],
  23: ['integer', 'integer'],
  25: ['text', 'text'],
  114: ['json', 'other'],
  142: ['xml', 'other'],
  700: ['real', 'number'],
  701: ['double precision', 'number'],
  1042: ['char', 'text'],
  1043: ['varchar', 'text'],
  1082: ['date', 'time'],
  1114: ['timestamp', 'time'],
  1184: ['timestamptz', 'time'],
  1700: ['numeric', 'number'],
  2950: ['uuid', 'other'],
  3802: ['jsonb', 'other'],
}

/** The names by which a parameter is given a type; `char` alone would mean one letter. */
const PARAMETER_TYPES: ReadonlyMap<string, string> = new Map(
  Object.values(TYPES).map(([type]) => [type, type === 'char' ? 'bpchar' : type]),
)

/** The modifier of a sized text type is its size in characters plus 4, of any other type -1. */
const MODIFIER_HEADER = 4

function toColumnInfo(field: Pg.FieldDef): ColumnInfo {
  const [type, kind] = TYPES[field.dataTypeID] ?? [`type ${field.dataTypeID}`, 'other']
  const size = field.dataTypeModifier - MODIFIER_HEADER
  const width = kind === 'text' && size > 0 ? { size, unit: 'utf16' as const } : null
  return { name: field.name, kind, type, width, unicode: true }
}
