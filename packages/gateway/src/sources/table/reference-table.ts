import { createHash } from 'node:crypto'
import type { TableSourceConfig } from '../../domain/gateway-config.ts'
import type { Dialect } from './dialects/dialect.ts'
import { quoteIdentifier } from './identifiers.ts'
import { joinSql, rawSql, type Sql, sql } from './sql.ts'
import { type ColumnName, layoutError, quoteTable } from './table-layout.ts'

/**
 * The statements that make our reference table, under the configured names: the table, and the index that
 * every poll uses.
 *
 * @throws {CongkyError} ERR_SOURCE_LAYOUT: a name that cannot be one, or a state code too unusual for a default.
 */
export function buildReferenceTable(dialect: Dialect, config: TableSourceConfig): readonly Sql[] {
  const table = quoteTable(dialect, config)
  const quote = (name: string) => rawSql(quoteIdentifier(name, dialect.identifiers))
  const definitions = (Object.entries(config.columns) as [ColumnName, string | null][]).flatMap(([name, column]) =>
    column === null ? [] : [sql`${quote(column)} ${rawSql(typeOf(name, dialect, config))}`],
  )
  // Told apart by the table's name, for databases where an index needs a name that no table's index has yet.
  const hash = createHash('sha256').update(JSON.stringify(config.table)).digest('hex').slice(0, 12)
  const indexed = joinSql([quote(config.columns.state), quote(config.columns.id)], ', ')
  return [
    sql`CREATE TABLE ${table} (${joinSql(definitions, ', ')})${rawSql(dialect.reference.suffix)}`,
    dialect.reference.index(table, quote(`congky_${hash}`), indexed),
  ]
}

function typeOf(name: ColumnName, dialect: Dialect, config: TableSourceConfig): string {
  const { columns, bytes, stateAsText } = dialect.reference
  if (name === 'document' && config.documentEncoding === 'bytes') return `${bytes} NOT NULL`
  if (name === 'signedDocument' && config.signedDocumentEncoding === 'bytes') return bytes
  if (name !== 'state') return columns[name]
  const codes = Object.values(config.states).filter((code) => code !== null)
  const areNumbers = codes.every((code) => typeof code === 'number')
  return `${areNumbers ? columns.state : stateAsText} DEFAULT ${defaultOf(config)} NOT NULL`
}

/** A default cannot be bound, so only plain words and numbers become one. */
function defaultOf({ name, states }: TableSourceConfig): string {
  if (typeof states.pending === 'number' && Number.isSafeInteger(states.pending)) return String(states.pending)
  if (/^[\w -]{1,20}$/.test(String(states.pending))) return `'${states.pending}'`
  throw layoutError(name, [
    {
      en: 'the code of the pending state is no plain word or number, so no table is made with it',
      vi: 'mã trạng thái chờ ký không phải là từ hoặc số đơn giản nên không tạo bảng được',
    },
  ])
}
