/**
 * The state of a gateway that has signed for years: as many requests as wanted, written by SQL in seconds, and a
 * chained, signed history about the newest of them. Its documents have been dropped, as retention does.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type HistoryEntry, sealRecord } from '../../packages/gateway/src/domain/history-record.ts'
import { DATABASE_FILE } from '../../packages/gateway/src/store/database.ts'
import { HISTORY_KEY_FILE } from '../../packages/gateway/src/store/history-key.ts'
import { openStore } from '../../packages/gateway/src/store/store.ts'

export interface LongHistoryOptions {
  readonly requests: number
  /** For how many of the newest requests the history has records. Default: 1,000. */
  readonly chained?: number
  /** When the newest request came. Default: now. */
  readonly until?: Date
}

/** Milliseconds between two requests. */
export const STEP_MS = 60_000
export const SOURCES = ['ecus-ha-noi', 'ecus-hai-phong', 'ecus-sai-gon'] as const
const EVERY_NTH_REJECTED = 50

/**
 * What request number `n` (from 1) is: the same as the SQL below makes of it.
 */
export function requestOf(n: number) {
  return {
    id: `${hex(n >> 4, 8)}-${hex(n & 0xffff, 4)}-7abc-8def-${hex(n, 12)}`,
    source: SOURCES[n % 3] ?? '',
    externalId: String(1_000_000 + n),
    taxCode: `01${String(n % 500).padStart(8, '0')}`,
    reference: `${String(n % 500).padStart(4, '0')}-TK-${String(n).padStart(8, '0')}`,
    requester: `nhan-vien-${n % 20}`,
    certificate: n % 8,
    isRejected: n % EVERY_NTH_REJECTED === 0,
  }
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')

/** Thumbprint of certificate number `n`, 0 to 7. */
export function thumbprintOf(n: number): string {
  return hex(n + 0xabc0, 64)
}

/** Fills the state folder of a gateway that does not run. */
export function fillHistory(stateDir: string, options: LongHistoryOptions): void {
  const { requests, chained = 1_000, until = new Date() } = options
  openStore(stateDir).close()
  const sqlite = new Database(join(stateDir, DATABASE_FILE))
  const start = until.getTime() - requests * STEP_MS
  try {
    // Nothing is lost that could not be filled again; the gateway goes back to its log.
    sqlite.pragma('journal_mode = OFF')
    sqlite.pragma('synchronous = OFF')
    sqlite.pragma('cache_size = -100000')
    // Made once at the end, instead of a million times; by the very words that they were made with.
    const indexes = sqlite
      .prepare<[], { name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name IN ('job', 'history') AND sql IS NOT NULL",
      )
      .all()
    sqlite.transaction(() => {
      for (const { name } of indexes) sqlite.exec(`DROP INDEX ${name}`)
      sqlite.prepare(INSERT_REQUESTS).run({ requests, start, step: STEP_MS })
      appendRecords(sqlite, Math.max(1, requests - chained + 1), requests, start)
      for (const { sql } of indexes) sqlite.exec(sql)
      sqlite.exec('DELETE FROM history_head')
    })()
  } finally {
    sqlite.close()
  }
  // As in a gateway of before histories were signed: its next start makes a key and signs the head over all of it.
  rmSync(join(stateDir, HISTORY_KEY_FILE))
}

function appendRecords(sqlite: Database.Database, first: number, last: number, start: number): void {
  const insert = sqlite.prepare('INSERT INTO history (seq, text, hash) VALUES (?, ?, ?)')
  const newest = sqlite.prepare<[], { seq: number; hash: string }>('SELECT seq, hash FROM history ORDER BY seq DESC')
  let { seq, hash } = newest.get() ?? { seq: 0, hash: '0'.repeat(64) }
  const append = (entry: HistoryEntry, at: number) => {
    const record = sealRecord(entry, ++seq, hash, new Date(at))
    hash = record.hash
    insert.run(seq, record.text, record.hash)
  }
  for (let n = first; n <= last; n++) {
    const at = start + n * STEP_MS
    for (const [index, entry] of stepsOf(n).entries()) append(entry, at + index * 300)
    if (n % 100 === 0) append({ kind: 'account', requester: 'lan', origin: '192.168.1.20', note: 'lan logged in' }, at)
  }
}

function stepsOf(n: number): HistoryEntry[] {
  const { id, source, externalId, taxCode, reference, requester, certificate, isRejected } = requestOf(n)
  const common = { jobId: id, source, externalId, taxCode, reference, requester, documentSha256: hex(n * 7919, 64) }
  if (isRejected) return [{ kind: 'rejected', ...common, code: 'ERR_DOCUMENT_NOT_XML' }]
  const signer = {
    thumbprint: thumbprintOf(certificate),
    serial: `5402BC5CACCE669C0${certificate}`,
    subject: subjectOf(certificate),
  }
  return [
    { kind: 'received', ...common },
    { kind: 'intent', ...common, certificate: signer },
    { kind: 'signed', ...common, certificate: signer, signedSha256: hex(n * 104_729, 64) },
    { kind: 'delivered', ...common },
  ]
}

const subjectOf = (certificate: number) =>
  `UID=MST:010000000${certificate},CN=Công ty TNHH Đại lý Hải quan số ${certificate},ST=Hà Nội,C=VN`

const SOURCE_SQL = `CASE n % 3 WHEN 0 THEN '${SOURCES[0]}' WHEN 1 THEN '${SOURCES[1]}' ELSE '${SOURCES[2]}' END`

const INSERT_REQUESTS = `
WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < @requests)
INSERT INTO job (seq, id, request_key, source, external_id, document_sha256, document_bytes, tax_code, profile,
  reference, requester, origin, state, reason_code, reason_details, intent_at, certificate, signed_sha256,
  received_at, signed_at, delivered_at)
SELECT n, printf('%08x-%04x-7abc-8def-%012x', n >> 4, n & 65535, n),
  'row-' || n,
  ${SOURCE_SQL}, printf('%d', 1000000 + n), printf('%064x', n * 7919), 3000 + n % 5000, printf('01%08d', n % 500),
  'customs-1543', printf('%04d-TK-%08d', n % 500, n), 'nhan-vien-' || (n % 20), 'db.example:5432',
  iif(n % ${EVERY_NTH_REJECTED} = 0, 'rejected', 'signed'),
  iif(n % ${EVERY_NTH_REJECTED} = 0, 'ERR_DOCUMENT_NOT_XML', NULL),
  iif(n % ${EVERY_NTH_REJECTED} = 0, '{"detail":{"en":"line 3, column 4","vi":"dòng 3, cột 4"}}', NULL),
  iif(n % ${EVERY_NTH_REJECTED} = 0, NULL, CAST(@start + n * @step AS INTEGER)),
  iif(n % ${EVERY_NTH_REJECTED} = 0, NULL, printf(
    '{"thumbprint":"%064x","serial":"5402BC5CACCE669C0%d","subject":"UID=MST:010000000%d,CN=Công ty TNHH Đại lý Hải quan số %d,ST=Hà Nội,C=VN"}',
    n % 8 + 43968, n % 8, n % 8, n % 8)),
  iif(n % ${EVERY_NTH_REJECTED} = 0, NULL, printf('%064x', n * 104729)),
  CAST(@start + n * @step AS INTEGER), iif(n % ${EVERY_NTH_REJECTED} = 0, NULL, CAST(@start + n * @step + 700 AS INTEGER)),
  CAST(@start + n * @step + 900 AS INTEGER)
FROM number`
