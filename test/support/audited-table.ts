/**
 * The declarants' side of a request table under crashes: the table remembers, by a trigger of its own, every
 * signed document that any of its rows ever held, so that a second signature cannot hide behind the last one.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { startPostgres } from './databases.ts'

export interface AuditedRow {
  readonly id: string
  /** 0 pending, 1 claimed, 2 signed, 3 rejected. */
  readonly state: number
  readonly document: string
  readonly signedDocument: string | null
}

export interface AuditedTable {
  /** For the configuration of a gateway's source. */
  readonly source: object
  readonly password: string | null
  /** Starts remembering; the table has to be there by now. */
  watch(): Promise<void>
  insert(rows: readonly { readonly taxCode: string; readonly document: string }[]): Promise<void>
  rows(): Promise<readonly AuditedRow[]>
  /** How many rows are in a state. */
  count(state: number): Promise<number>
  /** Every signed document that was ever written, by row, in order. */
  everSigned(): Promise<ReadonlyMap<string, readonly string[]>>
  close(): Promise<void>
}

type Row = Readonly<Record<string, unknown>>

export function openAuditedSqlite(folder: string): AuditedTable {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'declarations.db')
  const sqlite = new Database(file, { timeout: 10_000 })
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = OFF') // what the declarants write is not what is tested
  const rows = (text: string) => sqlite.prepare<[], Row>(text).all()
  return {
    source: { dialect: 'sqlite', connection: { file } },
    password: null,
    watch: async () => {
      sqlite.exec(`CREATE TABLE ever_signed (row_id INTEGER, signed_document TEXT);
        CREATE TRIGGER remember AFTER UPDATE OF signed_document ON congky_request
        WHEN NEW.signed_document IS NOT NULL BEGIN
          INSERT INTO ever_signed VALUES (NEW.id, NEW.signed_document);
        END`)
    },
    insert: async (added) => {
      const insert = sqlite.prepare('INSERT INTO congky_request (tax_code, document, state) VALUES (?, ?, 0)')
      sqlite.transaction(() => {
        for (const { taxCode, document } of added) insert.run(taxCode, document)
      })()
    },
    rows: async () => rows('SELECT * FROM congky_request ORDER BY id').map(toRow),
    count: async (state) => Number(rows(`SELECT count(*) AS n FROM congky_request WHERE state = ${state}`)[0]?.n),
    everSigned: async () => groupByRow(rows('SELECT * FROM ever_signed ORDER BY rowid')),
    close: async () => {
      sqlite.close()
    },
  }
}

export async function openAuditedPostgres(folder: string): Promise<AuditedTable> {
  const server = await startPostgres(folder)
  const { host, port, database, user } = server.connection
  const pool = new pg.Pool({ host, port: port ?? 0, database, user, password: server.password })
  const rows = async (text: string) => (await pool.query<Row>(text)).rows
  return {
    source: { dialect: 'postgres', connection: { host, port, database, user, passwordSecret: 'db', tls: 'off' } },
    password: server.password,
    watch: async () => {
      await pool.query(`CREATE TABLE ever_signed (seq BIGSERIAL, row_id BIGINT, signed_document TEXT);
        CREATE FUNCTION remember() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          INSERT INTO ever_signed (row_id, signed_document) VALUES (NEW.id, NEW.signed_document); RETURN NULL;
        END $$;
        CREATE TRIGGER remember AFTER UPDATE OF signed_document ON congky_request
        FOR EACH ROW WHEN (NEW.signed_document IS NOT NULL) EXECUTE FUNCTION remember()`)
    },
    insert: async (added) => {
      for (const { taxCode, document } of added) {
        await pool.query('INSERT INTO congky_request (tax_code, document) VALUES ($1, $2)', [taxCode, document])
      }
    },
    rows: async () => (await rows('SELECT * FROM congky_request ORDER BY id')).map(toRow),
    count: async (state) =>
      Number((await rows(`SELECT count(*) AS n FROM congky_request WHERE state = ${state}`))[0]?.n),
    everSigned: async () => groupByRow(await rows('SELECT * FROM ever_signed ORDER BY seq')),
    close: async () => {
      await pool.end()
      await server.stop()
    },
  }
}

function toRow(row: Row): AuditedRow {
  const signed = row.signed_document
  return {
    id: String(row.id),
    state: Number(row.state),
    document: String(row.document),
    signedDocument: signed === null ? null : String(signed),
  }
}

function groupByRow(rows: readonly Row[]): ReadonlyMap<string, readonly string[]> {
  const byRow = new Map<string, string[]>()
  for (const { row_id, signed_document } of rows) {
    const id = String(row_id)
    byRow.set(id, [...(byRow.get(id) ?? []), String(signed_document)])
  }
  return byRow
}
