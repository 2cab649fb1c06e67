import { createHash } from 'node:crypto'
import type { TableSourceConfig } from '../../domain/gateway-config.ts'
import type { Dialect } from './dialects/dialect.ts'
import { quoteIdentifier } from './identifiers.ts'
import { joinSql, rawSql, type Sql, sql } from './sql.ts'
import { type ColumnName, layoutError, quoteTable } from './table-layout.ts'

/**
 * The statements that make our reference table, under the configured names: the table, the index that every poll
 * uses, and where the database can, what announces new rows.
 *
 * @throws {CongkyError} ERR_SOURCE_LAYOUT: a name that cannot be one, or a state code too unusual for a default.
 */
export function buildReferenceTable(dialect: Dialect, config: TableSourceConfig): readonly Sql[] {
  const table = quoteTable(dialect, config)
  const quote = (name: string) => rawSql(quoteIdentifier(name, dialect.identifiers))
  const definitions = (Object.entries(config.columns) as [ColumnName, string | null][]).flatMap(([name, column]) =>
    column === null ? [] : [sql`${quote(column)} ${rawSql(typeOf(name, dialect, config))}`],
  )
  const indexed = joinSql([quote(config.columns.state), quote(config.columns.id)], ', ')
  return [
    sql`CREATE TABLE ${table} (${joinSql(definitions, ', ')})${rawSql(dialect.reference.suffix)}`,
    dialect.reference.index(table, quote(`congky_${hashOf(config)}`), indexed),
    ...buildAnnouncing(dialect, config),
  ]
}

/**
 * The statements by which new rows of a table announce themselves, as whole texts; none where the database cannot.
 *
 * @throws {CongkyError} ERR_SOURCE_LAYOUT, as above.
 */
export function buildAnnouncing(dialect: Dialect, config: TableSourceConfig): readonly Sql[] {
  const quote = (name: string) => quoteIdentifier(name, dialect.identifiers)
  const functionName = [...config.table.slice(0, -1), `congky_announce_${hashOf(config)}`].map(quote).join('.')
  return (
    dialect.announcing?.statements({
      table: quoteTable(dialect, config),
      functionName: rawSql(functionName),
      state: rawSql(quote(config.columns.state)),
      pending: rawSql(pendingCode(config)),
    }) ?? []
  )
}

/** Tells names of ours apart by the table's, for databases where they stand beside those of other tables. */
function hashOf({ table }: Pick<TableSourceConfig, 'table'>): string {
  return createHash('sha256').update(JSON.stringify(table)).digest('hex').slice(0, 12)
}

function typeOf(name: ColumnName, dialect: Dialect, config: TableSourceConfig): string {
  const { columns, bytes, stateAsText } = dialect.reference
  if (name === 'document' && config.documentEncoding === 'bytes') return `${bytes} NOT NULL`
  if (name === 'signedDocument' && config.signedDocumentEncoding === 'bytes') return bytes
  if (name !== 'state') return columns[name]
  const codes = Object.values(config.states).filter((code) => code !== null)
  const areNumbers = codes.every((code) => typeof code === 'number')
  return `${areNumbers ? columns.state : stateAsText} DEFAULT ${pendingCode(config)} NOT NULL`
}

/** What defines a table cannot be bound, so only plain words and numbers become part of it. */
function pendingCode({ name, states }: TableSourceConfig): string {
  if (typeof states.pending === 'number' && Number.isSafeInteger(states.pending)) return String(states.pending)
  if (/^[\w -]{1,20}$/.test(String(states.pending))) return `'${states.pending}'`
  throw layoutError(name, [
    {
      en: 'the code of the pending state is no plain word or number, so no table is made with it',
      vi: 'mã trạng thái chờ ký không phải là từ hoặc số đơn giản nên không tạo bảng được',
    },
  ])
}
