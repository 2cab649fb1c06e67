/** Findings about syntax as they gather. Hostile input gets no endless list: the rest of a rule is counted only. */
import type { Bilingual } from '@congky/shared'
import type { EdifactFinding, EdifactPlace } from './edifact-finding.ts'
import { SYNTAX_RULES, type SyntaxRule } from './syntax-rules.ts'

export type SyntaxFinding = EdifactFinding<SyntaxRule>

/** What fills the words of a rule; texts in two languages are used as `{name.vi}` and `{name.en}`. */
export type FindingDetails = Readonly<Record<string, string | number | Bilingual>>

export function syntaxFinding(
  rule: SyntaxRule,
  place: EdifactPlace | null,
  details: FindingDetails = {},
): SyntaxFinding {
  const { severity, vi, en } = SYNTAX_RULES[rule]
  return { severity, rule, place, vi: fill(vi, details), en: fill(en, details) }
}

function fill(words: string, details: FindingDetails): string {
  return words.replace(/\{(\w+)(?:\.(vi|en))?\}/g, (_, name: string, language?: 'vi' | 'en') => {
    const value = details[name] ?? ''
    if (typeof value === 'object') return value[language ?? 'en']
    return shown(String(value))
  })
}

/** What was found, as it can be shown: one line, never long. */
export function shown(text: string): string {
  const plain = text.slice(0, 200).replace(/\p{C}/gu, '·')
  return plain.length > 60 ? `${plain.slice(0, 60)}…` : plain
}

/** Of each rule this many are listed. */
const OF_ONE_RULE_MAX = 100

export class SyntaxFindings {
  readonly #findings: SyntaxFinding[] = []
  readonly #counts = new Map<SyntaxRule, number>()

  add(rule: SyntaxRule, place: EdifactPlace | null, details?: FindingDetails): void {
    const count = (this.#counts.get(rule) ?? 0) + 1
    this.#counts.set(rule, count)
    if (count <= OF_ONE_RULE_MAX) this.#findings.push(syntaxFinding(rule, place, details))
  }

  /** Adds it unless there is one of this rule already. */
  addOnce(rule: SyntaxRule, place: EdifactPlace | null, details?: FindingDetails): void {
    if (!this.#counts.has(rule)) this.add(rule, place, details)
  }

  /** In the order of the interchange; what lies beyond the list is counted by its last entries. */
  get all(): readonly SyntaxFinding[] {
    const inOrder = this.#findings.toSorted((a, b) => (a.place?.offset ?? 0) - (b.place?.offset ?? 0))
    const more = [...this.#counts].filter(([, count]) => count > OF_ONE_RULE_MAX)
    return [
      ...inOrder,
      ...more.map(([rule, count]) => syntaxFinding('more', null, { rule, count: count - OF_ONE_RULE_MAX })),
    ]
  }
}
