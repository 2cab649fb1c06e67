/** The state database beside a running (or stopped) gateway, for reading only: the commands' view of it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import type { Approval } from '../domain/approval/approval.ts'
import type { ExportLine } from '../domain/history-export.ts'
import { type HistoryHead, keyFingerprint, openHead } from '../domain/history-head.ts'
import type { SealedRecord } from '../domain/history-record.ts'
import type { Job } from '../domain/job.ts'
import { type ChainExpectations, type ChainVerdict, ChainVerifier } from '../domain/verify-chain.ts'
import { findApproval } from './approvals.ts'
import { StateDatabase } from './database.ts'
import { countHistory, type HistoryQuery, queryHistory, walkHistory } from './history.ts'
import { readHead } from './history-head.ts'
import { HISTORY_KEY_FILE, readHistoryKey } from './history-key.ts'
import { findJob, type JobFilter, listJobs } from './job-lists.ts'

export interface StoreReader {
  history(query: HistoryQuery): Promise<SealedRecord[]>
  /** The end of the chain, newest first. */
  newestHistory(limit: number): readonly SealedRecord[]
  /** Checks the chain and its head; the head's key against the gateway's own, unless another is expected. */
  verifyHistory(
    expectations?: ChainExpectations,
    onProgress?: (done: number, total: number) => void,
  ): Promise<ChainVerdict>
  /** The records, and the signed head last. */
  exportHistory(): AsyncIterable<ExportLine>
  historyCount(): Promise<number>
  /** What was signed last, with the key's fingerprint; null when nothing was, or the signature is wrong. */
  historyHead(): Promise<(HistoryHead & { readonly key: string }) | null>
  jobs(filter: JobFilter): Promise<Job[]>
  job(id: string): Promise<Job | null>
  approval(id: string): Promise<Approval | null>
  close(): void
}

/** Records between two looks at the progress. */
const PROGRESS_RECORDS = 1_000

/** @throws {CongkyError} ERR_NOT_FOUND: there is no state database yet. */
export function openStoreReader(stateDir: string): StoreReader {
  const sqlite = StateDatabase.openForReading(stateDir)
  return {
    history: async (query) => queryHistory(sqlite, query),
    newestHistory: (limit) => queryHistory(sqlite, { limit }),
    verifyHistory: async (expectations, onProgress) => verifyHistory(sqlite, stateDir, expectations ?? {}, onProgress),
    async *exportHistory() {
      yield* exportLines(sqlite)
    },
    historyCount: async () => countHistory(sqlite),
    historyHead: async () => {
      const signed = readHead(sqlite)
      const head = signed && openHead(signed)
      return signed && head && { ...head, key: keyFingerprint(signed.publicKey) }
    },
    jobs: async (filter) => listJobs(sqlite, filter),
    job: async (id) => findJob(sqlite, id),
    approval: async (id) => findApproval(sqlite, id),
    close: () => sqlite.close(),
  }
}

function verifyHistory(
  sqlite: Database.Database,
  stateDir: string,
  expectations: ChainExpectations,
  onProgress?: (done: number, total: number) => void,
): ChainVerdict {
  const gateway = sqlite.prepare<[], string>('SELECT id FROM gateway').pluck().get()
  const key = ownKey(stateDir)
  // The key says more than the id, which a restore changes.
  const own = key === null ? { ...(gateway === undefined ? {} : { gateway }) } : { key }
  const expected = { ...own, ...expectations }
  const chain = new ChainVerifier(expected)
  // In one transaction: the gateway beside us goes on writing, and records and head must be of one time.
  return sqlite.transaction(() => {
    const total = countHistory(sqlite)
    const signed = readHead(sqlite)
    for (const record of walkHistory(sqlite)) {
      chain.check(record)
      if (chain.count % PROGRESS_RECORDS === 0) onProgress?.(chain.count, total)
    }
    return chain.finish(signed, !existsSync(join(stateDir, HISTORY_KEY_FILE)))
  })()
}

/** The key that must have signed the head; null where the caller has no right to read it. */
function ownKey(stateDir: string): string | null {
  try {
    return readHistoryKey(stateDir)?.fingerprint ?? null
  } catch {
    return null
  }
}

function* exportLines(sqlite: Database.Database): Generator<ExportLine> {
  sqlite.exec('BEGIN') // Records and head of one time, as above.
  try {
    const head = readHead(sqlite)
    for (const record of walkHistory(sqlite)) yield { kind: 'record', record }
    if (head) yield { kind: 'head', head }
  } finally {
    sqlite.exec('COMMIT')
  }
}
