/**
 * Reads what customs answered, as far as anybody's text may be read; pure, since a large one is read in a thread. That
 * it is from customs is found out elsewhere, and nothing of it is believed before.
 */
import {
  type CustomsError,
  type CustomsHeader,
  type ParsedCustomsMessage,
  parseCustomsMessage,
  readAnswer,
} from '@congky/documents'

export interface OpenedAnswer {
  readonly header: CustomsHeader
  /** Null: it is no answer, or its signed content does not say what its header says, which nobody signed. */
  readonly outcome:
    | { readonly received: true }
    | { readonly received: false; readonly errors: readonly CustomsError[] }
    | null
}

/** @throws {CongkyError} As `parseCustomsMessage`: it cannot be read at all. */
export function openAnswer(xml: string): OpenedAnswer {
  const parsed = parseCustomsMessage(xml)
  return { header: parsed.header, outcome: outcomeOf(parsed) }
}

function outcomeOf({ kind, message, findings }: ParsedCustomsMessage): OpenedAnswer['outcome'] {
  if (message === null || kind?.part !== 'II') return null
  const answer = readAnswer(message)
  if (answer === null) return null
  if (!answer.received) return answer.errors.length > 0 ? answer : null
  const isBroken = findings.some(({ severity }) => severity === 'error')
  const says = kind.purpose === 'data' ? message.items.length > 0 || !isBroken : (answer.at ?? '') !== ''
  return says ? { received: true } : null
}
