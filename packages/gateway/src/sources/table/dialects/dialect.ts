/**
 * What differs between databases, seen from a request table: how names are quoted, how the database tells
 * the time, how a page or a locked row is read, and how a connection is made. What is the same everywhere
 * is written once, in `table-statements.ts`. Importing a dialect loads no driver; `open` does.
 */
import type { Bilingual, SourceColumns } from '@congky/shared'
import type { ConnectionConfig, Dialect as DialectName } from '../../../domain/gateway-config.ts'
import { rawSql, type Sql, type SqlValue } from '../sql.ts'

/** Connections to one database. Claims, renewals and deliveries of one source share them. */
export const CONNECTIONS_MAX = 4
/** How long a statement waits for a row that someone else has locked, before it gives up on it. */
export const LOCK_WAIT_MS = 3_000
/** How long a statement may take before its connection counts as dead. */
export const STATEMENT_TIMEOUT_MS = 15_000

/** A row as the driver gives it, by the aliases of the statement. Values came from outside. */
export type Row = Readonly<Record<string, unknown>>

/** Where statements run: a pool, or the one connection of a transaction. Rejects with the driver's errors. */
export interface Session {
  query(statement: Sql): Promise<readonly Row[]>
  /** Returns how many rows matched, whether or not their values changed. */
  execute(statement: Sql): Promise<number>
}

/** `deaf`: it listens, and an announcement that was made to try it did not arrive. */
export type Hearing = 'connecting' | 'hears' | 'deaf'

/** A connection that waits for announcements. */
export interface Listener {
  readonly hearing: Hearing
  stop(): void
}

/** One open database with its few connections. */
export interface TableDatabase extends Session {
  /** Runs `work` in a transaction on one connection: committed when it returns, rolled back when it throws. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** The table's columns. Rejects with the driver's error when there is no such table. */
  describe(table: Sql): Promise<readonly ColumnInfo[]>
  /**
   * Calls `wake` whenever the database announces new rows, until it is stopped, also after the connection for it broke
   * and was made anew. Left out where nothing is ever announced.
   */
  listen?(channel: string, wake: () => void): Listener
  /** Tries whether announcements arrive. Left out with `listen`. */
  hears?(): Promise<boolean>
  close(): Promise<void>
}

export type ColumnKind = 'integer' | 'number' | 'text' | 'binary' | 'time' | 'other'

/** A column as the database describes it. */
export interface ColumnInfo {
  readonly name: string
  readonly kind: ColumnKind
  /** The database's own word for the type. */
  readonly type: string
  /** How much text or how many bytes fit; null when there is no limit worth minding. */
  readonly width: { readonly size: number; readonly unit: 'utf16' | 'bytes' } | null
  /** Whether every letter of Vietnamese, and any other, survives in it. */
  readonly unicode: boolean
}

/** A column, quoted for statements, with what the database says about it. */
export interface LayoutColumn {
  readonly sql: Sql
  readonly info: ColumnInfo
}

/** What may be an identifier. Anything else is refused before a statement is built. */
export interface IdentifierRule {
  readonly quotes: '""' | '``' | '[]'
  readonly lengthMax: number
  readonly unit: 'utf16' | 'bytes'
  /** What the database cannot hold in a name even when quoted. */
  readonly forbidden: RegExp | null
  /** How many parts a table's name may have, schema and database included. */
  readonly tablePartsMax: number
}

/** A read of the rows that satisfy `where`. */
export interface Select {
  readonly columns: Sql
  readonly table: Sql
  readonly where: Sql
}

/** A claim of several rows in one statement, where the database can return what it changed. */
export interface PageClaim {
  readonly table: Sql
  readonly set: Sql
  readonly keyColumn: Sql
  readonly where: Sql
  readonly returning: Sql
}

/** A write of many rows in one statement: each row of `values` goes to the row of the table that it names. */
export interface PageWrite {
  readonly table: Sql
  readonly set: Sql
  /** `(…), (…)`, whose columns `set` and `where` know by their place: `pageValue(2)`. */
  readonly values: Sql
  readonly keyColumn: Sql
  readonly keys: Sql
  readonly where: Sql
  readonly returning: Sql
}

/** A column of the values of a `PageWrite`, counted from 1. PostgreSQL and SQLite name them alike. */
export function pageValue(place: number): Sql {
  return rawSql(`${PAGE_VALUES}.column${place}`)
}

/** No table of a declarant has this name. */
export const PAGE_VALUES = 'congky_values'

export interface PageWriting {
  /** A value as it must stand in the list, for a column that it is compared with or goes to; null: it cannot. */
  value(column: ColumnInfo, value: SqlValue | Sql): Sql | null
  statement(write: PageWrite): Sql
}

/** Column types and clauses of our reference table. */
export interface ReferenceTypes {
  readonly columns: Readonly<Record<keyof SourceColumns, string>>
  /** For documents of bytes. */
  readonly bytes: string
  readonly stateAsText: string
  /** Follows the closing bracket of CREATE TABLE. */
  readonly suffix: string
  /** The index that the polls use. Its name matters where index names live beside table names. */
  index(table: Sql, indexName: Sql, columns: Sql): Sql
}

/** How rows announce themselves, where the database can tell whoever listens. */
export interface Announcing {
  /** The statements that have a table announce, by its own name, each row that becomes pending. */
  statements(announced: AnnouncedTable): readonly Sql[]
  /** How many triggers of a table announce something, as `triggers`. @param table Its quoted name as text. */
  triggers(table: string): Sql
}

export interface AnnouncedTable {
  readonly table: Sql
  /** Quoted, in the schema of the table. */
  readonly functionName: Sql
  readonly state: Sql
  /** As it stands in a statement. */
  readonly pending: Sql
}

/** How people look into a database before it becomes a source. */
export interface Browsing {
  /** Tables and views that the user may see, as `schema` (null where there is none) and `name`. */
  readonly tables: Sql
  /** What to order by when any rows will do: sorting a large table takes long. */
  readonly anyOrder: Sql
  /** The beginning of a text or of bytes: whole documents are not fetched to show a few words of them. */
  clip(column: LayoutColumn, length: number): Sql
  /** Size of a text or of bytes, in bytes; in characters where the database cannot tell. */
  size(column: LayoutColumn): Sql
}

export interface OpenOptions {
  /** Name of the source, for errors. */
  readonly source: string
  readonly connection: ConnectionConfig
  readonly password: string | null
  /** Whether a missing SQLite file is made; servers ignore it. */
  readonly create: boolean
}

export interface Dialect {
  readonly name: DialectName
  readonly defaultPort: number | null
  readonly identifiers: IdentifierRule
  /** Whether a column `Tax_Code` is found by the name `tax_code`. */
  readonly columnsIgnoreCase: boolean
  /** Milliseconds since 1970 by the database's clock: gateways' clocks differ, a lease must not. */
  readonly nowMs: Sql
  /** The present for a column of a date-and-time type, as the database writes it itself. */
  readonly timestamp: Sql
  readonly reference: ReferenceTypes
  readonly browsing: Browsing
  /** Null where nothing announces new rows, and they are asked for. */
  readonly announcing: Announcing | null
  /** The first rows in the order of the key. */
  firstRows(select: Select & { readonly orderBy: Sql; readonly rows: Sql }): Sql
  /** Reads rows and keeps others from changing them until the transaction ends. */
  lockedRows(select: Select): Sql
  /**
   * SHA-256 of a document's UTF-8 bytes in lower-case hex, as the database itself computes it; NULL for NULL.
   * Null where a database cannot, and rows are read and compared instead.
   */
  readonly sha256: ((column: LayoutColumn) => Sql) | null
  /** Whether the database runs on our own main thread, which hashing many documents would stop. */
  readonly isInProcess: boolean
  /** Null where rows are claimed one by one. */
  readonly claimPage: ((claim: PageClaim) => Sql) | null
  /** Null where outcomes are written one by one. */
  readonly writePage: PageWriting | null
  /** A key, given as text, as it must stand in a comparison for the index on the column to be used. */
  key(column: ColumnInfo, externalId: string): Sql
  /** What is wrong with the database as a whole, for a request table; null when nothing is. */
  checkDatabase(session: Session): Promise<Bilingual | null>
  /** Rejects with the driver's error, or with ERR_SOURCE_LAYOUT for a setting that cannot work. */
  open(options: OpenOptions): Promise<TableDatabase>
}
