/** What is wrong, or worth a look, in the configuration file: where it stands and a sentence in both languages. */
import type { Bilingual, CongkyError, Language } from '@congky/shared'

/** Keys and indexes from the root of the configuration to one place in it. */
export type ConfigPath = readonly (string | number)[]

export interface ConfigProblem {
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1. */
  readonly column: number
  /** Such as `sources[0].connection.port`; empty for the file as a whole. */
  readonly field: string
  readonly text: Bilingual
}

/** `['sources', 0, 'port']` → `sources[0].port`. */
export function fieldName(path: ConfigPath): string {
  return path.reduce<string>((name, step) => {
    if (typeof step === 'number') return `${name}[${step}]`
    return name === '' ? step : `${name}.${step}`
  }, '')
}

/** One line a problem: `file:line:column: field: what is wrong`, the form that editors can jump to. */
export function formatProblem(problem: ConfigProblem, file: string, language: Language): string {
  const field = problem.field === '' ? '' : `${problem.field}: `
  return `${file}:${problem.line}:${problem.column}: ${field}${problem.text[language]}`
}

export function byPosition(a: ConfigProblem, b: ConfigProblem): number {
  return a.line - b.line || a.column - b.column
}

/** Goes along as the cause of an ERR_CONFIG_INVALID, so that a form can show each problem at its field. */
export class ConfigProblems extends Error {
  override readonly name = 'ConfigProblems'
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    super(`${problems.length} problems in the configuration`)
    this.problems = problems
  }
}

/** What an ERR_CONFIG_INVALID is about, place by place; empty for any other error. */
export function problemsOf({ cause }: CongkyError): readonly ConfigProblem[] {
  return cause instanceof ConfigProblems ? cause.problems : []
}
