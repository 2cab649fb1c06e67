import type Database from 'better-sqlite3'
import { type Evidence, type EvidenceContent, sealEvidence } from '../domain/evidence/evidence.ts'
import { type HeadKey, signHead } from '../domain/history-head.ts'
import {
  CHAIN_START,
  type ChainPosition,
  type HistoryEntry,
  type HistoryKind,
  type SealedRecord,
  sealRecord,
} from '../domain/history-record.ts'
import type { StoredRecord } from '../domain/verify-chain.ts'
import type { StateDatabase } from './database.ts'

/**
 * Appends to the chain. Called inside a write of the database only, so that record and cause commit together;
 * the same commit takes the newly signed head along, one signature for all of its records.
 */
export class HistoryWriter {
  readonly #database: StateDatabase
  readonly #gatewayId: string
  readonly #key: HeadKey
  readonly #insert: Database.Statement<[number, string, string]>
  readonly #newest: Database.Statement<[], ChainPosition>
  readonly #storeHead: Database.Statement<[string, string, string]>
  /** The newest record, kept in memory; null: to be read. */
  #position: ChainPosition | null = null
  #hasNewRecords = false

  constructor(database: StateDatabase, { gatewayId, key }: { readonly gatewayId: string; readonly key: HeadKey }) {
    const { sqlite } = database
    this.#database = database
    this.#gatewayId = gatewayId
    this.#key = key
    this.#insert = sqlite.prepare('INSERT INTO history (seq, text, hash) VALUES (?, ?, ?)')
    this.#newest = sqlite.prepare('SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1')
    this.#storeHead = sqlite.prepare(
      'INSERT OR REPLACE INTO history_head (only, text, signature, public_key) VALUES (1, ?, ?, ?)',
    )
    database.beforeCommit(() => {
      if (this.#hasNewRecords) this.signInside()
    })
    database.onUndone(() => {
      this.#position = null
    })
  }

  /** The newest record. */
  get position(): ChainPosition {
    this.#position ??= this.#newest.get() ?? CHAIN_START
    return this.#position
  }

  /** The newest record, once it is durable: what can be noted down elsewhere. @throws {CongkyError} ERR_STORE_FAILED */
  async durablePosition(): Promise<ChainPosition> {
    const { position } = this
    await this.#database.durable()
    return position
  }

  /**
   * Must run inside `StateDatabase.write`: a rolled-back write takes its record along.
   *
   * @param after What the record follows in the chain, where that is not the newest record.
   */
  appendInside(entry: HistoryEntry, after = this.position): void {
    const seq = Math.max(after.seq, this.position.seq) + 1
    const record = sealRecord(entry, seq, after.hash, new Date())
    this.#insert.run(seq, record.text, record.hash)
    this.#position = { seq, hash: record.hash }
    this.#hasNewRecords = true
  }

  /** Appends one record by itself. @throws {CongkyError} ERR_STORE_FULL */
  append(entry: HistoryEntry): Promise<void> {
    return this.#database.write(() => this.appendInside(entry))
  }

  /** Signs the proof of one request with the key of the history. */
  sealEvidence(content: Omit<EvidenceContent, 'summary' | 'gateway'>): Evidence {
    return sealEvidence({ gateway: this.#gatewayId, ...content }, this.#key)
  }

  /** Signs the newest record as the head; inside a write as well. */
  signInside(): void {
    const head = { gateway: this.#gatewayId, ...this.position, at: new Date().toISOString() }
    const { text, signature, publicKey } = signHead(head, this.#key)
    this.#storeHead.run(text, signature, publicKey)
    this.#hasNewRecords = false
  }
}

export interface HistoryQuery {
  readonly limit: number
  /** Only records before this number, for paging backwards. */
  readonly beforeSeq?: number
  readonly jobId?: string
  readonly source?: string
  readonly taxCode?: string
  readonly kind?: HistoryKind
}

/**
 * The newest records first. Two filters of which each fits a million records, and both together none, would read
 * them all; so each filter gives the numbers that fit it, from its own index and in order, and SQLite merges them.
 */
export function queryHistory(sqlite: Database.Database, query: HistoryQuery): SealedRecord[] {
  const { limit, beforeSeq = Number.MAX_SAFE_INTEGER, jobId, source, taxCode, kind } = query
  const filters = Object.entries({ job_id: jobId, source, tax_code: taxCode, kind }).filter(
    ([, value]) => value !== undefined,
  )
  const fitting =
    filters.length === 0
      ? 'SELECT seq FROM history WHERE seq < ?'
      : filters.map(([column]) => `SELECT seq FROM history WHERE ${column} = ? AND seq < ?`).join(' INTERSECT ')
  const bound = filters.length === 0 ? [beforeSeq] : filters.flatMap(([, value]) => [value, beforeSeq])
  return sqlite
    .prepare<unknown[], SealedRecord>(
      `SELECT text, hash FROM history WHERE seq IN (SELECT seq FROM (${fitting} ORDER BY seq DESC LIMIT ?)) ORDER BY seq DESC`,
    )
    .all(...bound, limit)
}

/** Every record in order, one at a time, so that a million need no memory. */
export function* walkHistory(sqlite: Database.Database): Generator<StoredRecord> {
  yield* sqlite.prepare<[], StoredRecord>('SELECT seq AS row, text, hash FROM history ORDER BY seq').iterate()
}

export function countHistory(sqlite: Database.Database): number {
  return sqlite.prepare<[], number>('SELECT count(*) FROM history').pluck().get() ?? 0
}
