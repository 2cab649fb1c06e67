/**
 * Rules of approval that could not work: names that stand nowhere, and steps that nobody could ever complete. Told when
 * the file is read, since a rule that fits nothing asks nobody.
 */

import { personOfAccount, stepFindings } from './approval-step-checks.ts'
import type { ConfigPath } from './config-problem.ts'
import type { Finding } from './describe-issue.ts'
import { didYouMean } from './did-you-mean.ts'
import { branch, rows, type Tree, word, words } from './tree.ts'

/** Kinds that a file has by itself; the others begin with the family they are of. */
const FILE_KINDS = ['xml', 'edifact', 'pdf', 'zip', 'png', 'jpeg', 'der', 'text', 'binary']
const KIND = /^(?:xml:[\p{L}_][\p{L}\p{N}\p{M}._-]*|customs:\S+|co:\S+|edifact:[A-Z]{6})$/u

/** What stands beside the rules in the file. */
export interface KnownNames {
  /** Tables, and what else requests come from. */
  readonly sources: readonly string[]
  readonly profiles: readonly string[]
}

export function approvalFindings(tree: Tree, known: KnownNames): Finding[] {
  const approval = branch(tree.approval)
  const people = rows(approval.people)
  const personOf = personOfAccount(people)
  return [
    ...rows(approval.rules).flatMap((rule, index) => {
      const at = ['approval', 'rules', index]
      const isExempt = word(rule.exempt) === 'true'
      const steps = isExempt ? exemptFindings(rule, at) : stepFindings(rule, at, people, personOf)
      return [...conditionFindings(branch(rule.when), [...at, 'when'], known), ...steps]
    }),
    ...certificateFindings(people),
  ]
}

function conditionFindings(when: Tree, at: ConfigPath, known: KnownNames): Finding[] {
  const unknown = (key: 'sources' | 'profiles', vi: string, en: string) =>
    words(when[key]).flatMap((name, index): Finding[] => {
      if (known[key].includes(name)) return []
      const path = [...at, key, index]
      return [{ path, at: 'value', text: notThere({ vi, en }, name, known[key]) }]
    })
  return [
    ...unknown('sources', 'nguồn', 'source'),
    ...unknown('profiles', 'mẫu ký', 'profile'),
    ...words(when.kinds).flatMap((kind, index) => kindFindings(kind, [...at, 'kinds', index])),
  ]
}

function notThere(what: { readonly vi: string; readonly en: string }, name: string, known: readonly string[]) {
  const near = didYouMean(name, known)
  return {
    en: near === null ? `there is no ${what.en} ${name}` : `there is no ${what.en} ${name}; did you mean ${near}?`,
    vi: near === null ? `không có ${what.vi} ${name}` : `không có ${what.vi} ${name}; có phải là ${near}?`,
  }
}

function kindFindings(kind: string, path: ConfigPath): Finding[] {
  if (FILE_KINDS.includes(kind) || KIND.test(kind)) return []
  const forms = 'xml:HDon, customs:903, co:A, edifact:ORDERS'
  const files = FILE_KINDS.join(', ')
  const text = {
    en: `there are no documents of the kind ${kind}; kinds are written as ${forms}, or are one of: ${files}`,
    vi: `không có loại chứng từ ${kind}; loại được ghi như ${forms}, hoặc một trong: ${files}`,
  }
  return [{ path, at: 'value', text }]
}

/** What needs no approval has nobody to approve it. */
function exemptFindings(rule: Tree, at: ConfigPath): Finding[] {
  const text = {
    en: 'does not go with exempt: true: what fits this rule needs no approval',
    vi: 'không dùng cùng exempt: true, vì chứng từ theo quy tắc này không cần duyệt',
  }
  return ['steps', 'signWith', 'expiresAfterHours', 'atExpiry', 'anonymousRequester']
    .filter((key) => rule[key] !== undefined && rule[key] !== '')
    .map((key): Finding => ({ path: [...at, key], at: 'key', text }))
}

/** An account signs with one certificate. */
function certificateFindings(people: readonly Tree[]): Finding[] {
  const first = new Map<string, string>()
  return people.flatMap((person, index): Finding[] => {
    const certificate = word(person.certificate)
    if (certificate === null) return []
    return words(person.accounts).flatMap((account): Finding[] => {
      const key = account.toLowerCase()
      const other = first.get(key) ?? certificate
      first.set(key, other)
      if (other === certificate) return []
      const text = {
        en: `the account ${account} has the certificate ${other} already`,
        vi: `tài khoản ${account} đã có chữ ký số ${other}`,
      }
      return [{ path: ['approval', 'people', index, 'certificate'], at: 'value', text }]
    })
  })
}
