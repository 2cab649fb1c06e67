/** Names and pairs that may stand only once. */
import type { ConfigPath } from './config-problem.ts'
import type { Finding } from './describe-issue.ts'
import { branch, rows, type Tree, word } from './tree.ts'

interface Keyed {
  /** What must be unique; null where nothing is written. */
  readonly key: string | null
  readonly path: ConfigPath
}

/** @param lineOf The line of what stands at a path, to point at the first of two equal names. */
export function uniqueFindings(tree: Tree, lineOf: (path: ConfigPath) => number): Finding[] {
  const named = (list: 'modules' | 'sources') =>
    rows(tree[list]).map((row, index): Keyed => ({ key: word(row.name), path: [list, index, 'name'] }))
  const tokens = rows(tree.modules).flatMap((module, moduleIndex) =>
    rows(module.tokens).map((token, index) => ({ token, path: ['modules', moduleIndex, 'tokens', index] })),
  )
  const tokenNames = tokens.map(({ token, path }): Keyed => ({ key: word(token.name), path: [...path, 'name'] }))
  const tokenSerials = tokens.map(({ token, path }): Keyed => {
    const serial = word(token.serial)
    return { key: serial && `${path[1]} ${serial}`, path: [...path, 'serial'] }
  })
  const enterprises = rows(tree.enterprises).map((enterprise, index): Keyed => {
    const taxCode = word(enterprise.taxCode)?.replace(/[\s.-]/g, '')
    return { key: taxCode ? `${taxCode} ${word(enterprise.source)}` : null, path: ['enterprises', index, 'taxCode'] }
  })
  const webhooks = rows(branch(tree.notifications).webhooks).map((webhook, index): Keyed => {
    return { key: word(webhook.name), path: ['notifications', 'webhooks', index, 'name'] }
  })
  const rules = rows(branch(tree.approval).rules).map((rule, index): Keyed => {
    return { key: word(rule.name), path: ['approval', 'rules', index, 'name'] }
  })
  return [named('modules'), named('sources'), webhooks, rules, tokenNames, tokenSerials, enterprises].flatMap(
    (entries) => repeated(entries, lineOf),
  )
}

/** One finding for each key that stood before; the first place is named. */
function repeated(entries: readonly Keyed[], lineOf: (path: ConfigPath) => number): Finding[] {
  const first = new Map<string, ConfigPath>()
  return entries.flatMap(({ key, path }): Finding[] => {
    if (key === null) return []
    const earlier = first.get(key)
    if (earlier === undefined) {
      first.set(key, path)
      return []
    }
    const line = lineOf(earlier)
    return [{ path, at: 'value', text: { en: `already stands on line ${line}`, vi: `đã có ở dòng ${line}` } }]
  })
}
