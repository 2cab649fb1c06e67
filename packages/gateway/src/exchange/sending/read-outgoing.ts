/** Reads and checks a message that somebody wants to send; pure, since large ones are read in a thread. */
import { checkCustomsMessage } from '@congky/documents'
import type { CheckedMessage } from './sender-parts.ts'

/** @throws {CongkyError} As `parseCustomsMessage`: it cannot be read at all. */
export function readOutgoing(xml: string): CheckedMessage {
  const { header, kind, signature, findings } = checkCustomsMessage(xml)
  const isOurs = kind?.part === 'II' && kind.direction === 'to-customs'
  return { header, isOurs, isSigned: signature === 'signed', findings }
}
