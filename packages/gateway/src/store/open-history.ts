/**
 * The history at the start of the gateway: its key, and a look at its end.
 *
 * A damaged history keeps nobody from signing; it is told to people and written into the history itself. That
 * record follows the head that was signed last, not whatever stands at the end now: so a gap, or a record that
 * was slipped in, stays a break in the chain, and the new signature covers nothing up.
 */
import { type ChainFault, describeFault } from '../domain/chain-fault.ts'
import { type HeadKey, type HistoryHead, openHead, type SignedHead } from '../domain/history-head.ts'
import type { ChainPosition } from '../domain/history-record.ts'
import { BROKEN_CODE } from '../domain/verify-chain.ts'
import type { StateDatabase } from './database.ts'
import { HistoryWriter } from './history.ts'
import { checkEnd, readHead, readNewestRecord } from './history-head.ts'
import { guardHistoryKey, makeHistoryKey, readHistoryKey, writeHistoryKey } from './history-key.ts'

export interface OpenedHistory {
  readonly writer: HistoryWriter
  /** SHA-256 of the public key that signs the head, in lower-case hex. */
  readonly key: string
  /** What is wrong with the end of the history, or null. */
  readonly fault: ChainFault | null
  /** Others could read the key; by now they cannot. */
  readonly keyWasOpen: boolean
}

/** @throws {CongkyError} ERR_HISTORY_KEY, ERR_STORE_FULL */
export function openHistory(database: StateDatabase, stateDir: string, gatewayId: string): OpenedHistory {
  const { sqlite } = database
  const known = readHistoryKey(stateDir)
  const key = known ?? makeHistoryKey()
  const writer = new HistoryWriter(database, { gatewayId, key })
  const newest = readNewestRecord(sqlite)
  const signed = readHead(sqlite)
  const head = signed && trustedHead(signed, gatewayId, known)
  const isUnsigned = signed === null && known === null
  const fault = isUnsigned || head ? checkEnd(newest, head) : headFault(signed, newest?.row ?? 0)

  database.writeNow(() => {
    if (fault) recordFault(writer, fault, head)
    if (known === null && newest !== null) {
      const what = signed === null ? 'history signed from now on' : 'history key was missing: made a new one'
      writer.appendInside({ kind: 'gateway', note: `${what}: ${key.fingerprint}` })
    }
    // A head that is right is left alone: a start that ends at once changes nothing.
    if (known === null || head === null) writer.signInside()
  })
  // Last, so that a key without a head always means that somebody took the head away.
  if (known === null) writeHistoryKey(stateDir, key)
  return { writer, key: key.fingerprint, fault, keyWasOpen: guardHistoryKey(stateDir) }
}

/**
 * The head, when this gateway signed it. The key says so, also after a restore, which gives the gateway another
 * id; one that lost its key knows its old heads by the id.
 */
function trustedHead(signed: SignedHead, gatewayId: string, key: HeadKey | null): HistoryHead | null {
  const head = openHead(signed)
  const isOurs = key === null ? head?.gateway === gatewayId : signed.publicKey === key.publicKey
  return isOurs ? head : null
}

function headFault(signed: SignedHead | null, seq: number): ChainFault {
  return { kind: signed === null ? 'head-missing' : 'head-signature', seq }
}

function recordFault(writer: HistoryWriter, fault: ChainFault, head: HistoryHead | null): void {
  const after: ChainPosition = head ?? writer.position
  writer.appendInside({ kind: 'gateway', code: BROKEN_CODE, note: describeFault(fault).en }, after)
}
