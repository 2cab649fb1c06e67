import type { CustomsFinding } from './customs-finding.ts'
import { customsKind, customsKindOf } from './customs-kinds.ts'
import type { CustomsError, CustomsHeader, CustomsMessage } from './customs-message.ts'
import { solutions } from './finding-texts.ts'
import { emptyHeader } from './read-header.ts'

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

/** More would help nobody, and the answer has to be made in time. */
const ERRORS_MAX = 100

/**
 * The answer to the message with this header: sender and receiver swapped, same type and reference, function 99 or
 * 00. `header` is null when none could be read: all is taken from `fallback` then. A type that no request has becomes
 * the fallback's, or 11. Whatever the header holds, its values are made to fit the answer; only what is missing in
 * both keeps the answer from being built.
 */
export function answerTo(
  header: CustomsHeader | null,
  outcome: CustomsOutcome,
  options: AnswerOptions,
): CustomsMessage {
  const asked = header ?? emptyHeader
  const { fallback = {} } = options
  const fn = outcome.received ? '99' : '00'
  const type = [asked.type, fallback.type ?? ''].find((known) => customsKind(`${known}-${fn}`) !== null) ?? '11'
  const known: CustomsHeader = {
    version: asked.version,
    messageId: options.messageId,
    fromName: asked.toName,
    fromIdentity: asked.toIdentity,
    toName: asked.fromName,
    toIdentity: asked.fromIdentity,
    type,
    function: fn,
    reference: asked.reference,
    sendDate: options.sendDate,
    warehouseCode: asked.warehouseCode,
  }
  const answer = withFallback(known, fallback)
  if (outcome.received) return { header: answer, fields: { ReceiveDate: outcome.at }, items: [] }
  const nameElement = customsKindOf(answer)?.part === 'II' ? 'ErrorMessage' : 'ErrorName'
  const items = outcome.errors.slice(0, ERRORS_MAX).map(({ code, name, solution }) => ({
    ErrorCode: cut(code, 100),
    [nameElement]: cut(name, 500),
    Solution: cut(solution, 500),
  }))
  return { header: answer, fields: {}, items }
}

/** Values fit the answer's widths whatever the message held: one that is too wide is what may have to be told. */
function withFallback(header: CustomsHeader, fallback: Partial<CustomsHeader>): CustomsHeader {
  const filled: Record<keyof CustomsHeader, string> = { ...header }
  for (const { key, type } of customsKindOf(header)?.header.rules ?? []) {
    const value = header[key].trim() || fallback[key] || ''
    filled[key] = type.is === 'text' ? cut(value, type.max) : value
  }
  return filled
}

/** What an answer says; `at` is null where the answer carries data instead. Null when the message is no answer. */
export function readAnswer(
  message: CustomsMessage,
): { readonly received: true; readonly at: string | null } | Extract<CustomsOutcome, { received: false }> | null {
  switch (customsKindOf(message.header)?.purpose) {
    case 'received':
      return { received: true, at: message.fields.ReceiveDate ?? null }
    case 'data':
      return { received: true, at: null }
    case 'refused':
      return { received: false, errors: message.items.map(toError) }
    default:
      return null
  }
}

function toError(fields: CustomsMessage['fields']): CustomsError {
  return {
    code: fields.ErrorCode ?? '',
    name: fields.ErrorMessage ?? fields.ErrorName ?? '',
    solution: fields.Solution ?? '',
  }
}

/** Findings as entries of an answer, in Vietnamese: errors only, at most 100. */
export function errorsToTell(findings: readonly CustomsFinding[]): CustomsError[] {
  return findings
    .filter(({ severity }) => severity === 'error')
    .slice(0, ERRORS_MAX)
    .map(({ rule, path, vi }) => ({
      code: rule,
      name: cut(`${vi} [${path}]`, 500),
      solution: solutions[rule].vi,
    }))
}

/** So many characters at most, without control characters and blanks at the ends. */
function cut(text: string, lengthMax: number): string {
  const clean = text.replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ' ').trim()
  const characters = [...clean.slice(0, lengthMax * 2)]
  return characters.slice(0, lengthMax).join('').trim()
}
