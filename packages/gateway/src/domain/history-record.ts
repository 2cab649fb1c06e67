/**
 * The history: one record for every step of every request, chained by hash. A record is hashed as the exact
 * JSON text that is stored; checking it needs nothing but the lines and SHA-256.
 */
import { sha256Hex } from './request.ts'
import type { StageTimes } from './stage-times.ts'

export type HistoryKind =
  | 'received'
  | 'rejected'
  | 'held'
  | 'released'
  | 'approval' //  asked for, seen, given, refused, used, ended
  | 'intent' //    about to sign: durable before the token is asked
  | 'signed'
  | 'delivered'
  | 'token' //     unlocked, locked, PIN refused
  | 'workstation' // added, paired, revoked
  | 'account' //   a person's account or session; what an account did over the network
  | 'exchange' //  a message between customs and a warehouse keeper
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
  readonly approval?: ApprovalRecord
  /** Plain words about this step, in English: a warning, how a delivery ended, which token. */
  readonly note?: string
  /** Where the time of the request went: what is known of it at this step. */
  readonly times?: StageTimes
}

/** What a step says of the approval of its document; the hash of the document stands beside it. */
export interface ApprovalRecord {
  readonly id: string
  readonly event:
    | 'asked' //     the policy asks for it
    | 'viewed' //    an approver was shown what it says
    | 'approved'
    | 'returned'
    | 'used' //      with the intent to sign
    | 'withdrawn'
    | 'expired'
    | 'void'
  readonly rule: string
  /** SHA-256 of the policy in force when it was asked for. */
  readonly policySha256: string
  /** From 1; absent where it is about no step. */
  readonly step?: number
  readonly steps?: number
  readonly onBehalfOf?: string | null
  readonly proof?: 'password' | 'passkey'
  readonly reason?: string | null
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

/** A place in the chain: the number of a record and its hash; 0 and 64 zeros before the first. */
export interface ChainPosition {
  readonly seq: number
  readonly hash: string
}

export const CHAIN_START: ChainPosition = { seq: 0, hash: '0'.repeat(64) }

export function sealRecord(entry: HistoryEntry, seq: number, prev: string, at: Date): SealedRecord {
  const text = JSON.stringify({ seq, at: at.toISOString(), prev, ...entry } satisfies HistoryRecord)
  return { text, hash: sha256Hex(text) }
}

/** Whether the hash belongs to the text. */
export function isWhole({ text, hash }: SealedRecord): boolean {
  return sha256Hex(text) === hash
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
