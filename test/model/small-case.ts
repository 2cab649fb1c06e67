/** What a small case of the model consists of: who there is, what is submitted, which policies, and what may happen. */
import type { PersonConfig } from '../../packages/gateway/src/domain/approval/persons.ts'
import type { ApprovalRule, KindName, PathValues } from '../../packages/gateway/src/domain/approval/policy.ts'
import type { ModelEvent } from './model-event.ts'

/** A document as it is submitted; each is one request of one row, so its name is the job's too. */
export interface SmallDocument {
  readonly name: string
  /** The row it stands in: another document of the same row replaces it. */
  readonly row: string
  readonly requester: string | null
  /** Its name, unless it has the same bytes as another one. */
  readonly bytes?: string
  readonly profile?: string
  readonly taxCode?: string
  /** null: nobody can tell. */
  readonly kind?: KindName | null
  readonly values?: Readonly<Record<string, PathValues>>
  readonly isAnswer?: true
}

/** What a policy means for a document, said a second time for the oracle, in the plainest form. */
export interface NeededApproval {
  /** Each step: who may approve (`any`: whoever has the role), and how many of them. */
  readonly steps: readonly { readonly by: readonly string[] | 'any'; readonly need: number }[]
  readonly hours: number
  readonly atExpiry: 'return' | 'hold'
}

export interface SmallPolicy {
  readonly rules: readonly ApprovalRule[]
  /** `refused`: a request that must not be taken in; null: it may be signed as it is. */
  readonly means: (document: SmallDocument) => NeededApproval | 'refused' | null
}

/** Who is who: for the program in its own form, for the oracle by the human behind each name. */
export interface SmallPeople {
  readonly config: readonly PersonConfig[]
  readonly humans: Readonly<Record<string, string>>
}

/** A right that may be lent. */
export interface SmallLoan {
  readonly from: string
  readonly to: string
  /** How long after it was made it begins. */
  readonly inHours: number
  readonly hours: number
}

export interface SmallCase {
  readonly name: string
  readonly accounts: readonly string[]
  /** What the accounts are displayed as, where that is not their name. */
  readonly displayNames?: Readonly<Record<string, string>>
  readonly documents: readonly SmallDocument[]
  /** The first one is in force at the beginning. */
  readonly policies: Readonly<Record<string, SmallPolicy>>
  readonly people: Readonly<Record<string, SmallPeople>>
  readonly loans: readonly SmallLoan[]
  /** Which kinds of events happen. */
  readonly events: ReadonlySet<ModelEvent['kind']>
  /** Hours that may pass altogether. */
  readonly hours: number
  /** How many events a history has: in `npm test`, and in the long form. */
  readonly depth: { readonly short: number; readonly long: number }
}

/** What the hash of a document is in the model: its bytes, spelt as a hash. */
export function hashOf({ name, bytes = name }: SmallDocument): string {
  return Buffer.from(bytes).toString('hex').padEnd(64, '0')
}

export function firstOf<T>(named: Readonly<Record<string, T>>): string {
  return Object.keys(named)[0] ?? ''
}

export function documentOf({ documents }: SmallCase, name: string): SmallDocument {
  const found = documents.find((document) => document.name === name)
  if (!found) throw new Error(`no document ${name} in the case`)
  return found
}

/** @throws {Error} A case that names what it does not have. */
export function named<T>(all: Readonly<Record<string, T>>, name: string): T {
  const found = all[name]
  if (found === undefined) throw new Error(`no ${name} in the case`)
  return found
}

export function loanOf({ loans }: SmallCase, index: number): SmallLoan {
  const found = loans[index]
  if (!found) throw new Error(`no delegation ${index} in the case`)
  return found
}
