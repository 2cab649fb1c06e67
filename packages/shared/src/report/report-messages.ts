/**
 * The sentences of verification reports, each once in both languages. Reports carry the English ones, which programs
 * have read since version 1; people get the language of theirs, also for a sentence that an older gateway wrote.
 */
import { reportSentences } from './report-sentences.ts'

export type ReportCode = keyof typeof reportSentences

export interface ReportMessage {
  /** Stable name of the sentence; `other` for one that stands in no table. */
  readonly code: string
  readonly vi: string
  readonly en: string
}

type Values = Readonly<Record<string, string>>

/** Names in certificates are as long as their makers like. */
const VALUE_LENGTH_MAX = 300
/** Longer ones are of nobody's making here. */
const SENTENCE_LENGTH_MAX = 4000

/** The English sentence, as `problems` and `warnings` of reports have it. */
export function reportSentence(code: ReportCode, values: Values = {}): string {
  const short = Object.entries(values).map(([name, value]) => [name, value.slice(0, VALUE_LENGTH_MAX)])
  return fill(reportSentences[code].en, Object.fromEntries(short))
}

/** What an English sentence of a report says, in both languages. */
export function reportMessage(sentence: string): ReportMessage {
  const known = sentence.length <= SENTENCE_LENGTH_MAX ? patterns() : []
  for (const { code, pattern, names } of known) {
    const found = pattern.exec(sentence)
    if (found === null) continue
    const values = names.map((name, index) => [name, inVietnamese(name, found[index + 1] ?? '')])
    return { code, vi: fill(reportSentences[code].vi, Object.fromEntries(values)), en: sentence }
  }
  return { code: 'other', vi: sentence, en: sentence }
}

/** A reason is often a sentence of its own. */
function inVietnamese(name: string, value: string): string {
  return name === 'reason' ? reportMessage(value).vi : value
}

function fill(template: string, values: Values): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '?')
}

interface SentencePattern {
  readonly code: ReportCode
  readonly pattern: RegExp
  readonly names: readonly string[]
}

let compiled: readonly SentencePattern[] | null = null

function patterns(): readonly SentencePattern[] {
  compiled ??= codes().map((code) => {
    const { en } = reportSentences[code]
    const names = [...en.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    const source = en
      .split(/\{\w+\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('(.*)')
    return { code, names, pattern: new RegExp(`^${source}$`, 's') }
  })
  return compiled
}

function codes(): ReportCode[] {
  return Object.keys(reportSentences) as ReportCode[]
}
