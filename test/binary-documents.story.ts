/**
 * Documents that are bytes, and signatures that are bytes, by every way in and out: tables, HTTP, WebSocket and the
 * command. OpenSSL, which shares no code with the gateway, judges what comes back.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DocumentView, ProofView, RequestPage } from '@congky/shared'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { judgeCmsWithOpenssl } from './judges/index.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { callHttp } from './support/http-call.ts'
import { createOffice, type Office, OWN_A, PIN } from './support/office.ts'
import { PairedWorkstation } from './support/workstation.ts'

const folder = makeFolder('binary')
const ENCODINGS = { bytes: 'bytes', base64: 'base64', text: 'auto' } as const
let office: Office
let gateway: GatewayFixture
let workstation: PairedWorkstation

beforeAll(async () => {
  office = await createOffice(folder)
  const sources = Object.entries(ENCODINGS).map(([name, encoding]) => ({
    ...{ name, dialect: 'sqlite', connection: { file: join(folder, `${name}.db`) }, pollMs: 100 },
    ...{ documentEncoding: encoding, signedDocumentEncoding: encoding },
  }))
  const profiles = {
    'ky-tep': { kind: 'cms' },
    'ban-tin': { kind: 'smime', contentType: 'application/octet-stream' },
  }
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: { ...office.config, sources, profiles },
    env: office.softHsm.env,
  })
  for (const { name } of sources) await gateway.json(['source', 'init-table', name])
  await gateway.unlock(OWN_A.token, PIN)
  workstation = await PairedWorkstation.pair(gateway, 'may-1', 'all')
})
afterEach(() => workstation.close())
afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

/** Every byte there is, in no order that any text has, behind what would end a C string. */
const anyBytes = () => Buffer.concat([Buffer.from([0, 0xff, 0xfe]), randomBytes(3_000)])
const wishes = { taxCode: OWN_A.taxCode, profile: 'ky-tep' }

async function expectSigned(signature: Uint8Array, document: Uint8Array): Promise<void> {
  const trustedPem = office.authority.certificatePem
  expect(await judgeCmsWithOpenssl(signature, { trustedPem, content: document })).toMatchObject({ accepted: true })
  const other = Buffer.concat([document, Buffer.from([0])])
  expect(await judgeCmsWithOpenssl(signature, { trustedPem, content: other })).toMatchObject({ accepted: false })
}

interface Row {
  readonly state: number
  readonly signed_document: string | Buffer | null
  readonly error_code: string | null
}

/** Puts a document into a table as declaration software would, and waits until the row is finished. */
async function throughTable(source: keyof typeof ENCODINGS, document: string | Buffer): Promise<Row> {
  const sqlite = new Database(join(folder, `${source}.db`), { timeout: 5_000 })
  try {
    const { lastInsertRowid } = sqlite
      .prepare('INSERT INTO congky_request (tax_code, profile, document) VALUES (?, ?, ?)')
      .run(wishes.taxCode, wishes.profile, document)
    const row = sqlite.prepare<[number | bigint], Row>('SELECT * FROM congky_request WHERE id = ?')
    const finished = () => [row.get(lastInsertRowid)].find((found) => (found?.state ?? 0) > 1)
    return await eventually(finished)
  } finally {
    sqlite.close()
  }
}

test('a row of bytes gets its signature as bytes, a row of base64 as base64', async () => {
  const [first, second] = [anyBytes(), anyBytes()]
  const bytes = await throughTable('bytes', first)
  expect([bytes.state, bytes.error_code]).toEqual([2, null])
  await expectSigned(bytes.signed_document as Buffer, first)
  const base64 = await throughTable('base64', second.toString('base64'))
  expect([base64.state, base64.error_code]).toEqual([2, null])
  await expectSigned(Buffer.from(String(base64.signed_document), 'base64'), second)
})

test('a signature that its column could not hold is not made', async () => {
  const row = await throughTable('text', "UNB+UNOC:3+A+B'")
  expect(row).toMatchObject({ state: 3, error_code: 'ERR_RESULT_NOT_TEXT', signed_document: null })
  const { requests } = await gateway.admin<RequestPage>('GET', '/requests?source=text')
  expect(requests).toMatchObject([{ state: 'rejected' }])
})

test('raw bytes over HTTP, base64 in JSON, and binary frames bring the same kind of signature', async () => {
  const { accessKey } = workstation.pairing
  const document = anyBytes()
  const query = new URLSearchParams(wishes)
  const raw = await callHttp(gateway.url, 'POST', `/sign?${query}`, {
    ...{ accessKey, body: document, headers: { 'content-type': 'application/pdf' } },
  })
  expect([raw.status, raw.headers['content-type']]).toEqual([200, 'application/pkcs7-signature'])
  await expectSigned(raw.bytes, document)

  const documentBase64 = document.toString('base64')
  const json = await callHttp(gateway.url, 'POST', '/sign-requests?wait=30', {
    ...{ accessKey, headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ ...wishes, documentBase64 }),
  })
  const view = json.json() as Record<string, string>
  expect(view).toMatchObject({ state: 'signed', mediaType: 'application/pkcs7-signature', fileExtension: '.p7s' })
  expect(view.signedDocument).toBeUndefined()
  await expectSigned(Buffer.from(view.signedDocumentBase64 ?? '', 'base64'), document)

  const connection = await workstation.connect()
  const signed = await connection.sign(document, wishes)
  expect(signed).toMatchObject({ mediaType: 'application/pkcs7-signature', fileExtension: '.p7s' })
  await expectSigned(signed.signedDocument, document)
})

test('the command names what it gets after the document, and an S/MIME message holds the document', async () => {
  const at = (name: string) => join(workstation.folder, name)
  const document = anyBytes()
  writeFileSync(at('hop-dong.pdf'), document)
  const sign = ['sign', 'hop-dong.pdf', '--tax-code', wishes.taxCode]
  expect((await workstation.run([...sign, '--profile', 'ky-tep'])).code).toBe(0)
  await expectSigned(readFileSync(at('hop-dong.pdf.p7s')), document)

  writeFileSync(at('ban-tin.edi'), "UNB+UNOC:3+CÔNG TY+HẢI QUAN'\r\nUNZ+0+1'\r\n")
  const message = ['sign', 'ban-tin.edi', '--tax-code', wishes.taxCode, '--profile', 'ban-tin']
  expect((await workstation.run(message)).code).toBe(0)
  const trustedPem = office.authority.certificatePem
  const verdict = await judgeCmsWithOpenssl(readFileSync(at('ban-tin.edi.eml')), { trustedPem, form: 'SMIME' })
  expect(verdict).toMatchObject({ accepted: true })
})

test('the console shows bytes as bytes, gives them a name, and proves a detached signature', async () => {
  const document = Buffer.concat([Buffer.from('%PDF-1.7\n'), anyBytes()])
  const connection = await workstation.connect()
  const { id } = await connection.sign(document, { ...wishes, reference: 'hop-dong.pdf' })
  const look = (of: string) => gateway.admin<DocumentView>('GET', `/requests/${id}/rendering?of=${of}`)
  const original = await look('original')
  expect(original).toMatchObject({ title: { vi: 'Tài liệu PDF' }, bytes: document.length })
  expect(original.raw).toMatch(/^00000000 {2}25 50 44 46 /)
  expect(original.fileName).toMatch(/^hop-dong-[0-9a-f]{8}\.pdf$/)
  expect((await look('signed')).fileName).toMatch(/^hop-dong-[0-9a-f]{8}\.pdf\.p7s$/)
  const proof = await gateway.admin<ProofView>('POST', `/requests/${id}/proof`)
  expect(proof).toMatchObject({ result: 'good' })
})
