/**
 * From the text of congky.yaml to the finished configuration. Every problem is found in one go and told
 * with its line, because whoever corrects the file wants to correct it once.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { CongkyError } from '@congky/shared'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import { adminSocketPathProblem } from './admin-socket.ts'
import { buildConfig } from './build-config.ts'
import {
  byPosition,
  type ConfigPath,
  type ConfigProblem,
  ConfigProblems,
  fieldName,
  formatProblem,
} from './config-problem.ts'
import { configWarnings } from './config-warnings.ts'
import { crossChecks } from './cross-checks.ts'
import { describeIssue, type Finding, toFindings } from './describe-issue.ts'
import { type ParsedYaml, parseYaml } from './parse-yaml.ts'
import { configSchema } from './schema.ts'

export interface LoadedConfig {
  readonly config: GatewayConfig
  /** SHA-256 of the file's text, lower-case hex: tells whether two readers saw the same configuration. */
  readonly hash: string
  readonly warnings: readonly ConfigProblem[]
}

export type CheckedConfig =
  | (LoadedConfig & { readonly problems: readonly [] })
  | { readonly config: null; readonly warnings: readonly []; readonly problems: readonly ConfigProblem[] }

/** @throws {CongkyError} ERR_CONFIG_NOT_FOUND, ERR_CONFIG_INVALID with every problem and its line. */
export function loadConfig(file: string): LoadedConfig {
  const checked = checkConfig(readConfigText(file), file)
  if (checked.config === null) throw invalidConfig(checked.problems, file)
  return checked
}

/** @throws {CongkyError} ERR_CONFIG_NOT_FOUND, also when the file may not be read. */
export function readConfigText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new CongkyError('ERR_CONFIG_NOT_FOUND', { file }, { cause })
  }
}

export function configHash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

export function invalidConfig(problems: readonly ConfigProblem[], file: string): CongkyError {
  const list = (language: 'en' | 'vi') => problems.map((problem) => formatProblem(problem, file, language)).join('\n')
  const detail = { en: list('en'), vi: list('vi') }
  return new CongkyError('ERR_CONFIG_INVALID', { detail }, { cause: new ConfigProblems(problems) })
}

/**
 * @param file Where the text stands, or will: relative paths start at its folder.
 * @param yaml The text, where the caller has parsed it already.
 */
export function checkConfig(text: string, file: string, yaml: ParsedYaml = parseYaml(text)): CheckedConfig {
  const locate = ({ path, at, text }: Finding): ConfigProblem => ({
    ...yaml.positionOf(path, at),
    field: fieldName(path),
    text,
  })
  const failed = (problems: readonly ConfigProblem[]): CheckedConfig => ({
    config: null,
    warnings: [],
    problems: withoutRepeats(problems).sort(byPosition),
  })
  // What cannot be read as YAML would show as many missing keys; those would only mislead.
  if (yaml.problems.length > 0) return failed(yaml.problems)

  const parsed = configSchema.safeParse(yaml.tree, { error: describeIssue })
  const lineOf = (path: ConfigPath) => yaml.positionOf(path).line
  const findings = [...toFindings(parsed.error?.issues ?? []), ...crossChecks(yaml.tree, lineOf)]
  if (!parsed.success || findings.length > 0) return failed(findings.map(locate))

  const config = buildConfig(parsed.data, file)
  const socketProblem = adminSocketPathProblem(config.stateDir)
  if (socketProblem !== null) return failed([locate({ path: ['stateDir'], at: 'value', text: socketProblem })])
  const warnings = configWarnings(config).map(({ path, text }) => locate({ path, at: 'value', text }))
  return { config, hash: configHash(text), warnings: warnings.sort(byPosition), problems: [] }
}

/** A cross check may say of a place what the schema said already; the first word on a place is enough. */
function withoutRepeats(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const seen = new Set<string>()
  return problems.filter((problem) => {
    const place = `${problem.line}:${problem.column}:${problem.field}`
    return problem.field === '' || (!seen.has(place) && seen.add(place))
  })
}
