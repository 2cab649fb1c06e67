import type { ErrorCode } from './error-catalogue.ts'

/** Refusals of an interchange for what it says: its sender is owed an acknowledgement with the errors (APERAK). */
const ANSWERED: readonly ErrorCode[] = ['ERR_CO_INVALID', 'ERR_EDIFACT_NOT_STRICT']

export function isAnswered(code: string): boolean {
  return ANSWERED.some((each) => each === code)
}
