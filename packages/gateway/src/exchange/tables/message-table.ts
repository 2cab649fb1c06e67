/** One of the two tables as statements see it: its names quoted for the database, its values made to fit. */
import { createHash } from 'node:crypto'
import type { Dialect } from '../../sources/table/dialects/dialect.ts'
import { quoteIdentifier } from '../../sources/table/identifiers.ts'
import { fitText } from '../../sources/table/row-values.ts'
import { integerSql, joinSql, rawSql, type Sql, type SqlValue, sql } from '../../sources/table/sql.ts'
import { quoteTable } from '../../sources/table/table-layout.ts'
import { type ColumnKind, columnTypes, WIDTHS } from './message-columns.ts'

type Columns<Name extends string> = Readonly<Record<Name, readonly [name: string, kind: ColumnKind]>>
type Values<Name extends string> = Readonly<Partial<Record<Name, SqlValue | Sql | null>>>

/** Name of the two tables together in errors, where a source has its own. */
export const EXCHANGE = 'exchange'

export class MessageTable<Name extends string> {
  readonly #dialect: Dialect
  readonly #name: readonly string[]
  readonly #columns: Columns<Name>
  readonly #table: Sql

  /** @throws {CongkyError} ERR_SOURCE_LAYOUT: the database allows no such name. */
  constructor(dialect: Dialect, table: readonly string[], columns: Columns<Name>) {
    this.#dialect = dialect
    this.#name = table
    this.#columns = columns
    this.#table = quoteTable(dialect, { name: EXCHANGE, table, columns: {} })
  }

  get sql(): Sql {
    return this.#table
  }

  /**
   * The column's name in quotes, as the database would store it if it stood without: programs of others write it so.
   */
  column(name: Name): Sql {
    const [printed] = this.#columns[name]
    const stored = this.#dialect.name === 'postgres' ? printed.toLowerCase() : printed
    return rawSql(quoteIdentifier(stored, this.#dialect.identifiers))
  }

  /** Makes the table, and an index for each of these lists of columns. */
  create({ unique, indexes }: { readonly unique: readonly Name[]; readonly indexes: readonly Name[][] }): Sql[] {
    const { reference, name: dialect } = this.#dialect
    const definitions = this.#names.map(
      (name) => sql`${this.column(name)} ${rawSql(columnTypes[dialect][this.#columns[name][1]])}`,
    )
    // By its letters, as elsewhere: MySQL would take two identities that differ in case only for one.
    const suffix = dialect === 'mysql' ? `${reference.suffix} COLLATE=utf8mb4_bin` : reference.suffix
    return [
      sql`CREATE TABLE ${this.#table} (${joinSql(definitions, ', ')}, UNIQUE (${this.#list(unique)}))${rawSql(suffix)}`,
      ...indexes.map((columns) => reference.index(this.#table, this.#indexName(columns), this.#list(columns))),
    ]
  }

  insert(values: Values<Name>): Sql {
    const written = this.#entries(values).filter(([, value]) => value !== null && value !== '')
    const names = written.map(([name]) => this.column(name))
    const holes = written.map(([name, value]) => this.#value(name, value))
    return sql`INSERT INTO ${this.#table} (${joinSql(names, ', ')}) VALUES (${joinSql(holes, ', ')})`
  }

  update(values: Values<Name>, where: Sql): Sql {
    const changes = this.#entries(values).map(
      ([name, value]) => sql`${this.column(name)} = ${this.#value(name, value)}`,
    )
    return sql`UPDATE ${this.#table} SET ${joinSql(changes, ', ')} WHERE ${where}`
  }

  /** Rows under the names of this program. */
  select(names: readonly Name[], where: Sql): Sql {
    return sql`SELECT ${this.#aliased(names)} FROM ${this.#table} WHERE ${where}`
  }

  first(names: readonly Name[], where: Sql, { orderBy, rows }: { readonly orderBy: Sql; readonly rows: number }): Sql {
    const columns = this.#aliased(names)
    return this.#dialect.firstRows({ columns, table: this.#table, where, orderBy, rows: integerSql(rows) })
  }

  /** These columns hold these values. */
  has(values: Readonly<Partial<Record<Name, SqlValue>>>): Sql {
    const tests = this.#entries(values).map(([name, value]) => sql`${this.column(name)} = ${this.#value(name, value)}`)
    return joinSql(tests, ' AND ')
  }

  /** The present, for a column that the database's own people read. */
  get present(): Sql {
    return this.#dialect.timestamp
  }

  get #names(): readonly Name[] {
    return Object.keys(this.#columns) as Name[]
  }

  #entries(values: Values<Name>): readonly (readonly [Name, SqlValue | Sql | null])[] {
    return this.#names.flatMap((name) => {
      const value = values[name]
      return value === undefined ? [] : [[name, value] as const]
    })
  }

  #value(name: Name, value: SqlValue | Sql | null): Sql {
    if (value === null) return rawSql('NULL')
    const size = WIDTHS[this.#columns[name][1]]
    if (typeof value !== 'string' || size === undefined) return sql`${value}`
    return sql`${fitText(value, { unicode: true, width: { size, unit: 'utf16' } })}`
  }

  #aliased(names: readonly Name[]): Sql {
    const alias = (name: Name) => rawSql(quoteIdentifier(name, this.#dialect.identifiers))
    return joinSql(
      names.map((name) => sql`${this.column(name)} AS ${alias(name)}`),
      ', ',
    )
  }

  #list(names: readonly Name[]): Sql {
    return joinSql(
      names.map((name) => this.column(name)),
      ', ',
    )
  }

  /** Told apart by table and columns, for databases where no two tables' indexes may share a name. */
  #indexName(columns: readonly Name[]): Sql {
    const hash = createHash('sha256')
      .update(JSON.stringify([this.#name, columns]))
      .digest('hex')
      .slice(0, 12)
    return rawSql(quoteIdentifier(`congky_${hash}`, this.#dialect.identifiers))
  }
}
