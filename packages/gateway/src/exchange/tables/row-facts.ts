/** Reads rows of the two tables. Drivers give numbers as numbers, bigints or text, and Oracle has no empty text. */
import type { Row } from '../../sources/table/dialects/dialect.ts'
import type { MessageFacts, MessageKey } from '../exchange-store.ts'

export type Facts = MessageFacts

export function textIn(row: Row, name: string): string {
  const value = row[name]
  return value === null || value === undefined ? '' : String(value)
}

export function numberIn(row: Row, name: string): number {
  return Number(row[name] ?? 0)
}

/** Null where the column is empty. */
export function timeIn(row: Row, name: string): Date | null {
  const value = row[name]
  return value === null || value === undefined ? null : new Date(Number(value))
}

export function keyIn(row: Row, names: { readonly from: string; readonly messageId: string }): MessageKey | null {
  const [from, messageId] = [textIn(row, names.from), textIn(row, names.messageId)]
  return messageId === '' ? null : { from, messageId }
}

export function factsIn(row: Row): MessageFacts {
  return {
    version: textIn(row, 'version'),
    fromName: textIn(row, 'fromName'),
    from: textIn(row, 'from'),
    messageId: textIn(row, 'messageId'),
    to: textIn(row, 'to'),
    type: textIn(row, 'type'),
    function: textIn(row, 'function'),
    reference: textIn(row, 'reference'),
  }
}
