/**
 * The answer to a message of customs (Decision 1543/QĐ-TCHQ, appendix part I, 2.2 and 2.7). Everything in it comes from
 * the message and from when it was received, so that the same message gets the same bytes after a crash as well.
 */
import { answerTo, buildCustomsMessage, type CustomsError, type CustomsHeader } from '@congky/documents'
import { sha256Hex } from '../../domain/request.ts'
import type { MessageFacts } from '../exchange-store.ts'

export interface AnswerFacts {
  readonly header: CustomsHeader
  /** SHA-256 of the message. */
  readonly sha256: string
  /** `yyyy-MM-dd`, in Vietnam. */
  readonly receivedOn: string
  /** Whoever answers: the one it was sent to, or the organization when nobody here is called so. */
  readonly answerer: { readonly name: string; readonly identity: string }
  /** Empty: it was taken in. */
  readonly errors: readonly CustomsError[]
  /** For a message that names none; the answer must. */
  readonly warehouseCode: string
}

export interface UnsignedAnswer {
  readonly facts: MessageFacts
  readonly document: string
}

/** Stands for a warehouse that neither the message nor the configuration names: “không rõ”. */
export const WAREHOUSE_UNKNOWN = 'KHONGRO'

export function answerMessage(facts: AnswerFacts): UnsignedAnswer {
  const { errors, receivedOn } = facts
  const message = answerTo(
    answerable(facts),
    errors.length === 0 ? { received: true, at: receivedOn } : { received: false, errors },
    { messageId: answerId(facts), sendDate: receivedOn },
  )
  return { facts: messageFacts(message.header), document: buildCustomsMessage(message) }
}

/** What columns MSG_FROM … MSG_REFERENCE say of a message, as far as they are wide. */
export function messageFacts(header: CustomsHeader): MessageFacts {
  const { fromIdentity, messageId, version, fromName, toIdentity, type, reference } = header
  return {
    from: cut(fromIdentity, 50),
    messageId: cut(messageId.toUpperCase(), 50),
    version: cut(version, 50),
    fromName: cut(fromName, 255),
    to: cut(toIdentity, 50),
    type: cut(type, 50),
    function: cut(header.function, 50),
    reference: cut(reference, 50),
  }
}

/** The header, with what cannot be repeated in an answer replaced: the decision's widths bind answers to wrong messages too. */
function answerable({ header, answerer, warehouseCode }: AnswerFacts): CustomsHeader {
  const { version, fromName, type, reference, messageId } = header
  return {
    ...header,
    version: cut(orElse(version, '1.00'), 10),
    fromName: cut(orElse(fromName, header.fromIdentity), 255),
    toName: cut(answerer.name, 255),
    toIdentity: answerer.identity,
    type: /^1[1-4]$/.test(type) ? type : '11',
    reference: cut(orElse(reference, messageId), 36),
    warehouseCode: cut(orElse(header.warehouseCode, warehouseCode), 10),
  }
}

/** A GUID of the answer's own that follows from the message: version 8, RFC 9562, 5.8. */
function answerId({ header, sha256, errors }: AnswerFacts): string {
  const hex = sha256Hex(Buffer.from(JSON.stringify([header.fromIdentity, header.messageId, sha256, errors.length > 0])))
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ]
  return parts.join('-').toUpperCase()
}

function orElse(text: string, fallback: string): string {
  return text.trim() === '' ? fallback : text
}

function cut(text: string, width: number): string {
  return [...text].slice(0, width).join('')
}
