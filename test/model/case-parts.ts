/** What the small cases are put together from. */
import type { PersonConfig } from '../../packages/gateway/src/domain/approval/persons.ts'
import type { ApprovalRule, RuleConditions } from '../../packages/gateway/src/domain/approval/policy.ts'
import type { ModelEvent } from './model-event.ts'
import type { NeededApproval, SmallDocument, SmallPeople, SmallPolicy } from './small-case.ts'

const everything: RuleConditions = { taxCodes: [], sources: [], profiles: [], kinds: [], requesters: [], values: [] }

export function rule(
  more: Omit<Partial<ApprovalRule>, 'when'> & { readonly when?: Partial<RuleConditions> },
): ApprovalRule {
  const usual = { exempt: false, signWith: 'enterprise', expiresAfterHours: 72, atExpiry: 'return' } as const
  const { when = {}, ...rest } = more
  return {
    ...{ name: 'quy tắc', ...usual, steps: [], anonymousRequester: 'refuse', ...rest },
    when: { ...everything, ...when },
  }
}

export const anybody = { name: 'Duyệt', approvers: [], need: 1 } as const
export const oneOfAny: NeededApproval = { steps: [{ by: 'any', need: 1 }], hours: 72, atExpiry: 'return' }
export const nothingNeeded: SmallPolicy = { rules: [], means: () => null }

export function person(more: Partial<PersonConfig>): PersonConfig {
  return { accounts: [], requesters: [], workstations: [], certificate: null, email: null, ...more }
}

/** Everybody is who the name says; `NV-01` is how the database of the declarants calls `an`. */
export const plainPeople: SmallPeople = {
  config: [person({ accounts: ['an'], requesters: ['NV-01'] })],
  humans: { an: 'An', 'NV-01': 'An', binh: 'Bình', chi: 'Chi', dung: 'Dũng', binh2: 'Bình' },
}

export const kinds = (...all: readonly ModelEvent['kind'][]): ReadonlySet<ModelEvent['kind']> => new Set(all)
export const version = (name: string, more: Partial<SmallDocument> = {}): SmallDocument => ({
  ...{ name, row: '1', requester: 'NV-01', ...more },
})
