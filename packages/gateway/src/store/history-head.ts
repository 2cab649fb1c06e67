/** The row of the signed head, and whether the newest record is the one that it speaks of. */
import type Database from 'better-sqlite3'
import type { ChainFault } from '../domain/chain-fault.ts'
import type { HistoryHead, SignedHead } from '../domain/history-head.ts'
import { isWhole, parseRecord } from '../domain/history-record.ts'
import type { StoredRecord } from '../domain/verify-chain.ts'

/** @returns Null when the head was never signed, also in a database of before there was such a thing. */
export function readHead(sqlite: Database.Database): SignedHead | null {
  const table = sqlite.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'history_head'`).get()
  if (table === undefined) return null
  return (
    sqlite.prepare<[], SignedHead>('SELECT text, signature, public_key AS publicKey FROM history_head').get() ?? null
  )
}

export interface NewestRecord extends StoredRecord {
  readonly row: number
}

export function readNewestRecord(sqlite: Database.Database): NewestRecord | null {
  return (
    sqlite.prepare<[], NewestRecord>('SELECT seq AS row, text, hash FROM history ORDER BY seq DESC LIMIT 1').get() ??
    null
  )
}

/** What a crash or a thief could most easily have done is at the end, and looking there takes no time. */
export function checkEnd(newest: NewestRecord | null, head: HistoryHead | null): ChainFault | null {
  const row = newest?.row ?? 0
  if (newest) {
    const seq = row
    const record = parseRecord(newest.text)
    if (record === null) return { kind: 'unreadable', seq }
    if (!isWhole(newest)) return { kind: 'edited', seq }
    if (record.seq !== row) return { kind: 'reordered', seq }
  }
  if (head === null) return null
  if (head.seq > row) return { kind: 'cut-off', seq: row + 1, last: head.seq }
  if (head.seq < row) return { kind: 'inserted', seq: head.seq + 1 }
  return newest !== null && newest.hash !== head.hash ? { kind: 'head-differs', seq: row } : null
}
