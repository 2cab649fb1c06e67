/** A message to customs as the signing pipeline takes it in, and as the history tells of it. */
import { EXCHANGE_SOURCE } from '../../domain/exchange-config.ts'
import type { HistoryEntry } from '../../domain/history-record.ts'
import type { IncomingRequest } from '../../domain/request.ts'
import type { OutgoingMessage, OutgoingSummary } from '../exchange-store.ts'

/**
 * The same message gives the same request, so it is signed once. It is no request of the workstation: what that one
 * may do is asked by the claim, right before the intent.
 */
export function toIncoming(message: OutgoingMessage, profile: string): IncomingRequest {
  const { from, messageId, content, reference, requester, workstationId } = message
  return {
    source: EXCHANGE_SOURCE,
    externalId: messageId,
    document: Buffer.from(content),
    taxCode: from,
    profile,
    reference: reference === '' ? null : reference,
    requester,
    origin: EXCHANGE_SOURCE,
    workstationId: null,
    enterprises: 'all',
    notBefore: null,
    deadline: null,
    claim: workstationId === null ? {} : { workstation: workstationId },
  }
}

export function historyOf({
  messageId,
  from,
  reference,
  sha256,
  requester,
  workstationId,
}: OutgoingSummary): HistoryEntry {
  return {
    kind: 'exchange',
    source: EXCHANGE_SOURCE,
    externalId: messageId,
    requester,
    workstationId,
    taxCode: from,
    reference: reference === '' ? null : reference,
    documentSha256: sha256,
  }
}
