/**
 * Searching what is on record beside the steps of requests: accounts, tokens, workstations, the gateway itself.
 * Those are few, so that each can be searched by its words; the steps of requests are found by their request.
 */
import { type HistoryKind, parseRecord } from '../domain/history-record.ts'
import { noteWords } from '../domain/history-words.ts'
import type { StoredRecord } from '../domain/verify-chain.ts'
import type { SearchRows } from '../store/search-rows.ts'
import { ColumnIndex, type IndexAnswer, type IndexQuery } from './column-index.ts'
import { foldText } from './fold-text.ts'

/** Records read in one go. */
const BATCH = 5_000

export const EVENT_KINDS: readonly HistoryKind[] = ['account', 'token', 'workstation', 'exchange', 'gateway']

const NAMES = ['kind', 'person', 'code'] as const
export type EventName = (typeof NAMES)[number]

export class EventSearch {
  readonly #rows: SearchRows
  readonly #index = new ColumnIndex<EventName>(NAMES, ['person', 'code'])
  /** The newest record that was read, also when it says nothing that can be searched. */
  #readTo = 0

  constructor(rows: SearchRows) {
    this.#rows = rows
  }

  catchUp(): void {
    let records: readonly StoredRecord[]
    do {
      records = this.#rows.recordsAfter(this.#readTo, EVENT_KINDS, BATCH)
      for (const record of records) this.#put(record)
    } while (records.length === BATCH)
  }

  find(query: IndexQuery<EventName>): IndexAnswer {
    return this.#index.find(query)
  }

  people(): string[] {
    return this.#index.namesOf('person')
  }

  #put({ row, text }: StoredRecord): void {
    if (row === undefined) return
    this.#readTo = row
    const record = parseRecord(text)
    if (record === null) return
    const { at, kind, requester, code, note, origin, jobId } = record
    const words = note === undefined ? '' : `${note}\t${noteWords(note, { language: 'vi' })}`
    this.#index.put({
      seq: row,
      at: Date.parse(at),
      names: { kind, person: requester ?? null, code: code ?? null },
      text: foldText([words, origin, jobId].filter(Boolean).join('\t')),
    })
  }
}
