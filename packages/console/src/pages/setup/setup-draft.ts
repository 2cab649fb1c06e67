/**
 * What was filled in of the first run so far. The password is in none of this: it stays in its fields and is gone
 * with them. Where one stands is in the address, so that the run can be left and taken up again.
 */
import type { ErrorView } from '@congky/shared'
import { signal } from '@preact/signals'
import { type OrganizationDraft, toOrganizationDraft } from '../../parts/organization-draft.ts'
import { go, route, setQuery } from '../../router.ts'

export const STEPS = ['code', 'organization', 'account', 'tokens', 'try', 'start'] as const
export type Step = (typeof STEPS)[number]

export const draft = signal<OrganizationDraft>(toOrganizationDraft(null))

/** As the gateway took it; kept in this page only. */
export const setupCode = signal<string | null>(null)

/** Why the configuration could not take the enterprise, or null. */
export const unsaved = signal<ErrorView | null>(null)

/** @param isInside Whether the account was made: what comes before it is over then. */
export function currentStep(isInside: boolean): Step {
  const asked = STEPS.find((step) => step === route.value.query.get('step'))
  const first: Step = isInside ? 'tokens' : 'code'
  if (asked === undefined || STEPS.indexOf(asked) < STEPS.indexOf(first)) return first
  if (isInside) return asked
  if (setupCode.value === null) return 'code'
  return asked === 'account' ? 'account' : 'organization'
}

export function goTo(step: Step): void {
  go('/setup', { step })
}

/** The code of an address is taken out of it: it would stay in the browser's history. */
export function takeCodeFromAddress(): string {
  const code = route.value.query.get('code') ?? ''
  if (code !== '') setQuery({})
  return code
}
