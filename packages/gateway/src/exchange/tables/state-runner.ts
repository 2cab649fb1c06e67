import { renderSql } from '../../sources/table/sql.ts'
import type { StatementStore } from '../../store/statements.ts'
import type { Script, ScriptRunner, Step, StepResult } from './script.ts'

/** Runs scripts in the gateway's own state: each within one group commit, durable when its promise resolves. */
export class StateRunner implements ScriptRunner {
  readonly #store: StatementStore

  constructor(store: StatementStore) {
    this.#store = store
  }

  run<T>(script: () => Script<T>): Promise<T> {
    return this.#store.write((run) => {
      const steps = script()
      const perform = ({ statement, reads }: Step): StepResult => {
        const { text, values } = renderSql(statement, () => '?')
        return run(text, values, reads)
      }
      let next = steps.next()
      while (!next.done) next = steps.next(perform(next.value))
      return next.value
    })
  }

  /** The state is closed with the gateway. */
  async close(): Promise<void> {}
}
