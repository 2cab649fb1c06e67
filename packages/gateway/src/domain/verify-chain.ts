import type { ErrorCode } from '@congky/shared'
import type { ChainFault } from './chain-fault.ts'
import { type HistoryHead, keyFingerprint, openHead, type SignedHead } from './history-head.ts'
import {
  CHAIN_START,
  type ChainPosition,
  type HistoryRecord,
  isWhole,
  parseRecord,
  type SealedRecord,
} from './history-record.ts'

/** A record as it lies in the database: `row` is the number that it is kept under. */
export interface StoredRecord extends SealedRecord {
  readonly row?: number
}

export interface ChainExpectations {
  /** Positions that were noted down elsewhere, each of which the chain has to pass through. */
  readonly noted?: readonly ChainPosition[]
  /** Fingerprint of the key that must have signed the head. */
  readonly key?: string
  /** Whose history it must be. */
  readonly gateway?: string
}

export interface ChainVerdict {
  readonly intact: boolean
  /** Records that are fine: all of them, or those before the first fault. */
  readonly records: number
  /** The first fault. */
  readonly fault: ChainFault | null
  /** How many places are wrong, counting the first. */
  readonly faults: number
  /** What the gateway signed; null when there is no head whose signature is good. */
  readonly head: (HistoryHead & { readonly key: string }) | null
}

/** The code that a record of the gateway carries when it found its history damaged. */
export const BROKEN_CODE = 'ERR_HISTORY_BROKEN' satisfies ErrorCode

/**
 * Follows a chain record by record, in the order in which they lie; remembers the newest only, so that a
 * million need no memory. After a fault it goes on from the record that it met, to count what else is wrong and
 * to learn what the first fault was: a record that turns up later is out of order, one that does not is missing.
 */
export class ChainVerifier {
  readonly #expectations: ChainExpectations
  readonly #noted: ReadonlyMap<number, string>
  #position = CHAIN_START
  #first: ChainFault | null = null
  #intact = 0
  #faults = 0
  /** Set when a gap was the first fault: what comes later says what it was. */
  #gap: Gap | null = null

  constructor(expectations: ChainExpectations = {}) {
    this.#expectations = expectations
    this.#noted = toMap(expectations.noted ?? [])
  }

  /** How many records have been followed by now. */
  get count(): number {
    return this.#position.seq
  }

  check(record: StoredRecord): void {
    const due = this.#position.seq + 1
    const parsed = parseRecord(record.text)
    if (parsed === null || !isWhole(record)) {
      this.report(parsed === null ? 'unreadable' : 'edited', record.hash)
      return
    }
    const { seq } = parsed
    if (this.#gap && seq === this.#gap.due) this.#gap.dueCame = true
    if (this.#gap && seq === this.#gap.met) this.#gap.metCame = true
    const fault = this.#judge(parsed, record)
    if (fault?.kind === 'missing' && this.#first === null) {
      this.#gap = { due, met: seq, dueCame: false, metCame: false }
    }
    if (fault) this.#add(fault)
    if (fault?.kind === 'inserted') return // The chain goes on without it.
    this.#position = { seq, hash: record.hash }
    if (this.#first === null) this.#intact = seq
  }

  /** How a record that is whole by itself fits in. */
  #judge({ seq, prev, kind, code }: HistoryRecord, { row, hash }: StoredRecord): ChainFault | null {
    const due = this.#position.seq + 1
    if (seq < due) return { kind: 'inserted', seq }
    if (seq > due) return { kind: 'missing', seq: due, last: seq - 1 }
    if (prev !== this.#position.hash) return { kind: 'broken-link', seq }
    if (row !== undefined && row !== seq) return { kind: 'reordered', seq }
    if ((this.#noted.get(seq) ?? hash) !== hash) return { kind: 'not-as-noted', seq }
    return kind === 'gateway' && code === BROKEN_CODE ? { kind: 'recorded', seq } : null
  }

  /** Something that is no good stands where the next record ought to be. */
  report(kind: 'unreadable' | 'edited' | 'reordered', hash = ''): void {
    const seq = this.#position.seq + 1
    this.#add({ kind, seq })
    this.#position = { seq, hash }
  }

  /**
   * @param signed The head, or null when there is none.
   * @param mayLackHead The gateway that wrote this never had a key.
   */
  finish(signed: SignedHead | null, mayLackHead = false): ChainVerdict {
    const opened = signed && openHead(signed)
    const head = signed && opened && { ...opened, key: keyFingerprint(signed.publicKey) }
    const fault = this.#judgeHead(signed !== null, head, mayLackHead)
    if (fault) this.#add(fault)
    const { seq } = this.#position
    const lastNoted = [...this.#noted.keys()].reduce((max, noted) => Math.max(max, noted), 0)
    if (lastNoted > seq && fault?.kind !== 'cut-off') this.#add({ kind: 'cut-off', seq: seq + 1, last: lastNoted })
    const first = this.#gap ? classify(this.#gap) : this.#first
    return { intact: first === null, records: this.#intact, fault: first, faults: this.#faults, head }
  }

  #judgeHead(isThere: boolean, head: ChainVerdict['head'], mayLackHead: boolean): ChainFault | null {
    const { seq, hash } = this.#position
    const { key, gateway } = this.#expectations
    if (!isThere && mayLackHead && key === undefined) return null
    if (!isThere) return { kind: 'head-missing', seq }
    if (head === null) return { kind: 'head-signature', seq }
    if (key !== undefined && head.key !== key) return { kind: 'head-key', seq }
    if (gateway !== undefined && head.gateway !== gateway) return { kind: 'head-key', seq }
    if (head.seq > seq) return { kind: 'cut-off', seq: seq + 1, last: head.seq }
    if (head.seq < seq) return { kind: 'inserted', seq: head.seq + 1 }
    return head.hash === hash ? null : { kind: 'head-differs', seq }
  }

  #add(fault: ChainFault): void {
    this.#faults++
    this.#first ??= fault
  }
}

/** A gap in the numbers: the one that was due, the one that was met, and which of them came later. */
interface Gap {
  readonly due: number
  readonly met: number
  dueCame: boolean
  metCame: boolean
}

function classify({ due, met, dueCame, metCame }: Gap): ChainFault {
  if (metCame) return { kind: 'inserted', seq: met }
  return dueCame ? { kind: 'reordered', seq: met } : { kind: 'missing', seq: due, last: met - 1 }
}

/** Two notes about one record that contradict each other cannot both be met: no hash is the empty text. */
function toMap(noted: readonly ChainPosition[]): Map<number, string> {
  const map = new Map<number, string>()
  for (const { seq, hash } of noted) map.set(seq, (map.get(seq) ?? hash) === hash ? hash : '')
  return map
}
