import type { SourceState, SourceStates, StateCode } from '@congky/shared'
import type { LayoutColumn } from './dialects/dialect.ts'
import { type Sql, sql } from './sql.ts'

/** States that every table has a code for. */
type CodedState = Exclude<SourceState, 'awaitingApproval'>

/** The column that says how a row stands, and the codes by which it does. */
export class StateColumn {
  /** The code of claimed rows whose document waits for an approval; null where they are told by nothing. */
  readonly awaitingApproval: StateCode | null
  readonly #column: LayoutColumn
  readonly #states: SourceStates

  constructor(column: LayoutColumn, states: SourceStates) {
    this.#column = column
    this.#states = states
    this.awaitingApproval = states.awaitingApproval === null ? null : this.#fit(states.awaitingApproval)
  }

  code(state: CodedState): StateCode {
    return this.#fit(this.#states[state])
  }

  is(state: CodedState): Sql {
    return sql`${this.#column.sql} = ${this.code(state)}`
  }

  /** Rows of a claim, whether or not they say that their document waits for an approval. */
  isTaken(): Sql {
    if (this.awaitingApproval === null) return this.is('claimed')
    return sql`${this.#column.sql} IN (${this.code('claimed')}, ${this.awaitingApproval})`
  }

  /** The code in the type of its column: MySQL takes the number 0 for equal to any text. */
  #fit(code: StateCode): StateCode {
    const { kind } = this.#column.info
    return kind === 'integer' || kind === 'number' ? Number(code) : String(code)
  }
}
