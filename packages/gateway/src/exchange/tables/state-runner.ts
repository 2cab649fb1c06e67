import { renderSql } from '../../sources/table/sql.ts'
import type { RunStatement, StatementStore } from '../../store/statements.ts'
import type { Script, ScriptRunner, Step, StepResult } from './script.ts'

/** Runs scripts in the gateway's own state: what it writes within one group commit, what it reads once that is durable. */
export class StateRunner implements ScriptRunner {
  readonly #store: StatementStore

  constructor(store: StatementStore) {
    this.#store = store
  }

  run<T>(script: () => Script<T>): Promise<T> {
    return this.#store.write((run) => perform(run, script()))
  }

  read<T>(script: () => Script<T>): Promise<T> {
    return this.#store.read((run) => perform(run, script()))
  }

  /** The state is closed with the gateway. */
  async close(): Promise<void> {}
}

function perform<T>(run: RunStatement, steps: Script<T>): T {
  const result = ({ statement, reads }: Step): StepResult => {
    const { text, values } = renderSql(statement, () => '?')
    return run(text, values, reads)
  }
  let next = steps.next()
  while (!next.done) next = steps.next(result(next.value))
  return next.value
}
