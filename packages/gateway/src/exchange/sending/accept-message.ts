import { randomUUID } from 'node:crypto'
import { CongkyError, parseTaxCode } from '@congky/shared'
import { sha256Hex } from '../../domain/request.ts'
import { assertAllowed } from '../../pipeline/enterprise-rights.ts'
import type { OutgoingMessage } from '../exchange-store.ts'
import { messageInvalid } from './message-findings.ts'
import type { CheckedMessage, ExchangeSenderParts, Sender } from './sender-parts.ts'

type AcceptParts = Pick<ExchangeSenderParts, 'store' | 'config' | 'check'>

/**
 * Checks a message that is to be sent and keeps it in the outbox; whoever hands the same one in again gets it back.
 *
 * @throws {CongkyError} ERR_EXCHANGE_OFF; what makes the message unfit to be sent; ERR_TAX_CODE_INVALID,
 * ERR_ENTERPRISE_FORBIDDEN; ERR_EXCHANGE_CONFLICT: its id belongs to a message with other content.
 */
export async function acceptMessage(
  xml: string,
  sender: Sender,
  { store, config, check }: AcceptParts,
): Promise<{ readonly message: OutgoingMessage; readonly isNew: boolean }> {
  const current = config()
  if (current === null) throw new CongkyError('ERR_EXCHANGE_OFF')
  const checked = await check(xml)
  const { header } = checked
  if (!checked.isOurs) throw new CongkyError('ERR_EXCHANGE_DIRECTION', { kind: `${header.type}-${header.function}` })
  const from = parseTaxCode(header.fromIdentity)
  // Somebody who may not send for the enterprise learns nothing of what is wrong with its messages.
  assertAllowed(from, sender.enterprises)
  assertFit(checked, current.customs.identity)
  const wanted = toMessage(xml, checked, sender)
  const message = await store().outbox.add(wanted)
  if (message.sha256 !== wanted.sha256) throw new CongkyError('ERR_EXCHANGE_CONFLICT', { messageId: wanted.messageId })
  return { message, isNew: message.id === wanted.id }
}

function assertFit({ header, isSigned, findings }: CheckedMessage, customs: string): void {
  if (findings.some(({ severity }) => severity === 'error')) throw messageInvalid(findings)
  if (isSigned) throw new CongkyError('ERR_ALREADY_SIGNED')
  if (header.toIdentity !== customs) {
    throw new CongkyError('ERR_EXCHANGE_CUSTOMS', { found: header.toIdentity, expected: customs })
  }
}

function toMessage(xml: string, { header }: CheckedMessage, sender: Sender): OutgoingMessage {
  const now = new Date()
  return {
    id: randomUUID(),
    version: header.version,
    fromName: header.fromName,
    from: header.fromIdentity,
    messageId: header.messageId.toUpperCase(),
    to: header.toIdentity,
    type: header.type,
    function: header.function,
    reference: header.reference,
    state: 'signing',
    content: xml,
    sha256: sha256Hex(Buffer.from(xml)),
    createdAt: now,
    signedAt: null,
    requester: sender.name,
    workstationId: sender.workstationId,
    errorCount: 0,
    nextAttemptAt: now,
    lastError: null,
    answer: null,
    answeredAt: null,
  }
}
