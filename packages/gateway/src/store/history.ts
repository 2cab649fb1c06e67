import type Database from 'better-sqlite3'
import {
  GENESIS_HASH,
  type HistoryEntry,
  type HistoryKind,
  parseRecord,
  type SealedRecord,
  sealRecord,
} from '../domain/history-record.ts'
import { sha256Hex } from '../domain/request.ts'
import type { StateDatabase } from './database.ts'

/** Appends to the chain. Called inside a write of the database only, so record and cause commit together. */
export class HistoryWriter {
  readonly #insert: Database.Statement<[number, string, string]>
  readonly #last: Database.Statement<[], { seq: number; hash: string }>
  readonly #database: StateDatabase

  constructor(database: StateDatabase) {
    this.#database = database
    this.#insert = database.sqlite.prepare('INSERT INTO history (seq, text, hash) VALUES (?, ?, ?)')
    this.#last = database.sqlite.prepare('SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1')
  }

  /** Must run inside `StateDatabase.write`: a rolled-back write takes its record along. */
  appendInside(entry: HistoryEntry): void {
    const last = this.#last.get() ?? { seq: 0, hash: GENESIS_HASH }
    const record = sealRecord(entry, last.seq + 1, last.hash, new Date())
    this.#insert.run(last.seq + 1, record.text, record.hash)
  }

  /** Appends one record by itself. @throws {CongkyError} ERR_STORE_FULL */
  append(entry: HistoryEntry): Promise<void> {
    return this.#database.write(() => this.appendInside(entry))
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

/** The newest records first. */
export function queryHistory(sqlite: Database.Database, query: HistoryQuery): SealedRecord[] {
  const filters: readonly (readonly [string, string | number | undefined])[] = [
    ['seq < ?', query.beforeSeq],
    ['job_id = ?', query.jobId],
    ['source = ?', query.source],
    ['tax_code = ?', query.taxCode],
    ['kind = ?', query.kind],
  ]
  const used = filters.filter(([, value]) => value !== undefined)
  const where = used.length === 0 ? '' : `WHERE ${used.map(([condition]) => condition).join(' AND ')}`
  return sqlite
    .prepare<unknown[], SealedRecord>(`SELECT text, hash FROM history ${where} ORDER BY seq DESC LIMIT ?`)
    .all(...used.map(([, value]) => value), query.limit)
}

/** Every record in order, one at a time, so that a million need no memory. */
export function* walkHistory(sqlite: Database.Database): Generator<SealedRecord> {
  yield* sqlite.prepare<[], SealedRecord>('SELECT text, hash FROM history ORDER BY seq').iterate()
}

export function countHistory(sqlite: Database.Database): number {
  return sqlite.prepare<[], number>('SELECT count(*) FROM history').pluck().get() ?? 0
}

/** Whether the newest record is whole: what a crash could have torn is the end. */
export function lastRecordIsWhole(sqlite: Database.Database): boolean {
  const last = sqlite.prepare<[], SealedRecord>('SELECT text, hash FROM history ORDER BY seq DESC LIMIT 1').get()
  if (last === undefined) return true
  const record = parseRecord(last.text)
  return record !== null && sha256Hex(Buffer.from(last.text)) === last.hash
}
