/**
 * H1 and H2: a history of real requests, from a table, over WebSocket and over HTTP. It says who asked for what;
 * then it is changed in every way that a file or a database can be changed, and each time the verifier says so.
 */
import { createHash, generateKeyPairSync } from 'node:crypto'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect } from 'vitest'
import { verifyExport, writeExportLine } from '../../packages/gateway/src/domain/history-export.ts'
import { openHead, signHead, toHeadKey } from '../../packages/gateway/src/domain/history-head.ts'
import type { HistoryRecord } from '../../packages/gateway/src/domain/history-record.ts'
import type { ChainExpectations } from '../../packages/gateway/src/domain/verify-chain.ts'
import { openStoreReader } from '../../packages/gateway/src/store/store-reader.ts'
import { DeclarantsTable } from '../support/declarants-table.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { eventually, GatewayFixture, runCongky } from '../support/gateway.ts'
import { type ExportedLine, fileOf, linesOf, parseLine, resealFrom, seeded } from '../support/history-sample.ts'
import { AGENT, CLIENT, createOffice, type Office, OWN_A, PIN, thumbprint } from '../support/office.ts'
import { promise } from '../support/promise.ts'
import { PairedWorkstation } from '../support/workstation.ts'

const RETENTION_DAYS = 7
const DAY_MS = 86_400_000
const folder = makeFolder('history')
const startedAt = new Date()
let office: Office
let gateway: GatewayFixture
let table: DeclarantsTable
let workstation: PairedWorkstation
/** What the sample consists of, as the outside saw it: by the request's own name. */
const seen: Record<'row' | 'badRow' | 'websocket' | 'http', { document: string; signed: string }> = {
  row: { document: toKhai('bảng'), signed: '' },
  badRow: { document: toKhai('sai'), signed: '' },
  websocket: { document: toKhai('máy trạm'), signed: '' },
  http: { document: toKhai('http'), signed: '' },
}
/** Exports of the history: of the first two requests, and of all. */
let small: Buffer
let sample: Buffer
let head: { readonly seq: number; readonly hash: string; readonly key: string }

function toKhai(text: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<ToKhai><Hang>Vải dệt kim ${text}</Hang></ToKhai>\n`
}

const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex')
const stateFile = (name: string) => join(gateway.folder, 'state', name)

beforeAll(async () => {
  office = await createOffice(folder)
  table = new DeclarantsTable(join(folder, 'declarations.db'))
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: {
      ...office.config,
      sources: [table.source('khai-bao')],
      autoStart: true,
      retention: { documentDays: RETENTION_DAYS },
    },
    env: office.softHsm.env,
  })
  expect((await gateway.run(['source', 'init-table', 'khai-bao'])).code).toBe(0)
  for (const token of [AGENT.token, OWN_A.token]) await gateway.unlock(token, PIN)
  workstation = await PairedWorkstation.pair(gateway, 'may-ke-toan', 'all')
  await makeRequests()
  await gateway.stop()
  sample = Buffer.from((await gateway.run(['history', 'export'])).stdout)
  head = await gateway.json(['history', 'head'])
})

afterAll(async () => {
  await workstation?.close()
  await gateway?.stop()
  table?.close()
  removeFolder(folder)
})

async function makeRequests(): Promise<void> {
  const connection = await workstation.connect()
  const signed = await connection.sign(seen.websocket.document, {
    taxCode: OWN_A.taxCode,
    reference: 'TK-2026-17',
    idempotencyKey: 'ws-1',
  })
  seen.websocket.signed = Buffer.from(signed.signedDocument).toString('utf8')
  seen.http.signed = await post(`/sign?taxCode=${OWN_A.taxCode}`, seen.http.document, 'http-1')
  await workstation.close()
  // From the running gateway; all of it comes when it has stopped.
  small = Buffer.from((await gateway.run(['history', 'export'])).stdout)
  const insert = 'INSERT INTO congky_request (tax_code, document, profile, requester, state) VALUES (?, ?, ?, ?, 0)'
  table.run(insert, CLIENT.taxCode, seen.row.document, null, 'Trần Thị B')
  table.run(insert, CLIENT.taxCode, seen.badRow.document, 'khong-co', 'Trần Thị B')
  await eventually(() => table.count(2) === 1 && table.count(3) === 1)
  seen.row.signed = table.rows()[0]?.signed_document ?? ''
  // A workstation says that it has its outcome a moment after it had it.
  await eventually(async () => {
    const records = await gateway.json<HistoryRecord[]>(['history', 'list', '--kind', 'delivered'])
    return records.length === 4
  })
}

function post(path: string, body: string, idempotencyKey: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { accessKey } = workstation.pairing
    const call = request(`${gateway.url}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessKey}`, 'idempotency-key': idempotencyKey },
      rejectUnauthorized: false,
    })
    call.once('error', reject)
    call.once('response', (response) => {
      let answer = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk))
      response.on('end', () => resolve(answer))
    })
    call.end(body)
  })
}

const recordLines = () => linesOf(sample).slice(0, -1).map(parseLine)
const recordsOf = (externalId: string, source: string) =>
  recordLines()
    .map(({ text }) => JSON.parse(text) as HistoryRecord)
    .filter((record) => record.externalId === externalId && record.source === source)

promise('H2', 'every step of a request says who asked, from where, for whom, with what, and how it ended', (count) => {
  const [agent, ownA] = [office.certificates.agent, office.certificates.ownA].map(thumbprint)
  const file = `sqlite:${table.file}`
  const common = { profile: 'xmldsig-enveloped', reference: null, workstationId: null }
  const asWorkstation = { requester: 'may-ke-toan', origin: expect.stringMatching(/^(::ffff:)?127\.0\.0\.1$/) }
  const row = { ...common, source: 'khai-bao', requester: 'Trần Thị B', origin: file, taxCode: CLIENT.taxCode }
  const station = { ...common, ...asWorkstation, taxCode: OWN_A.taxCode, workstationId: expect.any(String) }
  const requests = [
    { at: seen.row, externalId: '1', facts: row, certificate: agent },
    { at: seen.badRow, externalId: '2', facts: { ...row, profile: 'khong-co' }, certificate: null },
    {
      at: seen.websocket,
      externalId: 'ws-1',
      facts: { ...station, source: 'websocket', reference: 'TK-2026-17' },
      certificate: ownA,
    },
    { at: seen.http, externalId: 'http-1', facts: { ...station, source: 'http' }, certificate: ownA },
  ]
  let checked = 0
  for (const { at, externalId, facts, certificate } of requests) {
    const records = recordsOf(externalId, facts.source)
    const kinds = records.map(({ kind }) => kind)
    const isSigned = certificate !== null
    expect(kinds).toEqual(
      isSigned ? ['received', 'intent', 'signed', 'delivered'] : ['received', 'rejected', 'delivered'],
    )
    const times = records.map((record) => Date.parse(record.at))
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(times[0]).toBeGreaterThanOrEqual(startedAt.getTime())
    expect(times.at(-1)).toBeLessThanOrEqual(Date.now())
    for (const record of records) {
      expect(record).toMatchObject({ ...facts, externalId, documentSha256: sha256(at.document) })
      expect(record.jobId).toBe(records[0]?.jobId)
      checked++
    }
    const [ending, delivered] = records.slice(-2)
    if (isSigned) {
      const serial = expect.stringMatching(/^[0-9A-F]+$/)
      const signer = { thumbprint: certificate, serial, subject: expect.stringContaining('MST:') }
      for (const record of records.slice(1)) expect(record.certificate).toEqual(signer)
      for (const record of [ending, delivered]) expect(record?.signedSha256).toBe(sha256(at.signed))
    } else {
      expect(ending?.code).toBe('ERR_PROFILE_UNKNOWN')
      expect(table.rows()[1]?.error_code).toBe('ERR_PROFILE_UNKNOWN')
    }
  }
  count(`4 requests over table, WebSocket and HTTP: ${checked} records, each field compared with what the outside saw`)
})

promise(
  'H2',
  'documents go after the time that the configuration gives; their hashes and the chain stay',
  async (count) => {
    const sqlite = new Database(stateFile('congky.sqlite'))
    const age = sqlite.prepare(
      'UPDATE job SET received_at = received_at - @ms, signed_at = signed_at - @ms, delivered_at = delivered_at - @ms WHERE external_id = @id',
    )
    // The row stays one day within the limit, the two of the workstation are one day beyond it.
    age.run({ ms: (RETENTION_DAYS - 1) * DAY_MS, id: '1' })
    for (const id of ['ws-1', 'http-1']) age.run({ ms: (RETENTION_DAYS + 1) * DAY_MS, id })
    const kept = sqlite.prepare<[], string>(
      'SELECT external_id FROM kept_document JOIN job ON job.id = job_id WHERE signed IS NOT NULL ORDER BY job.seq',
    )
    const before = kept.pluck().all()
    sqlite.close()
    expect(before.sort()).toEqual(['1', 'http-1', 'ws-1'])

    await gateway.restart()
    const dropped = await eventually(async () => {
      const records = await gateway.json<HistoryRecord[]>(['history', 'list', '--kind', 'gateway'])
      return records.find(({ note }) => note?.startsWith('dropped'))
    })
    expect(dropped.note).toBe(`dropped 2 documents older than ${RETENTION_DAYS} days`)
    const [signedOverHttp] = await gateway.json<HistoryRecord[]>([
      'history',
      'list',
      '--kind',
      'signed',
      '--limit',
      '1',
    ])
    expect(signedOverHttp?.signedSha256).toBeDefined()
    await gateway.stop()

    const after = new Database(stateFile('congky.sqlite'), { readonly: true })
    const documents = after.prepare<[], { external_id: string; document: Buffer; signed: Buffer }>(
      'SELECT external_id, document, signed FROM kept_document JOIN job ON job.id = job_id',
    )
    const [left, ...others] = documents.all()
    const jobs = after.prepare<[], { document_sha256: string; signed_sha256: string }>(
      `SELECT document_sha256, signed_sha256 FROM job WHERE state = 'signed' ORDER BY seq`,
    )
    const hashes = jobs.all()
    after.close()
    expect([left?.external_id, others]).toEqual(['1', []])
    expect(Buffer.from(left?.signed ?? '').toString('utf8')).toBe(seen.row.signed)
    expect(hashes.map(({ signed_sha256 }) => signed_sha256).sort()).toEqual(
      [seen.row, seen.websocket, seen.http].map(({ signed }) => sha256(signed)).sort(),
    )
    expect(await gateway.json(['history', 'verify', '--expect', `${head.seq}:${head.hash}`])).toMatchObject({
      intact: true,
    })
    count('2 of 3 signed documents dropped after 8 of 7 days, one kept after 6; every hash kept, history intact')
  },
)

/** The kind of the first fault of an export, or null when the verifier finds none. */
async function faultOf(file: Buffer, expectations?: ChainExpectations): Promise<string | null> {
  return (await verifyExport([file], expectations)).fault?.kind ?? null
}

promise('H1', 'an export with any one byte changed does not verify', async (count) => {
  const seed = Number(process.env.CONGKY_SEED ?? Date.now() % 1_000_000)
  const random = seeded(seed)
  expect(await faultOf(small)).toBeNull()
  const bytes = Buffer.from(small)
  const headStart = small.lastIndexOf('\n', small.length - 2) + 1
  const missed: number[] = []
  let changes = 0
  const change = async (at: number, bit: number) => {
    bytes[at] = (small[at] ?? 0) ^ (1 << bit)
    if ((await faultOf(bytes)) === null) missed.push(at)
    bytes[at] = small[at] ?? 0
    changes++
  }
  for (let at = 0; at < small.length; at++) {
    if (at < headStart) await change(at, random(8))
    else for (let bit = 0; bit < 8; bit++) await change(at, bit)
  }
  expect(missed, `seed ${seed}`).toEqual([])
  expect(await faultOf(bytes)).toBeNull()
  count(
    `${small.length} bytes each changed by one bit (8 times in the head): ${changes} of ${changes} found, seed ${seed}`,
  )
})

promise(
  'H1',
  'an export with a record deleted, moved, repeated, inserted, forged or cut off does not verify',
  async (count) => {
    const lines = linesOf(sample)
    const records = recordLines()
    const found: Record<string, number> = {}
    const expectFault = async (what: string, file: Buffer, expectations?: ChainExpectations) => {
      const kind = await faultOf(file, expectations)
      expect(kind, what).not.toBeNull()
      found[what] = (found[what] ?? 0) + 1
      return kind
    }
    const headLine = lines.at(-1) ?? ''
    const forgery = (forged: readonly ExportedLine[], last: string) =>
      fileOf([...forged.map((record) => writeExportLine({ kind: 'record', record })), last])

    for (const [at, line] of lines.entries()) {
      await expectFault('deleted', fileOf(lines.toSpliced(at, 1)))
      await expectFault('repeated', fileOf(lines.toSpliced(at, 0, line)))
      const next = lines[at + 1]
      if (next !== undefined) await expectFault('swapped', fileOf(lines.with(at, next).with(at + 1, line)))
      for (let to = 0; to <= lines.length; to++) {
        if (to !== at && to !== at + 1) await expectFault('inserted', fileOf(lines.toSpliced(to, 0, line)))
      }
      await expectFault('cut off', fileOf(lines.slice(0, at)))
    }
    for (let end = 0; end < sample.length; end += 1 + (end < sample.length - 600 ? 40 : 0)) {
      await expectFault('cut off within a line', sample.subarray(0, end))
    }
    // Somebody who can compute hashes, but has no key; or has one, but not the gateway's.
    const strange = toHeadKey(generateKeyPairSync('ed25519').privateKey)
    const { gateway: id, at } = openHead(JSON.parse(headLine)) ?? { gateway: '', at: '' }
    for (const index of records.keys()) {
      const forged = resealFrom(records, index)
      expect(await expectFault('sealed anew', forgery(forged, headLine))).toBe('head-differs')
      const last = { seq: forged.length, hash: forged.at(-1)?.hash ?? '' }
      const signed = writeExportLine({ kind: 'head', head: signHead({ gateway: id, at, ...last }, strange) })
      const file = forgery(forged, signed)
      expect(await expectFault('signed with another key', file, { key: head.key })).toBe('head-key')
      // Without the fingerprint nobody can tell: that is why the command asks for it.
      if (index === 0) expect(await faultOf(file)).toBeNull()
    }
    const parts = Object.entries(found).map(([what, times]) => `${times} ${what}`)
    count(`${records.length} records: ${parts.join(', ')}: all found`)
  },
)

promise(
  'H1',
  'the same is found in the database, and an older copy of all of it by a head noted down',
  async (count) => {
    const copy = join(folder, 'copy')
    const verify = async (change: string, expectations?: ChainExpectations) => {
      for (const name of ['congky.sqlite', 'history-key.pem'])
        cpSync(stateFile(name), join(copy, name), { recursive: true })
      const sqlite = new Database(join(copy, 'congky.sqlite'))
      sqlite.function('sha256', { deterministic: true }, (text) => sha256(String(text)))
      sqlite.exec(change)
      sqlite.close()
      const reader = openStoreReader(copy)
      const verdict = await reader.verifyHistory(expectations)
      reader.close()
      return verdict.fault?.kind ?? null
    }
    cpSync(join(gateway.folder, 'state'), copy, { recursive: true, filter: (path) => !path.endsWith('.sock') })
    const whole = new Database(stateFile('congky.sqlite'), { readonly: true })
    const last = whole.prepare<[], number>('SELECT max(seq) FROM history').pluck().get() ?? 0
    const older = whole.prepare<[number], ExportedLine>('SELECT hash, text FROM history WHERE seq = ?').get(last - 3)
    whole.close()
    const found: Record<string, number> = {}
    const expectFault = async (what: string, change: string, expectations?: ChainExpectations) => {
      const kind = await verify(change, expectations)
      expect(kind, `${what}: ${change}`).not.toBeNull()
      found[what] = (found[what] ?? 0) + 1
    }
    expect(await verify('SELECT 1')).toBeNull()
    for (let seq = 1; seq <= last; seq++) {
      const edit = `UPDATE history SET text = replace(text, '"at":"2', '"at":"3') WHERE seq = ${seq}`
      await expectFault('edited', edit)
      await expectFault('edited with its hash', `${edit}; UPDATE history SET hash = sha256(text) WHERE seq = ${seq}`)
      await expectFault('deleted', `DELETE FROM history WHERE seq = ${seq}`)
      await expectFault(
        'deleted and numbered anew',
        `DELETE FROM history WHERE seq = ${seq}; UPDATE history SET seq = seq - 1 WHERE seq > ${seq}; SELECT 1`,
      )
      await expectFault('numbered otherwise', `UPDATE history SET seq = seq + 1000 WHERE seq >= ${seq}`)
      await expectFault('cut off', `DELETE FROM history WHERE seq >= ${seq}`)
      await expectFault('cut off with the head', `DELETE FROM history WHERE seq >= ${seq}; DELETE FROM history_head`)
      if (seq === last) continue
      await expectFault(
        'swapped',
        `UPDATE history SET seq = -1 WHERE seq = ${seq}; UPDATE history SET seq = ${seq} WHERE seq = ${seq + 1};
       UPDATE history SET seq = ${seq + 1} WHERE seq = -1`,
      )
    }
    await expectFault(
      'head edited',
      `UPDATE history_head SET text = replace(text, '"seq":${last}', '"seq":${last - 1}')`,
    )
    await expectFault('head edited', `UPDATE history_head SET signature = 'AAAA' || substr(signature, 5)`)
    const strange = toHeadKey(generateKeyPairSync('ed25519').privateKey)
    const { text, signature, publicKey } = signHead(
      { gateway: 'gw', seq: last - 3, hash: older?.hash ?? '', at: new Date().toISOString() },
      strange,
    )
    const cut = `DELETE FROM history WHERE seq > ${last - 3}`
    await expectFault(
      'cut off and signed with another key',
      `${cut}; UPDATE history_head SET text = '${text}', signature = '${signature}', public_key = '${publicKey}'`,
    )
    // The whole of an older state is as good as it was then: only what was noted down elsewhere shows it.
    const sealed = JSON.parse(linesOf(sample).at(-1) ?? '')
    const rollBack = `DELETE FROM history WHERE seq > ${head.seq}; UPDATE history_head SET text = '${sealed.text}',
    signature = '${sealed.signature}', public_key = '${sealed.publicKey}'`
    expect(await verify(rollBack)).toBeNull()
    const newest = await gateway.json<{ seq: number; hash: string }>(['history', 'head'])
    await expectFault('put back to an older state', rollBack, { noted: [newest] })
    const parts = Object.entries(found).map(([what, times]) => `${times} ${what}`)
    count(`${last} records in SQLite: ${parts.join(', ')}: all found`)
  },
)

promise('H1', 'the command says it: exit code, kind, the key that signed, and heads out of the log', async (count) => {
  const [good, bad, log] = ['lich-su.jsonl', 'sua.jsonl', 'congky.log'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  writeFileSync(good, sample)
  const lines = linesOf(sample)
  writeFileSync(bad, fileOf(lines.toSpliced(4, 2)))
  writeFileSync(log, gateway.output)
  const verify = (...args: string[]) => runCongky(['history', 'verify', ...args])

  const pinned = await verify(good, '--key', head.key)
  expect([pinned.code, pinned.stdout]).toEqual([0, expect.stringContaining('The history is intact')])
  expect((await verify(good)).stdout).toContain('The key came with this file')
  const other = await verify(good, '--key', 'a'.repeat(64))
  expect([other.code, other.stdout]).toEqual([1, expect.stringContaining('signed with another key')])
  const cut = await verify(bad)
  expect([cut.code, cut.stdout]).toEqual([1, expect.stringContaining('records 5 to 6 are missing')])
  const asJson = JSON.parse((await verify(bad, '--json')).stdout)
  expect(asJson).toMatchObject({ intact: false, records: 4, fault: { kind: 'missing', seq: 5, last: 6 } })
  const vietnamese = await runCongky(['history', 'verify', bad], { env: { CONGKY_LANG: 'vi' } })
  expect(vietnamese.stdout).toContain('thiếu các bản ghi số 5 đến 6')

  expect(readFileSync(log, 'utf8').match(/"head":"\d+:/g)).toHaveLength(2)
  const live = await gateway.run(['history', 'verify', '--expect', log])
  expect([live.code, live.stdout]).toEqual([0, expect.stringContaining('The history is intact')])
  // The log is of a later run than the export.
  expect((await verify(good, '--expect', log)).stdout).toContain('the end was cut off')
  count('9 runs of congky history verify')
})
