/** Loads `domain/approval` with one of its lines changed: rules that are broken in one place. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import * as shared from '@congky/shared'
import ts from 'typescript'
import * as request from '../../packages/gateway/src/domain/request.ts'
import type { Rules } from './rules.ts'

export type RuleFile = 'approval.ts' | 'decide.ts' | 'persons.ts' | 'policy.ts'

const folder = new URL('../../packages/gateway/src/domain/approval/', import.meta.url)

/** @throws {Error} The text stands there not exactly once: the variant is none any more. */
export function brokenRules(file: RuleFile, text: string, instead: string): Rules {
  const loaded = new Map<string, object>()
  const load = (name: string): object => {
    const known = loaded.get(name)
    if (known) return known
    const source = readFileSync(new URL(name, folder), 'utf8')
    const broken = name === file ? replaceOnce(source, text, instead) : source
    const { outputText } = ts.transpileModule(broken, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
    })
    const exports = {}
    loaded.set(name, exports)
    new Function('exports', 'require', outputText)(
      exports,
      (specifier: string) => outside(specifier) ?? load(basename(specifier)),
    )
    return exports
  }
  return { ...load('decide.ts'), ...load('persons.ts'), ...load('policy.ts') } as Rules
}

/** What the rules need of others stays as it is. */
function outside(specifier: string): object | null {
  if (specifier === '@congky/shared') return shared
  return specifier === '../request.ts' ? request : null
}

function replaceOnce(source: string, text: string, instead: string): string {
  const parts = source.split(text)
  if (parts.length !== 2) throw new Error(`“${text}” stands ${parts.length - 1} times in the source, and not once`)
  return parts.join(instead)
}
