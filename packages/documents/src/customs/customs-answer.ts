import type { CustomsFinding } from './customs-finding.ts'
import type { CustomsError, CustomsHeader, CustomsMessage } from './customs-message.ts'

/** Whether a message was taken in. `at`: `yyyy-MM-dd`. */
export type CustomsOutcome =
  | { readonly received: true; readonly at: string }
  | { readonly received: false; readonly errors: readonly CustomsError[] }

export interface AnswerOptions {
  /** The answer's own id: a GUID of 36 characters. */
  readonly messageId: string
  /** `yyyy-MM-dd` */
  readonly sendDate: string
  /** For what the header does not say, as the answer would carry it (its sender is us). */
  readonly fallback?: Partial<CustomsHeader>
}

/**
 * The answer to the message with this header: sender and receiver swapped, same type and reference, function 99 or
 * 00. `header` is null when none could be read: all is taken from `fallback` then, and type 11 where that has none.
 */
export function answerTo(
  header: CustomsHeader | null,
  outcome: CustomsOutcome,
  options: AnswerOptions,
): CustomsMessage {
  throw new RangeError(`not built yet: ${header?.type} ${outcome.received} ${options.messageId}`)
}

/** What an answer says, or null when the message is no answer; `at` is null where the answer carries data instead. */
export function readAnswer(
  message: CustomsMessage,
): { readonly received: true; readonly at: string | null } | Extract<CustomsOutcome, { received: false }> | null {
  throw new RangeError(`not built yet: ${message.items.length}`)
}

/** Findings as entries of an answer, in Vietnamese: errors only, at most 100. */
export function errorsToTell(findings: readonly CustomsFinding[]): CustomsError[] {
  throw new RangeError(`not built yet: ${findings.length}`)
}
