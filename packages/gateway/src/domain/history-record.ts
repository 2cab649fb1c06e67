/**
 * The history: one record for every step of every request, chained by hash, so that an edited, deleted,
 * inserted or reordered record shows. A record is hashed as the exact JSON text that is stored; verifying
 * needs nothing but the lines and SHA-256, and works on an export without the gateway.
 */
import { sha256Hex } from './request.ts'

export type HistoryKind =
  | 'received'
  | 'rejected'
  | 'held'
  | 'released'
  | 'intent' //    about to sign: durable before the token is asked
  | 'signed'
  | 'delivered'
  | 'token' //     unlocked, locked, PIN refused
  | 'workstation' // added, paired, revoked
  | 'gateway' //   started, stopped, paused, resumed

/** What one record says; every field that is known at that step. */
export interface HistoryEntry {
  readonly kind: HistoryKind
  readonly jobId?: string
  readonly source?: string
  readonly externalId?: string
  readonly requester?: string | null
  readonly origin?: string
  readonly workstationId?: string | null
  readonly taxCode?: string | null
  readonly profile?: string
  readonly reference?: string | null
  readonly documentSha256?: string
  readonly signedSha256?: string
  readonly certificate?: { readonly thumbprint: string; readonly serial: string; readonly subject: string }
  readonly code?: string
  /** Plain words about this step: a warning, how a delivery ended, which token. */
  readonly note?: string
}

export interface HistoryRecord extends HistoryEntry {
  readonly seq: number
  /** UTC, ISO 8601 with milliseconds. */
  readonly at: string
  /** Hash of the record before; 64 zeros for the first. */
  readonly prev: string
}

/** A record as it is stored and exported: its exact text, and the SHA-256 of that text in hex. */
export interface SealedRecord {
  readonly text: string
  readonly hash: string
}

export const GENESIS_HASH = '0'.repeat(64)

export function sealRecord(entry: HistoryEntry, seq: number, prev: string, at: Date): SealedRecord {
  const text = JSON.stringify({ seq, at: at.toISOString(), prev, ...entry } satisfies HistoryRecord)
  return { text, hash: sha256Hex(Buffer.from(text)) }
}

export type ChainFault =
  | { readonly kind: 'edited'; readonly seq: number }
  | { readonly kind: 'missing'; readonly seq: number }
  | { readonly kind: 'broken-link'; readonly seq: number }
  | { readonly kind: 'unreadable'; readonly seq: number }

/** Follows a chain record by record. Feed it every record in order; it remembers only the last hash. */
export class ChainVerifier {
  #seq = 0
  #hash = GENESIS_HASH

  /** The number of the last record that was checked, and its hash. */
  get head(): { readonly seq: number; readonly hash: string } {
    return { seq: this.#seq, hash: this.#hash }
  }

  /** @returns What is wrong with this record, or null. */
  check(record: SealedRecord): ChainFault | null {
    const expected = this.#seq + 1
    const parsed = parseRecord(record.text)
    if (parsed === null) return { kind: 'unreadable', seq: expected }
    if (sha256Hex(Buffer.from(record.text)) !== record.hash) return { kind: 'edited', seq: parsed.seq }
    if (parsed.seq !== expected) return { kind: 'missing', seq: expected }
    if (parsed.prev !== this.#hash) return { kind: 'broken-link', seq: parsed.seq }
    this.#seq = parsed.seq
    this.#hash = record.hash
    return null
  }
}

/** @returns The record, or null when the text is none. */
export function parseRecord(text: string): HistoryRecord | null {
  try {
    const value = JSON.parse(text) as HistoryRecord
    return Number.isSafeInteger(value.seq) && typeof value.prev === 'string' && typeof value.at === 'string'
      ? value
      : null
  } catch {
    return null
  }
}
