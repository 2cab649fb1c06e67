/**
 * Searching what is on record beside the steps of requests: accounts, tokens, workstations, the gateway itself.
 * Those are few, so that each can be searched by its words; the steps of requests are found by their request.
 */
import { type HistoryKind, parseRecord } from '../domain/history-record.ts'
import { noteWords } from '../domain/history-words.ts'
import type { SearchRows } from '../store/search-rows.ts'
import { ColumnIndex, type IndexAnswer, type IndexQuery } from './column-index.ts'
import { foldText } from './fold-text.ts'

export const EVENT_KINDS: readonly HistoryKind[] = ['account', 'token', 'workstation', 'exchange', 'gateway']

const NAMES = ['kind', 'person', 'code'] as const
export type EventName = (typeof NAMES)[number]

export class EventSearch {
  readonly #rows: SearchRows
  readonly #index = new ColumnIndex<EventName>(NAMES, ['person', 'code'])

  constructor(rows: SearchRows) {
    this.#rows = rows
  }

  catchUp(): void {
    for (const { row, text } of this.#rows.recordsAfter(this.#index.newest, EVENT_KINDS)) {
      const record = parseRecord(text)
      if (record === null || row === undefined) continue
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

  find(query: IndexQuery<EventName>): IndexAnswer {
    return this.#index.find(query)
  }

  people(): string[] {
    return this.#index.namesOf('person')
  }
}
