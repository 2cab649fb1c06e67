import type { CustomsMessage } from './customs-message.ts'

export interface BuildOptions {
  /** Writes an empty `<Signature/>` after the content. The profile `customs-1543` needs none. Default: false. */
  readonly emptySignature?: boolean
}

/**
 * Writes a message: UTF-8, elements in the order of the tables; the same message gives the same text.
 *
 * @throws {CongkyError} ERR_CUSTOMS_MESSAGE_INVALID when `validateCustomsMessage` finds an error.
 */
export function buildCustomsMessage(message: CustomsMessage, options: BuildOptions = {}): string {
  throw new RangeError(`not built yet: ${message.items.length} ${options.emptySignature}`)
}
