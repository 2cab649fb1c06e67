/** Writes a message of the fields that a program hands in. */
import { createHash } from 'node:crypto'
import { buildCustomsMessage, type CustomsMessage, validateCustomsMessage } from '@congky/documents'
import type { ExchangeFields } from '@congky/shared'
import type { ExchangeConfig } from '../../domain/exchange-config.ts'
import { messageInvalid } from './message-findings.ts'

export interface BuildOptions {
  readonly customs: ExchangeConfig['customs']
  /** Where the message names no id, one follows from this: the same key gives the same. */
  readonly key: string
  /** `yyyy-MM-dd` */
  readonly today: string
}

/** @throws {CongkyError} ERR_EXCHANGE_MESSAGE with everything that is wrong. */
export function buildOutgoing(written: ExchangeFields, { customs, key, today }: BuildOptions): string {
  const { type, version, reference, warehouseCode, from, fields, items } = written
  const message: CustomsMessage = {
    header: {
      ...{ version, type, function: written.function, reference, warehouseCode },
      messageId: (written.messageId ?? guidOf(key)).toUpperCase(),
      fromName: from.name,
      fromIdentity: from.identity,
      toName: customs.name,
      toIdentity: customs.identity,
      sendDate: written.sendDate ?? today,
    },
    fields,
    items,
  }
  const findings = validateCustomsMessage(message)
  if (findings.some(({ severity }) => severity === 'error')) throw messageInvalid(findings)
  return buildCustomsMessage(message)
}

/** RFC 9562, 5.8: a GUID that follows from a text. */
function guidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
