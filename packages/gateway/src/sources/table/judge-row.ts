import type { ColumnEncoding, SourceStates } from '@congky/shared'
import type { TableSourceConfig } from '../../domain/gateway-config.ts'
import { type SignOutcome, sha256Hex } from '../../domain/request.ts'
import type { DeliveryResult, RowStanding } from '../source.ts'
import { fromColumn } from './column-document.ts'
import type { Row } from './dialects/dialect.ts'
import { isState, isTaken, isToken } from './row-values.ts'

/** What a row is read by. */
type RowRules = Pick<TableSourceConfig, 'states' | 'documentEncoding' | 'signedDocumentEncoding'>

/**
 * What is to be done with the row of an outcome, seen under lock: written, or left as it is and why. The
 * answer to a write may have been lost, so finding our own outcome means that it was delivered before.
 *
 * @param row `state`, `claimToken`, `document`, `signedDocument` and `errorCode`; undefined when it is gone.
 * @param token Our claim's token; null when the table keeps none.
 */
export function judgeRow(
  row: Row | undefined,
  outcome: SignOutcome,
  token: string | null,
  rules: RowRules,
): 'write' | DeliveryResult {
  if (row === undefined) return 'row-changed'
  if (isOurs(row, outcome, token, rules)) return 'delivered'
  const { states, documentEncoding } = rules
  const isClaimed = isTaken(row.state, states)
  if (isClaimed && token !== null && !isToken(row.claimToken, token)) return 'lease-lost'
  if (isClaimed || isState(row.state, states.pending)) {
    if (hashOf(row.document, documentEncoding) !== outcome.documentSha256) return 'row-changed'
    return isClaimed ? 'write' : 'lease-lost'
  }
  const isFinished = isState(row.state, states.signed) || isState(row.state, states.rejected)
  return isFinished ? 'lease-lost' : 'row-changed'
}

/**
 * What became of a row while its document waits for an approval.
 *
 * @param row `state`, `claimToken`, and `documentSha256` where the database can tell; undefined when it is gone.
 * @param token Our claim's token; null when the table keeps none.
 */
export function standingOf(
  row: Row | undefined,
  documentSha256: string,
  token: string | null,
  states: SourceStates,
): RowStanding {
  if (row === undefined) return 'withdrawn'
  const isOfOthers = token !== null && !isToken(row.claimToken, token)
  if (isTaken(row.state, states)) {
    if (isOfOthers) return 'lost'
    const { documentSha256: now } = row
    return typeof now === 'string' && now.trimEnd().toLowerCase() !== documentSha256 ? 'corrected' : 'ours'
  }
  // Finished by whoever has the claim now, or by its owner, who has set it to what means the same to him.
  const isFinished = isState(row.state, states.signed) || isState(row.state, states.rejected)
  return isFinished && isOfOthers ? 'lost' : 'withdrawn'
}

function isOurs(row: Row, outcome: SignOutcome, token: string | null, rules: RowRules): boolean {
  const { states, signedDocumentEncoding } = rules
  // Whatever state its owner has moved the row to since: our signed document is there.
  const written = outcome.state === 'signed' ? sha256Hex(outcome.signedDocument) : null
  if (written !== null && hashOf(row.signedDocument, signedDocumentEncoding) === written) {
    return !isTaken(row.state, states) && !isState(row.state, states.pending)
  }
  if (!isState(row.state, states[outcome.state])) return false
  if (token !== null) return isToken(row.claimToken, token)
  return outcome.state === 'rejected' && row.errorCode === outcome.errorCode
}

/** SHA-256 of a document in a row, as `identifyRequest` counted it when the row was taken. */
export function hashOf(value: unknown, encoding: ColumnEncoding): string {
  const { document } = fromColumn(value, encoding, '')
  if (typeof document === 'string') return sha256Hex(Buffer.from(document, 'utf8'))
  return sha256Hex(document instanceof Uint8Array ? document : new Uint8Array())
}
