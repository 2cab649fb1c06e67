/**
 * What is done with the tables, as a script of statements: each `yield*` hands one over and gets back what it found.
 * So the same script runs in one go within a group commit of the gateway's state, and statement by statement in a
 * transaction on a server.
 */
import type { Row } from '../../sources/table/dialects/dialect.ts'
import type { Sql } from '../../sources/table/sql.ts'

export interface Step {
  readonly statement: Sql
  /** Whether it returns rows; else it changes some. */
  readonly reads: boolean
}

export interface StepResult {
  readonly rows: readonly Row[]
  readonly changed: number
}

export type Script<T> = Generator<Step, T, StepResult>

/** Where scripts run: each wholly, or not at all. */
export interface ScriptRunner {
  run<T>(script: () => Script<T>): Promise<T>
  /** The same for a script that changes nothing. */
  read<T>(script: () => Script<T>): Promise<T>
  close(): Promise<void>
}

export function* rowsOf(statement: Sql): Script<readonly Row[]> {
  const { rows } = yield { statement, reads: true }
  return rows
}

/** @returns How many rows matched. */
export function* execute(statement: Sql): Script<number> {
  const { changed } = yield { statement, reads: false }
  return changed
}
