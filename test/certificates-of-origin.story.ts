/**
 * Certificates of origin as interchanges of UN/EDIFACT, from the command line and by every way into the gateway: signed,
 * verified, read in the history; one with errors is refused and answered.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RequestRejectedError } from '@congky/client'
import { buildCo, type CoRecord, sampleCo } from '@congky/documents'
import type { DocumentView, ProofView, RequestDetails, SignRequestView, VerifyReport } from '@congky/shared'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { callHttp } from './support/http-call.ts'
import { createOffice, type Office, OWN_A, PIN } from './support/office.ts'
import { PairedWorkstation } from './support/workstation.ts'

const folder = makeFolder('certificates-of-origin')
const at = (name: string) => join(folder, name)
let office: Office
let gateway: GatewayFixture
let workstation: PairedWorkstation

beforeAll(async () => {
  office = await createOffice(folder)
  const sources = (['bytes', 'auto'] as const).map((encoding) => ({
    ...{ name: encoding, dialect: 'sqlite', connection: { file: at(`${encoding}.db`) }, pollMs: 100 },
    ...{ documentEncoding: encoding, signedDocumentEncoding: encoding, defaultProfile: 'edifact-secured' },
  }))
  gateway = await GatewayFixture.start({
    ...{ folder: at('gateway'), env: office.softHsm.env },
    config: { ...office.config, sources, defaultProfile: 'edifact-secured' },
  })
  for (const { name } of sources) await gateway.json(['source', 'init-table', name])
  await gateway.unlock(OWN_A.token, PIN)
  workstation = await PairedWorkstation.pair(gateway, 'phong-co', 'all')
})
afterEach(() => workstation.close())
afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

let count = 0
/** A certificate of the enterprise whose token is open; each one is another. */
function record(change: Partial<CoRecord> = {}): CoRecord {
  count += 1
  const sample = withoutMarks(sampleCo('A'))
  const exporter = { ...sample.exporter, taxCode: OWN_A.taxCode }
  return { ...sample, number: `VN2611${String(count).padStart(4, '0')}`, exporter, ...change }
}

/** What every set of characters has. */
function withoutMarks(one: CoRecord): CoRecord {
  const plain = JSON.stringify(one)
    .normalize('NFD')
    .replace(/\p{M}|[“”]/gu, '')
  return JSON.parse(plain.replace(/đ/g, 'd').replace(/Đ/g, 'D')) as CoRecord
}

function interchange(one: CoRecord, syntaxIdentifier: string, syntaxVersion: 3 | 4): Uint8Array {
  const preparedAt = new Date('2026-11-23T08:03:00Z')
  return buildCo([one], {
    ...{ sender: 'VCCI', recipient: 'MOIT', preparedAt, controlReference: `CO${count}` },
    ...{ syntaxIdentifier, syntaxVersion },
  })
}

interface Row {
  readonly state: number
  readonly signed_document: string | Buffer | null
  readonly error_code: string | null
}

/** Puts an interchange into a table as software for certificates would, and waits until the row is finished. */
async function throughTable(source: 'bytes' | 'auto', document: Uint8Array): Promise<Row> {
  const sqlite = new Database(at(`${source}.db`), { timeout: 5_000 })
  try {
    const content = source === 'bytes' ? document : Buffer.from(document).toString('utf8')
    const { lastInsertRowid } = sqlite.prepare('INSERT INTO congky_request (document) VALUES (?)').run(content)
    const row = sqlite.prepare<[number | bigint], Row>('SELECT * FROM congky_request WHERE id = ?')
    return await eventually(() => [row.get(lastInsertRowid)].find((found) => (found?.state ?? 0) > 1))
  } finally {
    sqlite.close()
  }
}

async function report(document: Uint8Array): Promise<VerifyReport> {
  const { accessKey } = workstation.pairing
  const headers = { 'content-type': 'application/EDIFACT' }
  return (await callHttp(gateway.url, 'POST', '/verify', { accessKey, body: document, headers })).json() as VerifyReport
}

/** What was sent stands in the result as it was, and the signature is over it. */
async function expectSigned(signed: Uint8Array, original: Uint8Array): Promise<void> {
  const [result, sent] = [Buffer.from(signed), Buffer.from(original)]
  const body = sent.subarray(sent.indexOf('UNH+'), sent.indexOf('UNZ+'))
  expect(result.includes(body)).toBe(true)
  expect(await report(result)).toMatchObject({ valid: true, signatures: [{ kind: 'edifact', valid: true }] })
  const changed = Buffer.from(result)
  const where = result.indexOf('VN2611') + 2
  changed[where] = (changed[where] ?? 0) ^ 1
  expect((await report(changed)).valid).toBe(false)
}

test('an interchange in a column of bytes is never recoded; one in UTF-8 fits a column of text', async () => {
  const latin = interchange(record({ note: 'CAFÉ TORRÉFIÉ' }), 'UNOC', 3)
  const bytes = await throughTable('bytes', latin)
  expect([bytes.state, bytes.error_code]).toEqual([2, null])
  expect(Buffer.from(latin).includes(Buffer.from('CAF\xc9', 'latin1'))).toBe(true)
  await expectSigned(bytes.signed_document as Buffer, latin)

  const vietnamese = interchange(record({ signer: 'Nguyễn Thanh Bình' }), 'UNOY', 4)
  const text = await throughTable('auto', vietnamese)
  expect([text.state, text.error_code]).toEqual([2, null])
  await expectSigned(Buffer.from(String(text.signed_document)), vietnamese)
})

test('HTTP says what the result is, and the client names it after the file', async () => {
  const document = interchange(record(), 'UNOB', 4)
  const { accessKey } = workstation.pairing
  const headers = { 'content-type': 'application/EDIFACT' }
  const raw = await callHttp(gateway.url, 'POST', '/sign', { accessKey, body: document, headers })
  expect([raw.status, raw.headers['content-type']]).toEqual([200, 'application/EDIFACT'])
  await expectSigned(raw.bytes, document)

  writeFileSync(join(workstation.folder, 'co.edi'), document)
  expect((await workstation.run(['sign', 'co.edi'])).code).toBe(0)
  await expectSigned(readFileSync(join(workstation.folder, 'co.signed.edi')), document)
})

test('one with errors is refused by every way, and its sender gets the answer with all of them', async () => {
  const sound = interchange(record(), 'UNOB', 4)
  const wrong = Buffer.from(Buffer.from(sound).toString('latin1').replace(/:USD'/, ":DOLLARS'"), 'latin1')
  const { accessKey } = workstation.pairing
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ documentBase64: wrong.toString('base64') })
  const answer = await callHttp(gateway.url, 'POST', '/sign-requests?wait=30', { accessKey, headers, body })
  const view = answer.json() as SignRequestView
  expect(view).toMatchObject({ state: 'rejected', error: { code: 'ERR_CO_INVALID' } })
  expect(view.error?.message).toMatch(/segment \d+ MOA/)

  const own = await callHttp(gateway.url, 'GET', `/sign-requests/${view.id}/acknowledgement`, { accessKey })
  expect([own.status, own.headers['content-type']]).toEqual([200, 'application/EDIFACT'])
  expect(own.bytes.toString('latin1')).toMatch(/UNH\+\w+\+APERAK:D:04B:UN'[\s\S]*ERC\+/)
  const stranger = await PairedWorkstation.pair(gateway, 'phong-khac', 'all')
  const others = { accessKey: stranger.pairing.accessKey }
  const asked = await callHttp(gateway.url, 'GET', `/sign-requests/${view.id}/acknowledgement`, others)
  expect(asked.status).toBe(404)

  const connection = await workstation.connect()
  const refusal = await connection.sign(wrong, { reference: 'co-sai' }).catch((error: unknown) => error)
  if (!(refusal instanceof RequestRejectedError) || refusal.id === null) throw new Error(`no refusal: ${refusal}`)
  expect(refusal.code).toBe('ERR_CO_INVALID')
  expect(Buffer.from(await connection.acknowledgement(refusal.id)).toString('latin1')).toContain('ERC+')
  expect(await throughTable('bytes', wrong)).toMatchObject({ state: 3, error_code: 'ERR_CO_INVALID' })
})

test('the history shows a certificate in words beside its text, proves it, and has its answer', async () => {
  const connection = await workstation.connect()
  const one = record({ note: 'CAFÉ' })
  const { id } = await connection.sign(interchange(one, 'UNOC', 3), { reference: 'co-moi.edi' })
  const view = await gateway.admin<DocumentView>('GET', `/requests/${id}/rendering?of=signed`)
  expect(view.title.vi).toContain(one.number)
  expect(JSON.stringify(view.parts)).toContain(one.goods[0]?.description)
  expect(view.parts).toContainEqual(expect.objectContaining({ kind: 'table' }))
  expect([view.raw.includes('CAFÉ'), view.fileName]).toEqual([true, expect.stringMatching(/^co-moi-.*-da-ky\.edi$/)])
  expect(await gateway.admin<ProofView>('POST', `/requests/${id}/proof`)).toMatchObject({ result: 'good' })
  const { documents } = await gateway.admin<RequestDetails>('GET', `/requests/${id}`)
  expect(documents).toEqual({ original: true, signed: true, acknowledgement: true })
})

test('on the host, one command after the other: sample, check, sign, verify, answer', async () => {
  const [file, signed, reply] = [at('mau.edi'), at('mau.signed.edi'), at('tra-loi.edi')]
  const run = (...args: string[]) => gateway.run(['co', ...args])
  writeFileSync(at('mau.json'), JSON.stringify(record()))
  expect((await run('build', at('mau.json'), '--out', file)).code).toBe(0)
  expect((await run('validate', file)).code).toBe(0)
  expect((await run('sign', file)).code).toBe(0)
  expect(await gateway.json(['co', 'verify', signed])).toMatchObject({ valid: true, report: { valid: true } })
  const beside = await run('sign', file, '--profile', 'edifact-autack')
  expect([beside.code, beside.stderr]).toEqual([0, ''])
  const verified = await run('verify', file, '--signature', `${file}.autack`)
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('AUTACK')])
  writeFileSync(signed, readFileSync(signed, 'latin1').replace(OWN_A.taxCode, '0101300842'))
  expect((await run('verify', signed)).code).toBe(1)
  expect((await run('ack', file, '--out', reply)).code).toBe(0)
  expect(readFileSync(reply, 'latin1')).toContain('APERAK:D:04B:UN')
})
