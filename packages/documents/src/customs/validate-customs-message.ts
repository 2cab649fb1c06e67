import type { CustomsFinding } from './customs-finding.ts'
import type { Bilingual, CustomsMessage } from './customs-message.ts'
import { type ParsedCustomsMessage, type ParseLimits, parseCustomsMessage } from './parse-customs-message.ts'

export interface ValidateOptions {
  /** Says what is wrong with the decoded CIMP text of a message; without it only the base64 is looked at. */
  readonly checkCimp?: CimpCheck
}

/** What is wrong with a CIMP text in this message. */
export type CimpCheck = (cimp: string, message: CustomsMessage) => readonly CimpObjection[]

export interface CimpObjection extends Bilingual {
  readonly severity: 'error' | 'warning' | 'notice'
}

/** Everything that breaks the decision's tables, at once. A message without errors can be built. */
export function validateCustomsMessage(message: CustomsMessage, options: ValidateOptions = {}): CustomsFinding[] {
  throw new RangeError(`not built yet: ${message.items.length} ${options.checkCimp}`)
}

/**
 * Reads and validates: findings of both.
 *
 * @throws {CongkyError} As `parseCustomsMessage`.
 */
export function checkCustomsMessage(xml: string, options: ValidateOptions & ParseLimits = {}): ParsedCustomsMessage {
  const parsed = parseCustomsMessage(xml, options)
  const broken = parsed.message === null ? [] : validateCustomsMessage(parsed.message, options)
  return { ...parsed, findings: [...parsed.findings, ...broken] }
}
