/**
 * What has to hold after crashes, judged from outside: from the declarants' table and everything it ever held,
 * from what clients got, and from the gateway's state database, read as a file.
 */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { judgeWithXmlCrypto } from '../judges/index.ts'
import type { AuditedTable } from './audited-table.ts'
import type { FaultModule } from './fault-module.ts'
import type { GatewayFixture } from './gateway.ts'
import { type StubbornClients, sha256 } from './stubborn-clients.ts'

export interface Verdict {
  readonly promise: 'K1' | 'K2' | 'K3' | 'V1' | 'H1'
  readonly says: string
  /** What was counted. */
  readonly counted: string
  /** What breaks the promise; empty when it is kept. */
  readonly faults: readonly string[]
}

export interface HistoryRecord {
  readonly seq: number
  readonly kind: string
  readonly jobId?: string
  readonly source?: string
  readonly externalId?: string
  readonly documentSha256?: string
  readonly signedSha256?: string
  readonly code?: string
  readonly note?: string
}

interface JobLine {
  readonly id: string
  readonly source: string
  readonly state: string
  readonly delivered_at: number | null
}

export interface Evidence {
  readonly gateway: GatewayFixture
  readonly stateDir: string
  readonly table: AuditedTable
  readonly clients: StubbornClients | null
  readonly module: Pick<FaultModule, 'calls'>
}

/** Judges a gateway that is at rest. */
export async function judgeCrashes(evidence: Evidence): Promise<readonly Verdict[]> {
  const { history, jobs } = readState(evidence.stateDir)
  return [
    await judgeRows(evidence.table, history),
    await judgeSignatures(evidence),
    ...(evidence.clients ? [judgeAnswers(evidence.clients, history)] : []),
    judgeIntents(history),
    judgeConservation(history, jobs),
    judgeCalls(history, evidence.module),
    await judgeChain(evidence.gateway),
  ]
}

/** The state database, read as a file beside the running gateway. */
export function readState(stateDir: string): { readonly history: HistoryRecord[]; readonly jobs: JobLine[] } {
  return withState(stateDir, (sqlite) => {
    const texts = sqlite.prepare<[], string>('SELECT text FROM history ORDER BY seq').pluck().all()
    const jobs = sqlite.prepare<[], JobLine>('SELECT id, source, state, delivered_at FROM job').all()
    return { history: texts.map((text) => JSON.parse(text) as HistoryRecord), jobs }
  })
}

function withState<T>(stateDir: string, read: (sqlite: Database.Database) => T): T {
  const sqlite = new Database(join(stateDir, 'congky.sqlite'), { readonly: true, timeout: 5_000 })
  try {
    return read(sqlite)
  } finally {
    sqlite.close()
  }
}

/**
 * Signed rows that the gateway does not know to be written back. Of answers to clients it may never know: they
 * had left when the daemon died, and a client that has its answer does not ask again.
 */
export function countUndeliveredRows(stateDir: string): number {
  const waiting = `SELECT count(*) FROM job WHERE workstation_id IS NULL AND state = 'signed' AND delivered_at IS NULL`
  return withState(stateDir, (sqlite) => sqlite.prepare<[], number>(waiting).pluck().get() ?? 0)
}

/** @throws {Error} A promise is broken: which, and how. */
export function assertKept(verdicts: readonly Verdict[]): void {
  const broken = verdicts.filter(({ faults }) => faults.length > 0)
  const lines = broken.map(({ promise, says, counted, faults }) => {
    return `${promise}: not so: ${says} (${counted}): ${faults.length} faults\n  ${faults.slice(0, 10).join('\n  ')}`
  })
  if (lines.length > 0) throw new Error(lines.join('\n'))
}

async function judgeRows(table: AuditedTable, history: readonly HistoryRecord[]): Promise<Verdict> {
  const [rows, everSigned] = [await table.rows(), await table.everSigned()]
  const records = groupBy(
    ofKind(history, 'signed'),
    ({ externalId, documentSha256 }) => `${externalId} ${documentSha256}`,
  )
  const faults: string[] = []
  for (const { id, state, document, signedDocument } of rows) {
    if (state !== 2 || signedDocument === null) {
      faults.push(`row ${id} is in state ${state}`)
      continue
    }
    const versions = new Set(everSigned.get(id))
    if (versions.size !== 1 || !versions.has(signedDocument)) faults.push(`row ${id} held ${versions.size} signatures`)
    const signed = records.get(`${id} ${sha256(document)}`) ?? []
    if (signed.length !== 1) faults.push(`row ${id} has ${signed.length} records of a signature`)
    if (signed[0]?.signedSha256 !== sha256(signedDocument))
      faults.push(`row ${id} holds another signature than its record`)
  }
  const writes = [...everSigned.values()].reduce((sum, versions) => sum + versions.length, 0)
  const counted = `${rows.length} rows, ${writes} signatures ever written to them`
  return { promise: 'K1', says: 'every row signed exactly once, none lost, none left claimed', counted, faults }
}

async function judgeSignatures({ table, clients }: Evidence): Promise<Verdict> {
  const fromRows = (await table.rows()).map(({ id, signedDocument }) => ({ name: `row ${id}`, signed: signedDocument }))
  const fromClients = clients?.outcomes.map(({ key, signed }) => ({ name: key, signed })) ?? []
  const faults: string[] = []
  const all = [...fromRows, ...fromClients]
  for (const { name, signed } of all) {
    const verdict = judgeWithXmlCrypto(Buffer.from(signed ?? ''))
    if (!verdict.accepted) faults.push(`${name}: ${verdict.detail}`)
  }
  return { promise: 'K1', says: 'xml-crypto accepts every signature', counted: `${all.length} signatures`, faults }
}

function judgeAnswers(clients: StubbornClients, history: readonly HistoryRecord[]): Verdict {
  const records = groupBy(ofKind(history, 'signed'), ({ externalId }) => externalId ?? '')
  const faults: string[] = []
  for (const { key, document, signed, code } of clients.outcomes) {
    const known = records.get(key) ?? []
    if (signed === null) faults.push(`${key} was refused: ${code}`)
    else if (known.length !== 1) faults.push(`${key} has ${known.length} records of a signature`)
    else if (known[0]?.signedSha256 !== sha256(signed)) faults.push(`${key} got other bytes than its record says`)
    else if (known[0]?.documentSha256 !== sha256(document)) faults.push(`${key} got another document signed`)
  }
  const missing = clients.sent - clients.outcomes.length
  if (missing > 0) faults.push(`${missing} clients got no outcome`)
  const byHttp = clients.outcomes.filter(({ by }) => by === 'http').length
  const counted = `${byHttp} answers over HTTP, ${clients.outcomes.length - byHttp} over WebSocket`
  return { promise: 'K2', says: 'every answer has its record, with the hash of its bytes', counted, faults }
}

/** Every signature has its intent before it, and every further intent for one document says that it is one. */
function judgeIntents(history: readonly HistoryRecord[]): Verdict {
  const intents = new Map<string, number>()
  const faults: string[] = []
  let again = 0
  for (const { kind, jobId = '', seq, note = '' } of history) {
    const before = intents.get(jobId) ?? 0
    if (kind === 'intent') {
      const says = note.includes(SIGNED_AGAIN)
      if (says) again++
      if (says !== before > 0)
        faults.push(`record ${seq} is intent ${before + 1} of its job, and its note is “${note}”`)
      intents.set(jobId, before + 1)
    }
    if (kind === 'signed' && before === 0) faults.push(`record ${seq}: signed without an intent`)
  }
  const count = [...intents.values()].reduce((sum, n) => sum + n, 0)
  const counted = `${count} intents, ${again} of them “signed again”`
  return { promise: 'K3', says: 'the intent comes first, and a second one says so', counted, faults }
}

/**
 * No `C_Sign` without an intent of its own, and no signature without `C_Sign`. An attempt that died between its
 * intent and the token leaves an intent without a call; where nothing dies, the numbers are equal.
 */
function judgeCalls(history: readonly HistoryRecord[], module: Evidence['module']): Verdict {
  const [signed, intents] = [ofKind(history, 'signed').length, ofKind(history, 'intent').length]
  const again = ofKind(history, 'intent').filter(({ note = '' }) => note.includes(SIGNED_AGAIN)).length
  const { fewest, most } = documentCalls(module)
  const faults = [
    ...(fewest > intents ? [`${fewest} C_Sign for ${intents} intents`] : []),
    ...(most < signed ? [`${signed} signatures of ${most} C_Sign`] : []),
    ...(intents === signed + again
      ? []
      : [`${intents} intents for ${signed} signatures and ${again} recorded retries`]),
  ]
  const calls = fewest === most ? `${most}` : `${fewest} to ${most}`
  const counted = `${calls} C_Sign of documents for ${signed} signatures + ${again} recorded retries = ${intents} intents`
  return { promise: 'V1', says: 'no C_Sign without an intent, every repetition recorded', counted, faults }
}

/**
 * How often documents were signed. With a PIN that was typed, a login signs a random digest, so that the key proves
 * that it is the certificate's; with a kept one, after a token process died, it does not. The module cannot tell.
 */
export function documentCalls(module: Evidence['module']): { readonly fewest: number; readonly most: number } {
  const calls = module.calls()
  const logins = new Map<number, 'in' | 'signed'>()
  let all = 0
  for (const { name, pid, rv } of calls) {
    if (name === 'C_Login' && rv === 'CKR_OK') logins.set(pid, 'in')
    if (name !== 'C_Sign') continue
    all++
    if (logins.has(pid)) logins.set(pid, 'signed')
  }
  const proofs = [...logins.values()].filter((state) => state === 'signed').length
  return { fewest: all - proofs, most: all }
}

export const SIGNED_AGAIN = 'the same document is signed again'

/** Accepted = delivered + rejected + waiting, once from the history and once from the state database. */
export function judgeConservation(history: readonly HistoryRecord[], jobs: readonly JobLine[]): Verdict {
  const faults: string[] = []
  const told: string[] = []
  for (const source of new Set(jobs.map((job) => job.source))) {
    const accepted = ofKind(history, 'received').filter((record) => record.source === source).length
    const fates = [...fatesOf(history.filter((record) => record.source === source)).values()]
    const states = jobs.filter((job) => job.source === source).map(fateOfJob)
    const count = (of: readonly Fate[]) => FATES.map((fate) => of.filter((one) => one === fate).length)
    const [byHistory, byState] = [count(fates), count(states)]
    if (byHistory.join() !== byState.join())
      faults.push(`${source}: the history says ${byHistory}, the state ${byState}`)
    const sum = byState.reduce((a, b) => a + b, 0)
    if (sum !== accepted) faults.push(`${source}: ${accepted} accepted, ${sum} accounted for`)
    told.push(`${source}: ${accepted} = ${byState.map((n, i) => `${n} ${FATES[i]}`).join(' + ')}`)
  }
  return { promise: 'V1', says: 'accepted = delivered + rejected + waiting', counted: told.sort().join('; '), faults }
}

const FATES = ['delivered', 'rejected', 'waiting'] as const
type Fate = (typeof FATES)[number]

function fateOfJob({ state, delivered_at }: JobLine): Fate {
  if (state === 'rejected') return 'rejected'
  return state === 'signed' && delivered_at !== null ? 'delivered' : 'waiting'
}

/** What became of each job, read from its records alone. */
function fatesOf(history: readonly HistoryRecord[]): ReadonlyMap<string, Fate> {
  const fates = new Map<string, Fate>()
  for (const { kind, jobId } of history) {
    if (jobId === undefined) continue
    if (kind === 'received' || kind === 'released') fates.set(jobId, 'waiting')
    if (kind === 'rejected') fates.set(jobId, 'rejected')
    if (kind === 'delivered' && fates.get(jobId) !== 'rejected') fates.set(jobId, 'delivered')
  }
  return fates
}

async function judgeChain(gateway: GatewayFixture): Promise<Verdict> {
  const { code, stdout } = await gateway.run(['history', 'verify', '--json'])
  const says = 'congky history verify finds the history intact'
  const { records } = JSON.parse(stdout || '{}') as { records?: number }
  return { promise: 'H1', says, counted: `${records ?? 0} records`, faults: code === 0 ? [] : [stdout] }
}

function ofKind(history: readonly HistoryRecord[], kind: string): readonly HistoryRecord[] {
  return history.filter((record) => record.kind === kind)
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
