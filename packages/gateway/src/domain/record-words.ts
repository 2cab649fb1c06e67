/** What a history record says to people: what happened, and what is noted beside it. */
import type { Bilingual } from '@congky/shared'
import { approvalNote, approvalTitle } from './approval/approval-words.ts'
import type { HistoryRecord } from './history-record.ts'
import { kindWords, noteWords } from './history-words.ts'

export function recordTitle(record: HistoryRecord): Bilingual {
  return approvalTitle(record) ?? kindWords(record.kind)
}

/** null: nothing is noted. */
export function recordNote(record: HistoryRecord): Bilingual | null {
  const { note } = record
  const noted = note === undefined ? null : { vi: noteWords(note, { language: 'vi' }), en: note }
  return approvalNote(record) ?? noted
}
