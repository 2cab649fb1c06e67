import type { ErrorCode } from '@congky/shared'

/** Refusals of an interchange for what it says: its sender is owed an acknowledgement with the errors (APERAK). */
const ANSWERED: ReadonlySet<ErrorCode> = new Set(['ERR_CO_INVALID'])

export function isAnswered(code: ErrorCode): boolean {
  return ANSWERED.has(code)
}
