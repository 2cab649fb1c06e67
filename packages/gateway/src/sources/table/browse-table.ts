/**
 * What an admin sees of a database before its table becomes a source: which tables there are, which columns one has,
 * and a few rows as the gateway would read them. Reads only, and only a little: rows of a request table hold whole
 * documents.
 */
import type {
  PreviewCell,
  PreviewRow,
  SourceColumns,
  SourceState,
  StateCode,
  TableColumnView,
  TableListView,
  TablePreviewView,
} from '@congky/shared'
import type { TableSourceConfig } from '../../domain/gateway-config.ts'
import { dialects } from './dialects/all-dialects.ts'
import type { ColumnInfo, Dialect, LayoutColumn, Row } from './dialects/dialect.ts'
import type { GuardedDatabase } from './guarded-database.ts'
import { quoteAlias, quoteIdentifier } from './identifiers.ts'
import { openDatabase } from './open-table.ts'
import { isState, toExternalId } from './row-values.ts'
import { integerSql, joinSql, rawSql, type Sql, sql } from './sql.ts'
import { findColumn, quoteTable } from './table-layout.ts'

/** Columns that are shown of a row, of those that a source has. */
const SHOWN = ['id', 'taxCode', 'reference', 'requester', 'profile', 'state', 'document'] as const
type Shown = (typeof SHOWN)[number]

const ROWS_MAX = 20
/** Of a text that is shown, in characters; of a document. */
const TEXT_LENGTH = 80
const DOCUMENT_LENGTH = 240

/** What there is to choose from. @throws {CongkyError} ERR_SOURCE_UNAVAILABLE */
export function listTables(config: TableSourceConfig, password: string | null): Promise<TableListView> {
  return withDatabase(config, password, async (database, dialect) => {
    const rows = await database.query(dialect.browsing.tables)
    const named = rows.flatMap(({ schema, name }): readonly string[][] => {
      if (typeof name !== 'string') return []
      return [typeof schema === 'string' ? [schema, name] : [name]]
    })
    return { tables: named }
  })
}

/** @throws {CongkyError} ERR_SOURCE_UNAVAILABLE, ERR_SOURCE_LAYOUT: there is no such table. */
export function listColumns(config: TableSourceConfig, password: string | null): Promise<readonly TableColumnView[]> {
  return withDatabase(config, password, async (database, dialect) => {
    const described = await database.describe(tableOf(dialect, config))
    return described.map(({ name, type, kind }) => ({ name, type, kind }))
  })
}

/**
 * Some rows under the configured columns, whatever their state. Columns that are missing are named and left out.
 *
 * @throws {CongkyError} ERR_SOURCE_UNAVAILABLE, ERR_SOURCE_LAYOUT: there is no such table.
 */
export function previewRows(config: TableSourceConfig, password: string | null): Promise<TablePreviewView> {
  return withDatabase(config, password, async (database, dialect) => {
    const table = tableOf(dialect, config)
    const described = await database.describe(table)
    const columns = findColumns(config.columns, described, dialect)
    const missing = SHOWN.map((name) => config.columns[name]).filter(
      (name) => name !== null && !findColumn(described, name, dialect.columnsIgnoreCase),
    )
    const selected = [...columns].flatMap(([name, column]) => selectOf(name, column, dialect))
    if (selected.length === 0) return { rows: [], missing: missing.flatMap((name) => name ?? []) }
    const rows = await database.query(
      dialect.firstRows({
        ...{ columns: joinSql(selected, ', '), table, where: rawSql('1 = 1') },
        ...{ orderBy: dialect.browsing.anyOrder, rows: integerSql(ROWS_MAX) },
      }),
    )
    return { rows: rows.map((row) => toPreviewRow(row, config)), missing: missing.flatMap((name) => name ?? []) }
  })
}

async function withDatabase<T>(
  config: TableSourceConfig,
  password: string | null,
  work: (database: GuardedDatabase, dialect: Dialect) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(config, password)
  try {
    return await work(database, dialects[config.dialect])
  } finally {
    await database.close()
  }
}

/** The columns are not decided yet, so a name among them that cannot be one is no reason to refuse. */
function tableOf(dialect: Dialect, { name, table, columns }: TableSourceConfig): Sql {
  const none = Object.fromEntries(Object.keys(columns).map((key) => [key, null])) as unknown as SourceColumns
  return quoteTable(dialect, { name, table, columns: none })
}

function findColumns(
  columns: SourceColumns,
  described: readonly ColumnInfo[],
  dialect: Dialect,
): Map<Shown, LayoutColumn> {
  const found = new Map<Shown, LayoutColumn>()
  for (const name of SHOWN) {
    const configured = columns[name]
    const info = configured === null ? undefined : findColumn(described, configured, dialect.columnsIgnoreCase)
    if (info) found.set(name, { sql: rawSql(quoteIdentifier(info.name, dialect.identifiers)), info })
  }
  return found
}

function selectOf(name: Shown, column: LayoutColumn, dialect: Dialect): Sql[] {
  const as = (value: Sql, alias: string) => sql`${value} AS ${quoteAlias(alias, dialect.identifiers)}`
  const isLong = column.info.kind === 'text' || column.info.kind === 'binary'
  const { clip, size } = dialect.browsing
  if (!isLong) return [as(column.sql, name)]
  const length = name === 'document' ? DOCUMENT_LENGTH : TEXT_LENGTH
  const clipped = as(clip(column, length), name)
  return name === 'document' ? [clipped, as(size(column), 'documentSize')] : [clipped]
}

function toPreviewRow(row: Row, { states }: TableSourceConfig): PreviewRow {
  const codes = Object.entries(states) as [SourceState, StateCode | null][]
  const state = codes.find(([, code]) => code !== null && isState(row.state, code))?.[0]
  const size = Number(row.documentSize ?? Number.NaN)
  return {
    id: row.id === undefined ? null : clipText(toExternalId(row.id) ?? String(row.id), TEXT_LENGTH),
    taxCode: toCell(row.taxCode, TEXT_LENGTH),
    reference: toCell(row.reference, TEXT_LENGTH),
    requester: toCell(row.requester, TEXT_LENGTH),
    profile: toCell(row.profile, TEXT_LENGTH),
    state: toCell(row.state, TEXT_LENGTH),
    stateMeaning: state ?? null,
    document: toCell(row.document, DOCUMENT_LENGTH),
    documentBytes: Number.isFinite(size) ? size : null,
  }
}

/** A value as a person can read it: documents in a column of bytes are UTF-8 text. */
function toCell(value: unknown, length: number): PreviewCell {
  if (value === undefined || value === null) return null
  const text = value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value)
  return clipText(text, length)
}

/** Without what would garble a page; whoever shows it escapes it. */
function clipText(text: string, length: number): string {
  return text
    .slice(0, length)
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '·')
}
