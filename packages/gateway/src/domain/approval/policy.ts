/**
 * Which requests need an approval: rules, read from the top; the first that fits decides. Pure.
 *
 * What cannot be told (a value that stands nowhere, a number that is none, a document too large to look through)
 * counts as fitting a rule that asks, and as not fitting one that exempts: a doubt never saves an approval.
 */
import { CongkyError, type TaxCode } from '@congky/shared'
import { sha256Hex } from '../request.ts'
import type { ApprovalPlan, ApprovalStep, AtExpiry } from './approval.ts'
import { type PersonConfig, type Persons, plainName } from './persons.ts'

/** A value that stands in the document; the condition holds when one of the values at the path fits. */
export interface ValueCondition {
  /** Names of elements from the root, as `/Declaration/GoodsShipment/Invoice`; the names of a rendering's groups. */
  readonly path: string
  /** Any of these texts; empty: any value at all, where `above` says nothing either. */
  readonly is: readonly string[]
  /** A number larger than this. */
  readonly above: number | null
}

/** What a rule looks at; an empty list fits everything. */
export interface RuleConditions {
  readonly taxCodes: readonly TaxCode[]
  readonly sources: readonly string[]
  readonly profiles: readonly string[]
  /** Kinds of documents: `xml:Declaration`, `customs:903`, `co:A`, `edifact:ORDERS`, `pdf`; one name of it is enough. */
  readonly kinds: readonly string[]
  /** Names of requesters and of workstations. */
  readonly requesters: readonly string[]
  /** All of them have to hold. */
  readonly values: readonly ValueCondition[]
}

export interface ApprovalRule {
  readonly name: string
  readonly when: RuleConditions
  /** Whether what fits needs no approval. */
  readonly exempt: boolean
  /** Empty for a rule that exempts. */
  readonly steps: readonly ApprovalStep[]
  readonly signWith: ApprovalPlan['signWith']
  readonly expiresAfterHours: number
  readonly atExpiry: AtExpiry
  /** Whether a request may be approved although nobody says who asks. */
  readonly anonymousRequester: 'refuse' | 'allow'
}

export interface ApprovalConfig {
  readonly rules: readonly ApprovalRule[]
  readonly people: readonly PersonConfig[]
}

/** What stands at a path of a document. */
export interface PathValues {
  readonly values: readonly string[]
  /** Whether the document was looked through to its end. */
  readonly isComplete: boolean
  /** False: some stand where the signature does not cover them, and can be exchanged when it is made. */
  readonly isCovered?: boolean
}

/** One name of what a document is: an invoice in an envelope is `xml:TDiep` and `xml:HDon`. */
export interface KindName {
  readonly name: string
  /** Whether the signature covers what says so. */
  readonly isCovered: boolean
  /** What it is more exactly nobody can tell: XML that cannot be read may be anything in XML. */
  readonly isVague?: boolean
}

/** What is known of a request when the policy is asked. */
export interface PolicyFacts {
  readonly source: string
  readonly profile: string
  readonly taxCode: TaxCode | null
  /** Name of who asks: of the workstation, or as the row says; null when nobody says. */
  readonly requester: string | null
  /** Empty: nobody can tell. */
  readonly kinds: readonly KindName[]
  /** By path; every path of the policy's values. */
  readonly values: Readonly<Record<string, PathValues>>
  /** An answer that customs gets within seconds: made by the gateway itself, and asked for by nobody. */
  readonly isAnswer: boolean
}

/** The paths that the rules look at. */
export function valuePaths({ rules }: ApprovalConfig): readonly string[] {
  return [...new Set(rules.flatMap(({ when }) => when.values.map(({ path }) => path)))]
}

/**
 * What a request needs.
 *
 * @returns null: it may be signed without an approval.
 * @throws {CongkyError} ERR_REQUESTER_UNKNOWN: nobody could be told apart from who asks.
 */
export function planApproval(config: ApprovalConfig, facts: PolicyFacts, persons: Persons): ApprovalPlan | null {
  const rule = findRule(config, facts)
  if (rule === null || rule.exempt) return null
  if (facts.requester === null && rule.anonymousRequester === 'refuse') {
    throw new CongkyError('ERR_REQUESTER_UNKNOWN', { rule: rule.name })
  }
  const { name, steps, signWith, expiresAfterHours, atExpiry } = rule
  const requesterNames = facts.requester === null ? [] : persons.namesOf([facts.requester])
  const policySha256 = policyHash(config)
  return { rule: name, policySha256, steps, signWith, expiresAfterHours, atExpiry, requesterNames }
}

/** A policy may be long, and is the same for request after request. */
const hashes = new WeakMap<ApprovalConfig, string>()

/** SHA-256 of the whole policy, lower-case hex. */
export function policyHash(config: ApprovalConfig): string {
  const hash = hashes.get(config) ?? sha256Hex(Buffer.from(JSON.stringify(config)))
  hashes.set(config, hash)
  return hash
}

/** The rule that decides; null when none fits. */
export function findRule({ rules }: ApprovalConfig, facts: PolicyFacts): ApprovalRule | null {
  if (facts.isAnswer) return null
  return rules.find((rule) => fits(rule, facts)) ?? null
}

export type Answer = 'yes' | 'no' | 'unknown'

function fits(rule: ApprovalRule, facts: PolicyFacts): boolean {
  const answers = answersTo(rule, facts).map(({ answer }) => answer)
  if (answers.includes('no')) return false
  return !rule.exempt || !answers.includes('unknown')
}

/** What a condition of a rule comes to. */
export interface ConditionAnswer {
  readonly condition: Exclude<keyof RuleConditions, 'values'> | ValueCondition
  readonly answer: Answer
}

/** Every condition of a rule by itself: all have to be answered with yes; a doubt does as well where the rule asks. */
export function answersTo({ when, exempt }: ApprovalRule, facts: PolicyFacts): readonly ConditionAnswer[] {
  const { taxCode, source, profile, kinds, requester, values } = facts
  const asked = requester === null ? null : plainName(requester)
  return [
    { condition: 'taxCodes', answer: oneOf(when.taxCodes, taxCode) },
    { condition: 'sources', answer: oneOf(when.sources, source) },
    { condition: 'profiles', answer: oneOf(when.profiles, profile) },
    { condition: 'kinds', answer: ofKind(when.kinds, kinds, exempt) },
    { condition: 'requesters', answer: oneOf(when.requesters.map(plainName), asked) },
    ...when.values.map((condition) => ({ condition, answer: holds(condition, values[condition.path], exempt) })),
  ]
}

function oneOf(wanted: readonly string[], found: string | null): Answer {
  if (wanted.length === 0) return 'yes'
  if (found === null) return 'unknown'
  return wanted.includes(found) ? 'yes' : 'no'
}

/** @param mustBeCovered What the signature does not cover can ask for an approval, and save none. */
function ofKind(wanted: readonly string[], found: readonly KindName[], mustBeCovered: boolean): Answer {
  if (wanted.length === 0) return 'yes'
  if (found.some(({ name, isCovered }) => wanted.includes(name) && (isCovered || !mustBeCovered))) return 'yes'
  return found.length === 0 || found.some(({ isVague }) => isVague === true) ? 'unknown' : 'no'
}

/** @param all Whether every value has to fit: one that does not is enough to ask for an approval. */
function holds(condition: ValueCondition, found: PathValues | undefined, all: boolean): Answer {
  if (found === undefined || found.values.length === 0) return 'unknown'
  const answers = found.values.map((value) => fitsValue(condition, value))
  if (all) {
    const isSure = found.isComplete && found.isCovered !== false
    return isSure && answers.every((answer) => answer === 'yes') ? 'yes' : 'no'
  }
  if (answers.includes('yes')) return 'yes'
  return answers.includes('unknown') || !found.isComplete ? 'unknown' : 'no'
}

function fitsValue({ is, above }: ValueCondition, value: string): Answer {
  const text = plainText(value)
  if (is.length > 0 && !is.map(plainText).includes(text)) return 'no'
  if (above === null) return 'yes'
  if (!/^[+-]?\d+(\.\d+)?$/.test(text)) return 'unknown'
  return Number(text) > above ? 'yes' : 'no'
}

/** Accents in one or two characters are the same text. */
function plainText(value: string): string {
  return value.normalize('NFC').trim()
}
