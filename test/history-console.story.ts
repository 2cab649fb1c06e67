/** The history over the API: found, read, proved and exported, by people who may. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DocumentView, ExportView, ProofView, RecordPage, RequestDetails, RequestPage } from '@congky/shared'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyExport } from '../packages/gateway/src/domain/history-export.ts'
import { ADMIN, AUDITOR, type BusyOffice, openBusyOffice } from './support/busy-office.ts'
import { customsEnvelope } from './support/customs-envelopes.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually } from './support/gateway.ts'
import { CLIENT, OWN_A, OWN_B } from './support/office.ts'
import { WebVisitor } from './support/web-visitor.ts'

let folder: string
let office: BusyOffice
let lan: WebVisitor
let minh: WebVisitor

beforeAll(async () => {
  folder = makeFolder('history-console')
  office = await openBusyOffice(folder)
  lan = new WebVisitor(office.gateway.url)
  minh = new WebVisitor(office.gateway.url)
  await lan.login(ADMIN.name, ADMIN.password)
  await minh.login(AUDITOR.name, AUDITOR.password)
  await eventually(async () => (await list('state=signed&limit=1')).total === 29)
  await eventually(async () => (await list('state=held&limit=1')).total === 10)
})
afterAll(async () => {
  await office?.stop()
  removeFolder(folder)
})

async function list(query: string): Promise<RequestPage> {
  const { status, body } = await minh.call('GET', `/admin/requests?${query}`)
  expect(status).toBe(200)
  return body
}

async function details(id: string): Promise<RequestDetails> {
  return (await minh.call('GET', `/admin/requests/${id}`)).body
}

const proofOf = async (id: string): Promise<ProofView> => (await lan.call('POST', `/admin/requests/${id}/proof`)).body
const one = <T>(items: readonly T[]): T => {
  const [first] = items
  if (first === undefined) throw new Error('there is none')
  return first
}
const state = () => new Database(join(folder, 'state', 'congky.sqlite'))

describe('a filter', () => {
  test.each([
    ['state=rejected', 1],
    ['state=held,rejected', 11],
    [`taxCode=${OWN_A.taxCode}`, 10],
    [`taxCode=${OWN_A.taxCode}&state=held`, 0],
    ['source=ecus-ha-noi', 40],
    ['source=ecus-hai-phong', 0],
    ['text=0301519977', 10],
    ['text=thuc pham a chau', 10],
    ['text=%C3%81%20CH%C3%82U', 10],
    ['text=vien dong', 10],
    ['text=khong-co-o-dau', 0],
    ['from=2200-01-01T00:00:00Z', 0],
    ['to=2000-01-01T00:00:00Z', 0],
    ['from=2000-01-01T00:00:00%2B07:00&to=2200-01-01T00:00:00Z', 40],
    ['text=%25', 0],
    ["text='; DROP TABLE job;--", 0],
  ])('%s finds %i', async (query, count) => {
    const { requests, total } = await list(query)
    expect([total, requests.length]).toEqual([count, count])
  })

  test('finds by certificate, external id and request id', async () => {
    const signed = one((await list(`state=signed&taxCode=${OWN_A.taxCode}`)).requests)
    expect((await list(`certificate=${signed.certificate?.thumbprint}`)).total).toBe(10)
    expect((await list(`text=${signed.id}`)).requests.map(({ id }) => id)).toEqual([signed.id])
    const all = (await list('')).requests
    expect((await list(`text=${all[7]?.externalId}`)).requests.map(({ id }) => id)).toContain(all[7]?.id)
  })

  test('that is none is refused', async () => {
    for (const query of ['state=lost', 'from=yesterday', 'limit=100000', 'before=x'])
      expect([query, (await minh.call('GET', `/admin/requests?${query}`)).status]).toEqual([query, 400])
  })
})

test('pages stay as they are while new requests arrive, and those are counted', async () => {
  const first = await list('limit=15')
  const before = (await list('limit=200')).requests.map(({ id }) => id)
  const document = customsEnvelope({ taxCode: CLIENT.taxCode, enterprise: CLIENT.name, seed: 900 })
  office.table.insert([{ taxCode: CLIENT.taxCode, document }])
  const newest = first.requests[0]?.seq ?? 0
  await eventually(async () => (await list(`after=${newest}&limit=1`)).total === 1)
  const ids = first.requests.map(({ id }) => id)
  let { next } = first
  while (next !== null) {
    const page = await list(`limit=15&before=${next}`)
    ids.push(...page.requests.map(({ id }) => id))
    next = page.next
  }
  expect(ids).toEqual(before)
  await eventually(async () => (await list('state=signed&limit=1')).total === 30)
})

test('a held request says why and what to do, and its story is told in both languages', async () => {
  const held = one((await list('state=held')).requests)
  expect(held.reason).toMatchObject({ code: 'ERR_TOKEN_LOCKED' })
  const { story, reason, documents } = await details(held.id)
  expect(reason?.nextVi).toMatch(/\p{L}/u)
  expect(story.map(({ kind }) => kind)).toEqual(['received', 'held'])
  expect(story[0]?.title).toEqual({ vi: 'nhận yêu cầu', en: 'received' })
  expect(documents).toEqual({ original: true, signed: false, acknowledgement: false })
  expect((await minh.call('GET', `/admin/requests/${held.id}/signed`)).status).toBe(404)
  // The auditor sees, and does not act.
  expect((await minh.call('POST', `/admin/requests/${held.id}/retry`)).status).toBe(403)
  expect((await lan.call('POST', `/admin/requests/${held.id}/retry`)).status).toBe(200)
})

test('a signed request says where its time went, over the API and in the command', async () => {
  const signed = one((await list('state=signed')).requests)
  const { stages, story } = await eventually(async () => {
    const now = await details(signed.id)
    return now.deliveredAt === null ? null : now
  })
  expect(stages.map(({ stage }) => stage)).toEqual([
    ...['receive', 'parse', 'canonicalize', 'digest', 'queue', 'sign', 'verify', 'store', 'deliver'],
  ])
  expect(stages.find(({ stage }) => stage === 'sign')?.title).toEqual({
    vi: 'USB token ký',
    en: 'signing in the token',
  })
  for (const { ms } of stages) expect(ms).toBeGreaterThanOrEqual(0)
  expect(story.some(({ kind }) => kind === 'delivered')).toBe(true)

  const shown = await office.gateway.run(['requests', 'show', signed.id])
  expect(shown.stdout).toMatch(/WHERE THE TIME WENT +MS\n.*signing in the token +\d+\.\d\d( +█+)?\n/s)
  const { times } = await office.gateway.json<{ times: object }>(['requests', 'show', signed.id])
  expect(Object.entries(times)).toEqual(stages.map(({ stage, ms }) => [stage, ms]))
  const { stages: ofHeld } = await details(one((await list('state=rejected')).requests).id)
  expect(ofHeld.map(({ stage }) => stage)).not.toContain('sign')
})

test('a document is read as text and downloaded as bytes, and the history says by whom', async () => {
  const signed = one((await list(`state=signed&taxCode=${CLIENT.taxCode}`)).requests)
  const view: DocumentView = (await minh.call('GET', `/admin/requests/${signed.id}/rendering`)).body
  expect(view.title.vi).toMatch(/^Thông điệp hải quan 0[123]/)
  expect(JSON.stringify(view.parts)).toContain(CLIENT.name)
  expect(view.raw).toContain('<Envelope>')
  const { documentSha256 } = await details(signed.id)
  expect(view.sha256).toBe(documentSha256)
  const { headers, bytes } = await minh.download(`/admin/requests/${signed.id}/signed`)
  expect(headers).toMatchObject({
    'content-disposition': expect.stringMatching(/^attachment; filename="[\w.-]+-da-ky\.xml"$/),
    'content-type': 'application/octet-stream',
    'x-content-type-options': 'nosniff',
  })
  const { signedSha256, story } = await details(signed.id)
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(signedSha256)
  const looks = story.filter(({ kind }) => kind === 'account').map(({ requester, note }) => [requester, note?.vi])
  expect(looks).toEqual([
    [AUDITOR.name, 'xem chứng từ'],
    [AUDITOR.name, 'tải chứng từ đã ký'],
  ])
})

test('records are found by kind, person and words', async () => {
  const find = async (query: string): Promise<RecordPage> => (await minh.call('GET', `/admin/history?${query}`)).body
  expect((await find('text=dang nhap&person=lan')).records.map(({ kind }) => kind)).toContain('account')
  expect((await find('kind=token')).records.map(({ note }) => note?.vi)).toContain('dai-ly: đã mở khóa')
  expect((await find('kind=signed&limit=200')).total).toBe(30)
  expect((await find('kind=workstation&text=ke-toan')).total).toBe(1)
  expect((await find('kind=workstation&person=lan')).total).toBe(0)
})

describe('an export', () => {
  const run = async (visitor: WebVisitor, format: string, filter: object): Promise<ExportView> => {
    const begun = await visitor.call('POST', '/admin/exports', { body: { format, language: 'vi', filter } })
    expect(begun.status).toBe(200)
    return eventually(async () => {
      const { body } = await visitor.call('GET', `/admin/exports/${begun.body.id}`)
      return body.state === 'running' ? null : (body as ExportView)
    })
  }
  const fetchFile = async ({ id }: ExportView) => (await minh.download(`/admin/exports/${id}/file`)).bytes

  test('has the same rows in all three formats, and only those of the filter', async () => {
    const filter = { state: 'held,rejected' }
    const shown = (await list('state=held,rejected')).requests
    const csvFile = join(folder, 'xuat.csv')
    writeFileSync(csvFile, await fetchFile(await run(minh, 'csv', filter)))
    const [titles, ...rows] = readBy<string[][]>(READ_CSV, csvFile)
    const json: Record<string, unknown>[] = JSON.parse((await fetchFile(await run(minh, 'json', filter))).toString())
    const xlsxFile = join(folder, 'xuat.xlsx')
    writeFileSync(xlsxFile, await fetchFile(await run(minh, 'xlsx', filter)))
    const sheet = readBy<string[][]>(READ_XLSX, xlsxFile)
    expect(json.map(({ id }) => id)).toEqual(shown.map(({ id }) => id))
    expect(sheet[0]).toEqual(titles)
    const column = (name: string) => titles?.indexOf(name) ?? -1
    for (const name of ['Mã số thuế', 'Doanh nghiệp', 'Trạng thái', 'Lý do', 'Mã yêu cầu', 'SHA-256 chứng từ gốc'])
      expect(sheet.slice(1).map((row) => row[column(name)] ?? '')).toEqual(rows.map((row) => row[column(name)]))
    expect(rows.map((row) => row[column('Mã số thuế')])).toEqual(shown.map(({ taxCode }) => taxCode))
    // A day and its time as a number that Excel shows as one.
    const days = Number(sheet[1]?.[column('Nhận lúc')])
    const local = new Date(shown[0]?.receivedAt ?? 0)
    expect(days * 86_400_000).toBeCloseTo(
      local.getTime() - local.getTimezoneOffset() * 60_000 + 25_569 * 86_400_000,
      -2,
    )
  })

  test('of the whole history is verified without the gateway', async () => {
    const view = await run(minh, 'proof', {})
    const verdict = await verifyExport([await fetchFile(view)])
    expect(verdict).toMatchObject({ intact: true, records: view.done })
  })

  test('belongs to who asked for it, lies where nobody else reads, and goes when it is cancelled', async () => {
    const view = await run(minh, 'csv', {})
    expect((await lan.call('GET', `/admin/exports/${view.id}`)).status).toBe(404)
    const exports = join(folder, 'state', 'exports')
    expect(statSync(exports).mode & 0o777).toBe(0o700)
    expect(statSync(join(exports, view.id)).mode & 0o777).toBe(0o600)
    expect((await minh.call('DELETE', `/admin/exports/${view.id}`)).status).toBe(204)
    expect(existsSync(join(exports, view.id))).toBe(false)
    expect(readdirSync(exports).length).toBeLessThanOrEqual(5)
  })
})

test('the whole chain is checked in the background', async () => {
  expect((await minh.call('POST', '/admin/history/verification')).body.state).toBe('running')
  const view = await eventually(async () => {
    const { body } = await minh.call('GET', '/admin/history/verification')
    return body.state === 'running' ? null : body
  })
  const head = await office.gateway.json<{ key: string }>(['history', 'head'])
  expect(view).toMatchObject({ state: 'done', by: AUDITOR.name, verdict: { intact: true, head: { key: head.key } } })
})

test('proof finds a changed document, a changed job and a changed record', async () => {
  const [first, second, third] = (await list(`state=signed&taxCode=${OWN_A.taxCode}`)).requests
  if (!first || !second || !third) throw new Error('three signed requests are needed')
  for (const { id } of [first, second, third]) expect((await proofOf(id)).result).toBe('good')
  expect((await proofOf(first.id)).checks).toHaveLength(6)
  const report = await minh.call('GET', `/admin/requests/${first.id}/verification`)
  expect(report.body).toMatchObject({ valid: true, signatures: [{ kind: 'xmldsig', trust: 'not-checked' }] })
  const sqlite = state()
  const [document, signed] =
    sqlite
      .prepare<[string], [Buffer, Buffer]>('SELECT document, signed FROM kept_document WHERE job_id = ?')
      .raw()
      .get(first.id) ?? []
  const edit = (bytes: Buffer | undefined) =>
    Buffer.from(
      String(bytes).replace(/<GoodsIdentity>\d/, (tag) => tag.replace(/\d/, (digit) => String(9 - Number(digit)))),
    )
  sqlite.prepare('UPDATE job_document SET document = ? WHERE job_id = ?').run(edit(document), first.id)
  sqlite
    .prepare('UPDATE signed_document SET head = 0, tail = 0, middle = ? WHERE job_id = ?')
    .run(edit(signed), first.id)
  sqlite.prepare('UPDATE job SET signed_sha256 = ? WHERE id = ?').run('0'.repeat(64), second.id)
  const badOf = async (id: string) =>
    (await proofOf(id)).checks.filter(({ result }) => result === 'bad').map(({ title }) => title.en)
  expect(await badOf(first.id)).toEqual([
    'The original document',
    'The signed document',
    'The signature in the document',
  ])
  expect(await badOf(second.id)).toEqual(['What the request says of itself'])
  sqlite
    .prepare(
      "UPDATE history SET text = replace(text, 'ecus-ha-noi', 'ecus-ha-nam') WHERE job_id = ? AND kind = 'signed'",
    )
    .run(third.id)
  sqlite.close()
  expect(await badOf(third.id)).toContain('The records of the request')
})

test('a document that was dropped is said to be gone, and its proof to be incomplete', async () => {
  const signed = one((await list(`state=signed&taxCode=${CLIENT.taxCode}`)).requests)
  const sqlite = state()
  sqlite.prepare('DELETE FROM job_document WHERE job_id = ?').run(signed.id)
  sqlite.close()
  expect((await details(signed.id)).documents).toEqual({ original: false, signed: false, acknowledgement: false })
  const answer = await minh.call('GET', `/admin/requests/${signed.id}/rendering`)
  expect(answer).toMatchObject({ status: 410, body: { code: 'ERR_DOCUMENT_DROPPED' } })
})

test('enterprises are suggested with their names', async () => {
  const { body } = await minh.call('GET', '/admin/requests/choices')
  expect(body.enterprises).toContainEqual({ taxCode: OWN_B.taxCode, name: OWN_B.name })
  expect(body.sources).toEqual(['ecus-ha-noi'])
})

/** Lets Python read a file: nothing of it is ours. */
function readBy<T>(script: string, file: string): T {
  return JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' })) as T
}

const READ_CSV = `
import csv, json, sys
with open(sys.argv[1], newline='', encoding='utf-8-sig') as file: print(json.dumps(list(csv.reader(file))))
`

/** Reads a sheet with nothing of ours: rows of texts and numbers, as they stand. */
const READ_XLSX = `
import json, re, sys, zipfile, xml.etree.ElementTree as tree
book = zipfile.ZipFile(sys.argv[1])
assert book.testzip() is None
for name in book.namelist(): tree.fromstring(book.read(name))
ns = {'m': 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'}
rows = []
for row in tree.fromstring(book.read('xl/worksheets/sheet1.xml')).iterfind('m:sheetData/m:row', ns):
    cells = {}
    for cell in row.iterfind('m:c', ns):
        letters = re.match('[A-Z]+', cell.get('r')).group(0)
        at = sum((ord(c) - 64) * 26 ** i for i, c in enumerate(reversed(letters))) - 1
        text = cell.find('m:is/m:t', ns)
        assert cell.find('m:f', ns) is None
        cells[at] = text.text if text is not None else cell.find('m:v', ns).text
    rows.append([cells.get(i, '') for i in range(max(cells) + 1)])
print(json.dumps(rows))
`
