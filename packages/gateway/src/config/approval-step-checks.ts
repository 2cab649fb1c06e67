/** Whether the steps of a rule can be completed: each needs people, and nobody approves the same document twice. */

import { type PersonConfig, Persons } from '../domain/approval/persons.ts'
import type { ConfigPath } from './config-problem.ts'
import type { Finding } from './describe-issue.ts'
import { rows, type Tree, word, words } from './tree.ts'

/** One name for everybody who is one person. */
export type PersonOf = (account: string) => string

export function personOfAccount(people: readonly Tree[]): PersonOf {
  const persons = new Persons(people.map(toPerson), [])
  return (account) => [...persons.namesOf([account])].sort()[0] ?? account
}

/** @param people As they are written. */
export function stepFindings(rule: Tree, at: ConfigPath, people: readonly Tree[], personOf: PersonOf): Finding[] {
  const steps = rows(rule.steps).map(toStep)
  if (steps.length === 0) return [{ path: [...at, 'steps'], at: 'value', text: WORDS.none }]
  const broken = steps.flatMap((step, index) => brokenStep(step, [...at, 'steps', index]))
  if (broken.length > 0) return broken
  return [...neverDone(steps, [...at, 'steps'], personOf), ...signerFindings(rule, steps, at, people)]
}

interface Step {
  readonly approvers: readonly string[]
  readonly need: string
}

const WORDS = {
  none: { en: 'is missing: who approves it?', vi: 'còn thiếu: ai duyệt?' },
  all: {
    en: 'all needs the approvers by name',
    vi: 'all cần nêu tên người duyệt ở approvers',
  },
  few: (need: string, count: number) => ({
    en: `needs ${need} people, and approvers names ${count}`,
    vi: `cần ${need} người nhưng approvers chỉ nêu ${count}`,
  }),
  never: (names: string) => ({
    en: `could never be completed: nobody approves the same document twice, and there are too few people (${names})`,
    vi: `không bao giờ duyệt xong: mỗi người chỉ duyệt một chứng từ một lần, mà số người không đủ (${names})`,
  }),
  signer: (account: string) => ({
    en: `signWith: approver needs a certificate of ${account} under approval.people`,
    vi: `signWith: approver cần chữ ký số của ${account} trong approval.people`,
  }),
  noSigner: {
    en: 'needs somebody with a certificate under approval.people',
    vi: 'cần ít nhất một người có chữ ký số trong approval.people',
  },
} as const

/** As the schema reads them. */
function toStep(step: Tree): Step {
  return { approvers: words(step.approvers).map((name) => name.toLowerCase()), need: word(step.need) ?? '1' }
}

function toPerson({ accounts, requesters, workstations }: Tree): PersonConfig {
  const names = { accounts: words(accounts), requesters: words(requesters), workstations: words(workstations) }
  return { ...names, certificate: null, email: null }
}

function brokenStep({ approvers, need }: Step, at: ConfigPath): Finding[] {
  if (need === 'all') return approvers.length > 0 ? [] : [{ path: [...at, 'need'], at: 'value', text: WORDS.all }]
  const isShort = approvers.length > 0 && Number(need) > approvers.length
  return isShort ? [{ path: [...at, 'need'], at: 'value', text: WORDS.few(need, approvers.length) }] : []
}

/** One approval that a step needs, and the people who could give it. */
interface Place {
  readonly step: number
  readonly people: ReadonlySet<string>
}

/** A matching of places and people, grown one place at a time; the first that cannot be filled is told. */
function neverDone(steps: readonly Step[], at: ConfigPath, personOf: PersonOf): Finding[] {
  const taken = new Map<string, Place>()
  const fill = (place: Place, asked: Set<string>): boolean =>
    [...place.people].some((person) => {
      if (asked.has(person)) return false
      asked.add(person)
      const holder = taken.get(person)
      if (holder !== undefined && !fill(holder, asked)) return false
      taken.set(person, place)
      return true
    })
  const places = steps.flatMap((step, index) => placesOf(step, index, personOf))
  const missing = places.find((place) => !fill(place, new Set()))
  if (missing === undefined) return []
  const names = [...new Set(steps.flatMap(({ approvers }) => approvers))].join(', ')
  return [{ path: [...at, missing.step], at: 'key', text: WORDS.never(names) }]
}

/** None for a step that anybody may take: those may be people whom the file does not know. */
function placesOf({ approvers, need }: Step, step: number, personOf: PersonOf): Place[] {
  if (approvers.length === 0) return []
  const people = approvers.map(personOf)
  if (need === 'all') return people.map((person) => ({ step, people: new Set([person]) }))
  return Array.from({ length: Math.min(Number(need), approvers.length) }, () => ({ step, people: new Set(people) }))
}

/** Whoever approves last signs with a certificate of theirs. */
function signerFindings(rule: Tree, steps: readonly Step[], at: ConfigPath, people: readonly Tree[]): Finding[] {
  if (word(rule.signWith) !== 'approver') return []
  const signers = people
    .filter(({ certificate }) => word(certificate) !== null)
    .flatMap(({ accounts }) => words(accounts).map((name) => name.toLowerCase()))
  const last = steps.length - 1
  const approvers = steps[last]?.approvers ?? []
  const path = [...at, 'signWith']
  if (approvers.length === 0) return signers.length > 0 ? [] : [{ path, at: 'value', text: WORDS.noSigner }]
  return approvers.flatMap((account, index): Finding[] => {
    if (signers.includes(account)) return []
    return [{ path: [...at, 'steps', last, 'approvers', index], at: 'value', text: WORDS.signer(account) }]
  })
}
