/** The state database beside a running (or stopped) gateway, for reading only: the commands' view of it. */
import { type ChainFault, ChainVerifier, type SealedRecord } from '../domain/history-record.ts'
import type { Job } from '../domain/job.ts'
import { StateDatabase } from './database.ts'
import { countHistory, type HistoryQuery, queryHistory, walkHistory } from './history.ts'
import { findJob, type JobFilter, listJobs } from './jobs.ts'

export interface HistoryVerdict {
  readonly intact: boolean
  /** Records that were checked. */
  readonly records: number
  /** Hash of the last record: note it down elsewhere, and a history cut off at its end shows too. */
  readonly head: string
  readonly fault: ChainFault | null
}

export interface StoreReader {
  history(query: HistoryQuery): Promise<SealedRecord[]>
  verifyHistory(onProgress?: (done: number, total: number) => void): Promise<HistoryVerdict>
  /** One JSON line a record: `{"hash":…,"text":…}`. */
  exportHistory(): AsyncIterable<string>
  historyCount(): Promise<number>
  jobs(filter: JobFilter): Promise<Job[]>
  job(id: string): Promise<Job | null>
  close(): void
}

/** @throws {CongkyError} ERR_NOT_FOUND: there is no state database yet. */
export function openStoreReader(stateDir: string): StoreReader {
  const sqlite = StateDatabase.openForReading(stateDir)
  return {
    history: async (query) => queryHistory(sqlite, query),
    verifyHistory: async (onProgress) => {
      const total = countHistory(sqlite)
      return verifyChain(walkHistory(sqlite), (done) => onProgress?.(done, total))
    },
    async *exportHistory() {
      for (const { hash, text } of walkHistory(sqlite)) yield JSON.stringify({ hash, text })
    },
    historyCount: async () => countHistory(sqlite),
    jobs: async (filter) => listJobs(sqlite, filter),
    job: async (id) => findJob(sqlite, id),
    close: () => sqlite.close(),
  }
}

/** Checks a chain from any place: the database, or the lines of an export. Stops at the first fault. */
export async function verifyChain(
  records: Iterable<SealedRecord> | AsyncIterable<SealedRecord>,
  onProgress?: (done: number) => void,
): Promise<HistoryVerdict> {
  const verifier = new ChainVerifier()
  for await (const record of records) {
    const fault = verifier.check(record)
    if (fault) return { intact: false, records: verifier.head.seq, head: verifier.head.hash, fault }
    if (verifier.head.seq % 1000 === 0) onProgress?.(verifier.head.seq)
  }
  onProgress?.(verifier.head.seq)
  return { intact: true, records: verifier.head.seq, head: verifier.head.hash, fault: null }
}
