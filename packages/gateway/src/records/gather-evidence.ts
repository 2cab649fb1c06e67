/** What the exported proof of a request is made of, at one moment, and only when the history itself holds. */
import type { Bilingual } from '@congky/shared'
import type { SignedHead } from '../domain/history-head.ts'
import type { SealedRecord } from '../domain/history-record.ts'
import type { SearchRows } from '../store/search-rows.ts'
import { checkRequest, RECORDS_MAX } from './proof.ts'

export type GatheredEvidence =
  | { readonly records: readonly SealedRecord[]; readonly head: SignedHead }
  /** The gateway does not put its name to what does not hold. */
  | { readonly broken: Bilingual }

/** @returns Null when there is no such request. */
export function gatherEvidence(rows: SearchRows, jobId: string): GatheredEvidence | null {
  return rows.atOneMoment((): GatheredEvidence | null => {
    const wrong = checkRequest(rows, jobId)?.checks.find(({ result }) => result === 'bad')
    if (wrong) return { broken: wrong.words }
    const records = rows.story(jobId, RECORDS_MAX).map(({ text, hash }) => ({ text, hash }))
    const head = rows.head()
    return records.length === 0 || head === null ? null : { records, head }
  })
}
