/** Whatever arrives broken gets its own error code, is in the history, and the next request is signed. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DeclarantsTable } from './support/declarants-table.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { AGENT, createOffice, type Office, PIN, TOKENS } from './support/office.ts'

const folder = makeFolder('bad')
let office: Office
let gateway: GatewayFixture
let table: DeclarantsTable

beforeAll(async () => {
  office = await createOffice(folder)
  table = new DeclarantsTable(join(folder, 'declarations.db'))
  // A table of somebody else's, which forbids nothing; the one that init-table makes is stricter.
  table.run(FOREIGN_TABLE)
  const config = { ...office.config, sources: [table.source('khai-bao')], limits: { documentBytesMax: 100_000 } }
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: { ...config, autoStart: true },
    env: office.softHsm.env,
  })
  for (const token of TOKENS) await gateway.unlock(token, PIN)
})

afterAll(async () => {
  await gateway?.stop()
  table?.close()
  removeFolder(folder)
})

const FOREIGN_TABLE = `CREATE TABLE congky_request (id INTEGER PRIMARY KEY, tax_code TEXT, profile TEXT, document TEXT,
  requester TEXT, state INTEGER, signed_document TEXT, error_code TEXT, error_message TEXT, claimed_by TEXT,
  claim_token TEXT, claimed_until INTEGER, created_at INTEGER, updated_at INTEGER)`

const good = '<ToKhai><So>1</So></ToKhai>'
const cases: readonly (readonly [
  name: string,
  row: { taxCode?: unknown; profile?: unknown; document: unknown },
  code: string,
])[] = [
  ['no document', { document: null }, 'ERR_ROW_INVALID'],
  ['an empty document', { document: '' }, 'ERR_DOCUMENT_EMPTY'],
  ['not XML', { document: 'Kính gửi Chi cục' }, 'ERR_DOCUMENT_NOT_XML'],
  ['XML that stops in the middle', { document: '<ToKhai><So>1</So>' }, 'ERR_DOCUMENT_NOT_XML'],
  [
    'a DOCTYPE',
    { document: '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>' },
    'ERR_DOCTYPE_FORBIDDEN',
  ],
  ['too large', { document: `<a>${'x'.repeat(100_001)}</a>` }, 'ERR_DOCUMENT_TOO_LARGE'],
  [
    'broken UTF-8',
    { document: Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0xfe, 0x3c, 0x2f, 0x61, 0x3e]) },
    'ERR_DOCUMENT_ENCODING',
  ],
  ['an unknown profile', { document: good, profile: 'ky-nhanh' }, 'ERR_PROFILE_UNKNOWN'],
  ['a tax code that is none', { document: good, taxCode: 'Thái Sơn' }, 'ERR_TAX_CODE_INVALID'],
  ['a blob for a tax code', { document: good, taxCode: Buffer.from('0101') }, 'ERR_ROW_INVALID'],
  ['a document of another kind than its profile', { document: good, profile: 'customs-1543' }, 'ERR_PROFILE_MISMATCH'],
  ['two elements with one Id', { document: '<a><b Id="x"/><c Id="x"/></a>' }, 'ERR_DUPLICATE_ID'],
]

test('each broken row is rejected with its own code, and the good row behind it is signed', async () => {
  for (const [, row] of cases)
    table.insert([row, { taxCode: AGENT.taxCode, document: good.replace('1', String(Math.random())) }])
  await eventually(() => table.count(0) === 0 && table.count(1) === 0)
  const rows = table.rows()
  const codes = cases.map(([name], i) => [name, rows[i * 2]?.error_code])
  expect(codes).toEqual(cases.map(([name, , code]) => [name, code]))
  expect(rows.filter((_, i) => i % 2 === 1).map(({ state }) => state)).toEqual(cases.map(() => 2))
  expect(rows[0]?.error_message).toMatch(/[ạảãàáâậầấẩẫăắằặẳẵđêệếềểễ]/)

  const { stdout } = await gateway.run(['history', 'export'])
  for (const code of new Set(cases.map(([, , code]) => code))) expect(stdout).toContain(code)
})

test('a row that a person corrected and set to pending again is signed', async () => {
  table.run('UPDATE congky_request SET document = ?, state = 0 WHERE id = 1', good)
  await eventually(() => table.rows()[0]?.state === 2)
})
