/** Which rows a statement is about, and the present for a column of theirs. */
import type { Dialect, LayoutColumn } from './dialects/dialect.ts'
import { joinSql, type Sql, sql } from './sql.ts'
import type { StateColumn } from './state-column.ts'
import type { TableLayout } from './table-layout.ts'

export class RowConditions {
  readonly #dialect: Dialect
  readonly #layout: TableLayout
  readonly #states: StateColumn

  constructor(dialect: Dialect, layout: TableLayout, states: StateColumn) {
    this.#dialect = dialect
    this.#layout = layout
    this.#states = states
  }

  hasKey(keys: readonly string[]): Sql {
    const { id } = this.#layout
    return isOneOf(
      id.sql,
      keys.map((key) => this.#dialect.key(id.info, key)),
    )
  }

  /** Claims are few at a time and each token is one of a kind, so keys and tokens need not be paired. */
  isMine(keys: readonly string[], tokens: readonly string[]): Sql {
    const { claimToken } = this.#layout
    const claimed = sql`${this.hasKey(keys)} AND ${this.#states.isTaken()}`
    return claimToken === null || tokens.length === 0 ? claimed : sql`${claimed} AND ${isOneOf(claimToken.sql, tokens)}`
  }

  present({ info }: LayoutColumn): Sql {
    return info.kind === 'time' ? this.#dialect.timestamp : this.#dialect.nowMs
  }
}

function isOneOf(column: Sql, values: readonly (Sql | string)[]): Sql {
  const list = values.map((value) => sql`${value}`)
  return list.length === 1 ? sql`${column} = ${joinSql(list, ', ')}` : sql`${column} IN (${joinSql(list, ', ')})`
}
