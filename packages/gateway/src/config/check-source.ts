/** Judges a source that a person is still typing, by the rules of the file and without it. */
import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { type Bilingual, CongkyError } from '@congky/shared'
import type { TableSourceConfig } from '../domain/gateway-config.ts'
import type { WrittenMap, WrittenValue } from './config-edit.ts'
import { type ConfigProblem, ConfigProblems, problemsOf } from './config-problem.ts'
import { checkConfig, invalidConfig } from './load.ts'

/** Where every problem of a draft stands: it is the one source of a configuration of its own. */
const PLACE = 'sources[0]'

export interface SourceGround {
  /** The configuration file: relative paths start at its folder. */
  readonly file: string
  readonly stateDir: string
}

/**
 * @param draft As it would stand in the file; null is left out. Its profile is not judged here.
 * @throws {CongkyError} ERR_CONFIG_INVALID, its problems named `sources[0].…`.
 */
export function checkSource(draft: WrittenMap, { file, stateDir }: SourceGround): TableSourceConfig {
  // JSON is YAML, and quotes mean to the codes of states what they mean in the file.
  const text = JSON.stringify(withoutNothing({ stateDir, sources: [{ ...draft, defaultProfile: null }] }))
  const { config, problems } = checkConfig(text, file)
  if (config === null) throw forForms(invalidConfig(problems, file))
  const source = config.sources[0]
  if (source === undefined) throw new TypeError('one source went in')
  requireOutside(source.connection.file, stateDir)
  return { ...source, defaultProfile: typeof draft.defaultProfile === 'string' ? draft.defaultProfile : null }
}

/** The error of a form that is wrong at one field, such as `sources[0].connection.file`. */
export function fieldProblem(field: string, text: Bilingual): CongkyError {
  return problemError([{ line: 1, column: 1, field, text }])
}

/** People at a form know fields, and no lines of a file. Other errors come back as they are. */
export function forForms(error: unknown): unknown {
  if (!(error instanceof CongkyError) || error.code !== 'ERR_CONFIG_INVALID') return error
  return problemError(problemsOf(error))
}

function problemError(problems: readonly ConfigProblem[]): CongkyError {
  const list = (language: 'en' | 'vi') =>
    problems.map(({ field, text }) => (field === '' ? text[language] : `${field}: ${text[language]}`)).join('\n')
  const detail = { en: list('en'), vi: list('vi') }
  return new CongkyError('ERR_CONFIG_INVALID', { detail }, { cause: new ConfigProblems(problems) })
}

/**
 * The gateway's own state is an SQLite file too, with everybody's password hashes in it; nobody is to look into it,
 * or to make tables in it, by calling it a source.
 */
function requireOutside(file: string | null, stateDir: string): void {
  if (file === null) return
  const inState = relative(realPathOf(stateDir), realPathOf(file))
  if (inState.startsWith('..') || inState.includes(':')) return
  throw fieldProblem(`${PLACE}.connection.file`, {
    en: "this is inside the gateway's own state folder, and no database of yours",
    vi: 'tệp này nằm trong thư mục dữ liệu của chính cổng ký, không phải cơ sở dữ liệu của bạn',
  })
}

/** Links followed as far as the path exists. */
function realPathOf(path: string): string {
  if (existsSync(path)) return realpathSync(path)
  const folder = dirname(path)
  return folder === path ? path : join(realPathOf(folder), basename(path))
}

function withoutNothing(value: WrittenValue): WrittenValue {
  if (Array.isArray(value)) return value.map(withoutNothing)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, each]) => each !== null && each !== undefined)
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutNothing(each)]))
}
