import type { SourceState, SourceStates } from '@congky/shared'
import type { Dialect } from './dialects/dialect.ts'
import { quoteAlias } from './identifiers.ts'
import { joinSql, type Sql, sql } from './sql.ts'
import { StateColumn } from './state-column.ts'
import type { TableLayout } from './table-layout.ts'

/** What is asked of a table that an admin tries: nothing here changes a row. */
export class ProbeStatements {
  readonly #dialect: Dialect
  readonly #layout: TableLayout
  readonly #states: StateColumn

  constructor(dialect: Dialect, layout: TableLayout, states: SourceStates) {
    this.#dialect = dialect
    this.#layout = layout
    this.#states = new StateColumn(layout.state, states)
  }

  /** How many rows are in a state, as `rows`. Null where the table has no code for it. */
  count(state: SourceState): Sql | null {
    const { awaitingApproval } = this.#states
    if (state !== 'awaitingApproval') return this.#count(this.#states.is(state))
    return awaitingApproval === null ? null : this.#count(sql`${this.#layout.state.sql} = ${awaitingApproval}`)
  }

  /** The database's clock in milliseconds, as `now`: one row, also of an empty table. */
  clock(): Sql {
    return sql`SELECT ${this.#dialect.nowMs} AS ${this.#alias('now')} FROM (${this.#count(sql`1 = 0`)}) congky_one`
  }

  /** Changes no row, and fails without the right to write what the gateway writes. */
  write(): Sql {
    const { table, state, signedDocument, errorCode, errorMessage, claimedBy, claimToken, claimedUntil, updatedAt } =
      this.#layout
    const written = [state, signedDocument, errorCode, errorMessage, claimedBy, claimToken, claimedUntil, updatedAt]
    const changes = written.flatMap((column) => (column === null ? [] : [sql`${column.sql} = ${column.sql}`]))
    return sql`UPDATE ${table} SET ${joinSql(changes, ', ')} WHERE 1 = 0`
  }

  #count(where: Sql): Sql {
    return sql`SELECT COUNT(*) AS ${this.#alias('rows')} FROM ${this.#layout.table} WHERE ${where}`
  }

  #alias(name: string): Sql {
    return quoteAlias(name, this.#dialect.identifiers)
  }
}
