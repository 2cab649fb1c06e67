/** What is wrong with a message of customs by the tables of the decision; pure, and runs in a thread. */
import { type CustomsError, checkCustomsMessage, errorsToTell } from '@congky/documents'
import { CongkyError } from '@congky/shared'

export interface CheckedMessage {
  /** What customs is told; empty when the message is good. */
  readonly errors: readonly CustomsError[]
}

export function checkMessage(message: Uint8Array): CheckedMessage {
  try {
    const { kind, findings } = checkCustomsMessage(new TextDecoder().decode(message))
    const isForWarehouses = kind === null || (kind.part === 'I' && kind.direction === 'to-warehouse')
    const errors = errorsToTell(findings)
    return { errors: isForWarehouses ? errors : [toCustomsError(new CongkyError('ERR_EXCHANGE_KIND')), ...errors] }
  } catch (error) {
    if (error instanceof CongkyError && error.disposition === 'reject') return { errors: [toCustomsError(error)] }
    throw error
  }
}

/** Widths of table 2.7, part I. */
const WIDTHS = { code: 100, text: 500 } as const

export function toCustomsError(error: CongkyError): CustomsError {
  const { message, next } = error.text('vi')
  const cut = (text: string, width: number) => [...text].slice(0, width).join('')
  return { code: cut(error.code, WIDTHS.code), name: cut(message, WIDTHS.text), solution: cut(next, WIDTHS.text) }
}
