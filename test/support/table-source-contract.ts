/** What a table source promises, whatever the database: each dialect's story runs this against its own. */
import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { CongkyError, UNKNOWN_RESULT } from '@congky/shared'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { TableSourceConfig } from '../../packages/gateway/src/domain/gateway-config.ts'
import type { Claim } from '../../packages/gateway/src/domain/request.ts'
import { openTableSource } from '../../packages/gateway/src/sources/table/open-table-source.ts'
import { initTable, testSource } from '../../packages/gateway/src/sources/table/test-source.ts'
import {
  RequestTable,
  referenceColumns,
  rejectedOutcome,
  signedOutcome,
  type TestDatabase,
  take,
  takeFor,
  takeOne,
} from './request-table.ts'

const VIETNAMESE =
  '<Tờ_khai>Công ty TNHH Đỗ Ngọc Ánh\r\n\t“ký số” \u2028 \ufeff 😀 &amp; \' " \\ ` ; -- $1 ?</Tờ_khai>\n'

/** Databases where one statement writes many rows. */
const WRITES_PAGES: ReadonlySet<string> = new Set(['sqlite', 'postgres'])

export interface ContractDatabase extends TestDatabase {
  close(): Promise<void>
}

/** What a story of one database may use for tests of its own. */
export interface StoryTools {
  readonly database: () => ContractDatabase
  /** A request table, made by init-table; gone with the test. */
  readonly newTable: (changes?: Partial<TableSourceConfig>) => Promise<RequestTable>
}

/** @param more What only this database has. */
export function describeTableSource(
  name: string,
  open: () => Promise<ContractDatabase>,
  more: (tools: StoryTools) => void = () => {},
): void {
  describe(name, () => {
    let database: ContractDatabase
    const tables: RequestTable[] = []
    const newTable = (changes: Partial<TableSourceConfig> = {}) => {
      const table = new RequestTable(database, changes)
      tables.push(table)
      return table.init()
    }

    beforeAll(async () => {
      database = await open()
    })
    afterEach(async () => {
      await Promise.all(tables.splice(0).map((table) => table.close()))
    })
    afterAll(() => database?.close())
    more({ database: () => database, newTable })

    test('a pending row is handed over as it is, claimed, and takes the signed document', async () => {
      const table = await newTable()
      await table.insert({ document: VIETNAMESE, taxCode: '0101300842', profile: 'customs-1543', requester: 'Bình' })
      const source = table.source({}, 'cổng-1')
      const request = await takeOne(source)
      expect(request).toMatchObject({
        source: 'khai-bao',
        externalId: '1',
        document: VIETNAMESE,
        taxCode: '0101300842',
        profile: 'customs-1543',
        requester: 'Bình',
        reference: null,
        workstationId: null,
        enterprises: 'all',
      })
      expect(await table.rows()).toMatchObject([
        { state: 1, claimedBy: 'cổng-1', claimToken: request.claim?.claimToken },
      ])
      expect(await source.deliver(signedOutcome(request, VIETNAMESE + VIETNAMESE))).toBe('delivered')
      expect(await table.rows()).toMatchObject([
        {
          state: 2,
          document: VIETNAMESE,
          signedDocument: VIETNAMESE + VIETNAMESE,
          errorCode: null,
          errorMessage: null,
        },
      ])
    })

    test('two gateways share 200 rows: each row goes to one of them and is signed once', async () => {
      const table = await newTable({ pageSize: 20 })
      for (let index = 0; index < 200; index++) await table.insert({ document: `<a>${index}</a>` })
      const gateways = [table.source(), table.source()]
      const done: string[] = []
      const abort = new AbortController()
      const shares = await Promise.all(
        gateways.map(async (source) => {
          let share = 0
          for await (const request of source.requests(abort.signal)) {
            share++
            done.push(request.externalId)
            expect(await source.deliver(signedOutcome(request))).toBe('delivered')
            if (done.length === 200) setTimeout(() => abort.abort(), 200) // time for a row to come twice
          }
          return share
        }),
      )
      expect(done.length).toBe(200)
      expect(new Set(done).size).toBe(200)
      expect(Math.min(...shares)).toBeGreaterThan(0)
      const rows = await table.rows()
      expect(rows.every((row) => row.state === 2 && row.signedDocument === `${row.document}<!-- ký -->`)).toBe(true)
    })

    test('a lease that ran out frees the row, and the late gateway writes nothing', async () => {
      const table = await newTable({ leaseMs: 1_000 })
      await table.insert({ document: '<a/>' })
      const [slow, quick] = [table.source(), table.source()]
      const late = await takeOne(slow)
      expect(await takeFor(quick, 300)).toEqual([])
      const request = await takeOne(quick)
      expect(request.externalId).toBe(late.externalId)
      expect(request.claim).not.toEqual(late.claim)
      expect(await slow.renew([late])).toEqual([late.externalId])
      expect(await slow.deliver(signedOutcome(late, '<late/>'))).toBe('lease-lost')
      expect(await quick.deliver(signedOutcome(request, '<quick/>'))).toBe('delivered')
      expect(await slow.deliver(signedOutcome(late, '<late/>'))).toBe('lease-lost')
      expect(await table.rows()).toMatchObject([{ state: 2, signedDocument: '<quick/>' }])
    })

    test('a lease that ran out while nobody else took the row still allows the write', async () => {
      const table = await newTable({ leaseMs: 1_000 })
      await table.insert({ document: '<a/>' })
      const source = table.source()
      const request = await takeOne(source)
      await new Promise((resolve) => setTimeout(resolve, 1_200))
      expect(await source.renew([request])).toEqual([])
      expect(await source.deliver(signedOutcome(request, '<b/>'))).toBe('delivered')
    })

    test('renewed claims keep their rows from others', async () => {
      const table = await newTable({ leaseMs: 1_000 })
      await table.insert({ document: '<a/>' })
      await table.insert({ document: '<b/>' })
      const [keeper, other] = [table.source(), table.source()]
      const requests = await take(keeper, 2)
      for (let round = 0; round < 5; round++) {
        expect(await takeFor(other, 400)).toEqual([])
        expect(await keeper.renew(requests)).toEqual([])
      }
    })

    test('a row that was changed under the signature is left alone, and found again as it is now', async () => {
      const table = await newTable({ leaseMs: 1_000 })
      await table.insert({ document: '<old/>' })
      const source = table.source()
      const request = await takeOne(source)
      await table.update('1', { document: '<new/>' })
      expect(await source.deliver(signedOutcome(request))).toBe('row-changed')
      expect(await table.rows()).toMatchObject([{ state: 1, document: '<new/>', signedDocument: null }])
      expect(await takeOne(source)).toMatchObject({ externalId: '1', document: '<new/>' })
    })

    test('a row that was deleted counts as changed', async () => {
      const table = await newTable()
      await table.insert({ document: '<a/>' })
      const source = table.source()
      const request = await takeOne(source)
      await database.run(`DELETE FROM ${table.name}`)
      expect(await source.deliver(signedOutcome(request))).toBe('row-changed')
      expect(await source.renew([request])).toEqual(['1'])
    })

    test('many signed documents are written at once, each over its own claim and the document that was signed', async () => {
      const table = await newTable()
      const documents = ['<ours/>', '<ours too/>', '<changed/>', '<given back/>', '<gone/>']
      for (const document of documents) await table.insert({ document })
      const source = table.source()
      const requests = await take(source, documents.length)
      const requestOf = (document: string) => {
        const found = requests.find((request) => request.document === document)
        if (found === undefined) throw new Error(`no request for ${document}`)
        return found
      }
      const outcomes = documents.map((document) => signedOutcome(requestOf(document), VIETNAMESE + document))
      await table.update(requestOf('<changed/>').externalId, { document: '<changed since/>' })
      await source.release(requestOf('<given back/>'))
      await table.update(requestOf('<gone/>').externalId, { state: 3 })
      const written = await source.deliverSigned(outcomes)
      const ours = outcomes.slice(0, 2).map(({ jobId }) => jobId)
      // One by one where the database has no such statement.
      expect([...written].sort()).toEqual(WRITES_PAGES.has(database.dialect) ? [...ours].sort() : [])
      // Nothing is written twice, and what was left out is told apart.
      expect(await source.deliverSigned(outcomes)).toEqual(new Set())
      const results = []
      for (const outcome of outcomes) results.push(await source.deliver(outcome))
      expect(results).toEqual(['delivered', 'delivered', 'row-changed', 'lease-lost', 'lease-lost'])
      const rows = await table.rows()
      const signedOf = (document: string) => rows.find((row) => row.document === document)?.signedDocument
      for (const document of documents.slice(0, 2)) expect(signedOf(document)).toBe(VIETNAMESE + document)
      expect(rows.filter(({ signedDocument }) => signedDocument !== null)).toHaveLength(2)
    })

    test('a delivery whose answer was lost is settled by looking: nothing is written twice', async () => {
      const table = await newTable()
      for (const document of ['<a/>', '<b/>']) await table.insert({ document })
      const source = table.source()
      const [signed, rejected] = await take(source, 2)
      if (!signed || !rejected) throw new Error('two rows were expected')
      for (const outcome of [signedOutcome(signed), rejectedOutcome(rejected, 'Chứng từ rỗng.')]) {
        expect(await source.deliver(outcome)).toBe('delivered')
        const before = await table.rows()
        expect(await source.deliver(outcome)).toBe('delivered')
        expect(await table.rows()).toEqual(before)
      }
    })

    test('a rejection leaves its code and its reason in the row', async () => {
      const table = await newTable()
      await table.insert({ document: '' })
      const source = table.source()
      const request = await takeOne(source)
      expect(await source.deliver(rejectedOutcome(request, 'Chứng từ rỗng. Gửi kèm nội dung.'))).toBe('delivered')
      expect(await table.rows()).toMatchObject([
        {
          state: 3,
          signedDocument: null,
          errorCode: 'ERR_DOCUMENT_EMPTY',
          errorMessage: 'Chứng từ rỗng. Gửi kèm nội dung.',
        },
      ])
    })

    test('NULL, binary data and numbers in the wrong place are handed over, and the next row comes', async () => {
      const { text, bytes, integer, key } = database.types
      const table = new RequestTable(database, {
        columns: {
          ...referenceColumns,
          ...{ note: null, createdAt: null, updatedAt: null, claimedBy: null, errorMessage: null },
        },
      })
      tables.push(table)
      const define = (name: keyof typeof referenceColumns, type: string) => `${table.column(name)} ${type}`
      await database.run(
        `CREATE TABLE ${table.name} (${[
          define('id', key),
          define('taxCode', integer),
          define('profile', bytes),
          define('document', bytes),
          define('requester', integer),
          define('state', integer),
          define('signedDocument', bytes),
          define('errorCode', text),
          define('claimToken', text),
          define('claimedUntil', integer),
        ].join(', ')})`,
      )
      const document = Buffer.from('<a>ế</a>')
      await table.insert({ id: 'mot', state: 0 })
      await table.insert({
        id: 'hai',
        state: 0,
        document,
        taxCode: 101300842,
        profile: Buffer.from([0, 255]),
        requester: 7,
      })
      const source = table.source()
      const requests = await take(source, 2)
      const byId = (id: string) => requests.find((request) => request.externalId === id)
      expect(byId('mot')).toMatchObject({ document: null, taxCode: null, profile: null, requester: null })
      expect(String(byId('hai')?.taxCode)).toBe('101300842')
      expect(byId('hai')?.profile).toEqual(Buffer.from([0, 255]))
      expect(byId('hai')?.document).toEqual(document)
      for (const request of requests) {
        expect(await source.deliver(signedOutcome(request, Buffer.from('<ký/>')))).toBe('delivered')
      }
      expect((await table.rows()).map((row) => [row.state, row.signedDocument])).toEqual([
        [2, Buffer.from('<ký/>')],
        [2, Buffer.from('<ký/>')],
      ])
    })

    test('hostile names are quoted, the whole way from init-table to delivery', async () => {
      const hostile = (name: string) => `${name} "']]\`; DROP TABLE x; -- ế`
      const columns = Object.fromEntries(
        Object.entries(referenceColumns).map(([name, column]) => [name, column && hostile(column)]),
      )
      const table = await newTable({
        table: [hostile(`t${Date.now()}`)],
        columns: { ...referenceColumns, ...columns },
      })
      expect(await initTable(table.config, database.password)).toEqual({ created: false })
      await table.insert({ document: VIETNAMESE, taxCode: "'; DROP TABLE x; --" })
      const source = table.source()
      const request = await takeOne(source)
      expect(request).toMatchObject({ document: VIETNAMESE, taxCode: "'; DROP TABLE x; --" })
      expect(await source.renew([request])).toEqual([])
      expect(await source.deliver(signedOutcome(request, "<a>'; DROP</a>"))).toBe('delivered')
      expect(await table.rows()).toMatchObject([{ state: 2, signedDocument: "<a>'; DROP</a>" }])
      expect((await testSource(table.config, database.password)).steps.filter((step) => !step.ok)).toEqual([])
    })

    test.each([
      ['an empty name', ['']],
      ['NUL in a name', ['a\0b']],
      ['half a letter', ['a\ud800']],
      ['a name that is too long', ['a'.repeat(300)]],
      ['no name', []],
      ['too many parts', ['a', 'b', 'c', 'd']],
    ])('%s is refused before anything is asked of the database', async (_, parts) => {
      const table = new RequestTable(database, { table: parts })
      await expect(takeOne(table.source())).rejects.toMatchObject({ code: 'ERR_SOURCE_LAYOUT' })
      await expect(initTable(table.config, database.password)).rejects.toMatchObject({ code: 'ERR_SOURCE_LAYOUT' })
      await table.close()
    })

    test('a document of 1 MB goes both ways unharmed', async () => {
      const table = await newTable()
      const document = VIETNAMESE.repeat(Math.ceil(1_000_000 / Buffer.byteLength(VIETNAMESE)))
      await table.insert({ document })
      const source = table.source()
      const request = await takeOne(source)
      expect(request.document === document).toBe(true)
      expect(await source.deliver(signedOutcome(request))).toBe('delivered')
      expect((await table.rows())[0]?.signedDocument === `${document}<!-- ký -->`).toBe(true)
    })

    test.each(['bytes', 'base64'] as const)('bytes of any kind go both ways unharmed as %s', async (encoding) => {
      const table = await newTable({ documentEncoding: encoding, signedDocumentEncoding: encoding })
      const toCell = (bytes: Buffer) =>
        encoding === 'bytes' ? bytes : bytes.toString('base64').replace(/.{76}/g, '$&\r\n')
      const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
      const documents = [every, Buffer.from([0]), Buffer.from('chữ', 'utf16le'), randomBytes(300_000)]
      for (const document of documents) await table.insert({ document: toCell(document) })
      const source = table.source()
      const requests = await take(source, documents.length)
      const signed = new Map(requests.map(({ externalId }) => [externalId, randomBytes(2_000)]))
      for (const request of requests) {
        expect(request.textOnly).toBeUndefined()
        const at = Number(request.externalId) - 1
        expect(Buffer.compare(request.document as Buffer, documents[at] ?? Buffer.alloc(0))).toBe(0)
        const outcome = signedOutcome(request, signed.get(request.externalId))
        expect(await source.deliver(outcome)).toBe('delivered')
        expect(await source.deliver(outcome)).toBe('delivered')
      }
      for (const row of await table.rows()) {
        const cell = row.signedDocument
        const bytes = typeof cell === 'string' ? Buffer.from(cell, 'base64') : Buffer.from(cell as Uint8Array)
        expect([row.state, bytes.equals(signed.get(String(row.id)) ?? Buffer.alloc(0))]).toEqual([2, true])
      }
    })

    test('what is no base64 is refused by what it holds, and its row told', async () => {
      const table = await newTable({ documentEncoding: 'base64' })
      await table.insert({ document: '<a/>' })
      const source = table.source()
      const request = await takeOne(source)
      expect(request).toMatchObject({ document: '<a/>', refusal: { code: 'ERR_ROW_NOT_BASE64' } })
      expect(request.textOnly).toBe(table.config.columns.signedDocument)
      expect(await source.deliver(rejectedOutcome(request, 'không phải base64'))).toBe('delivered')
      expect(await table.rows()).toMatchObject([{ state: 3, errorMessage: 'không phải base64' }])
    })

    test('a column of text takes no bytes: told by the test, and nothing is written in their place', async () => {
      const table = await newTable()
      await table.insert({ document: '<a/>' })
      const makesBytes = () => ({ ...UNKNOWN_RESULT, text: 'never' }) as const
      const { steps } = await testSource(table.config, database.password, makesBytes)
      expect(steps.find(({ ok }) => !ok)).toMatchObject({
        step: 'columns',
        detail: { en: expect.stringContaining('holds text only') },
      })
      const source = table.source()
      const request = await takeOne(source)
      const refused = source.deliver(signedOutcome(request, Buffer.from([0x30, 0x82, 0xff])))
      await expect(refused).rejects.toMatchObject({ code: 'ERR_SOURCE_LAYOUT' })
      expect(await table.rows()).toMatchObject([{ state: 1, signedDocument: null }])
      const mended = table.source({ signedDocumentEncoding: 'base64' })
      expect(await mended.deliver(signedOutcome(request, Buffer.from([0x30, 0x82, 0xff])))).toBe('delivered')
      expect(await table.rows()).toMatchObject([{ state: 2, signedDocument: 'MIL/' }])
    })

    test('rows that were claimed ahead and not taken over are pending again when the iteration ends', async () => {
      const table = await newTable()
      for (let index = 0; index < 20; index++) await table.insert({ document: '<a/>' })
      await takeOne(table.source())
      expect((await table.rows()).filter((row) => row.state === 1)).toHaveLength(1)
      const abort = new AbortController()
      let taken = 0
      for await (const _ of table.source().requests(abort.signal)) {
        taken++
        abort.abort()
      }
      expect(taken).toBe(1)
      expect((await table.rows()).filter((row) => row.state === 1)).toHaveLength(2)
    })

    test('claims in our name that are on no record are given back before the first row is pulled', async () => {
      const table = await newTable()
      for (const document of ['<known/>', '<lost/>', '<other/>']) await table.insert({ document })
      const [first, other] = [table.source({}, 'cổng-1'), table.source({}, 'cổng-2')]
      const taken = await take(first, 2)
      await takeOne(other)
      const known = taken.find(({ document }) => document === '<known/>') ?? taken[0]
      const restarted = table.source({}, 'cổng-1')
      const requests: string[] = []
      const isKnown = (externalId: string, claim: Claim) =>
        externalId === known?.externalId && JSON.stringify(claim) === JSON.stringify(known.claim)
      for await (const { externalId } of restarted.requests(AbortSignal.timeout(1_500), { isKnown })) {
        requests.push(externalId)
      }
      expect(requests).toEqual(
        taken.flatMap(({ externalId }) => (externalId === known?.externalId ? [] : [externalId])),
      )
      expect((await table.rows()).map(({ state }) => state)).toEqual([1, 1, 1])
    })

    test('a request that is given back is pending at once, and one that is ours no more is left alone', async () => {
      const table = await newTable({ leaseMs: 1_000 })
      await table.insert({ document: '<a/>' })
      const [slow, quick] = [table.source(), table.source()]
      const late = await takeOne(slow)
      await slow.release(late)
      expect(await table.rows()).toMatchObject([{ state: 0 }])
      const request = await takeOne(quick)
      await slow.release(late)
      expect(await table.rows()).toMatchObject([{ state: 1, claimToken: request.claim?.claimToken }])
    })

    test('a table with nothing but the needed columns works, its codes being words', async () => {
      const { text, key } = database.types
      const only = { id: 'ma', document: 'noi_dung', state: 'trang_thai', signedDocument: 'da_ky' }
      const none = Object.fromEntries(Object.keys(referenceColumns).map((name) => [name, null]))
      const table = new RequestTable(database, {
        columns: { ...referenceColumns, ...none, ...only },
        states: { pending: 'CHO', claimed: 'DANG', awaitingApproval: null, signed: 'XONG', rejected: 'LOI' },
        defaultProfile: 'customs-1543',
      })
      tables.push(table)
      const rest = ['document', 'state', 'signedDocument'] as const
      const columns = [`${table.column('id')} ${key}`, ...rest.map((name) => `${table.column(name)} ${text}`)]
      await database.run(`CREATE TABLE ${table.name} (${columns.join(', ')})`)
      await table.insert({ id: 'A1', document: '<a/>', state: 'CHO' })
      await table.insert({ id: 'A2', document: '<b/>', state: 'KHAC' })
      const source = table.source()
      const request = await takeOne(source)
      expect(request).toMatchObject({ externalId: 'A1', profile: 'customs-1543', taxCode: null })
      expect(await source.renew([request])).toEqual([])
      expect(await source.deliver(signedOutcome(request, '<ký/>'))).toBe('delivered')
      expect(await source.deliver(signedOutcome(request, '<ký/>'))).toBe('delivered')
      const states = await database.run(
        `SELECT ${table.column('state')} AS state FROM ${table.name} ORDER BY ${table.column('id')}`,
      )
      expect(states.map((row) => row.state)).toEqual(['XONG', 'KHAC'])
    })

    test('what is wrong with a table is told at once and in full', async () => {
      const table = await newTable()
      const columns = { ...referenceColumns, taxCode: 'mst', requester: 'nguoi_gui', claimedUntil: 'document' }
      const error = await takeOne(table.source({ columns })).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'ERR_SOURCE_LAYOUT' })
      const message = error instanceof CongkyError ? error.text('vi').message : ''
      for (const word of ['mst', 'nguoi_gui', 'document']) expect(message).toContain(word)
      const missing = new RequestTable(database)
      await expect(takeOne(missing.source())).rejects.toMatchObject({ code: 'ERR_SOURCE_LAYOUT' })
      await missing.close()
    })

    test('a document that waits for an approval shows in its row, and whatever its owner does is seen', async () => {
      const states = { pending: 0, claimed: 1, awaitingApproval: 4, signed: 2, rejected: 3 }
      const table = await newTable({ states, leaseMs: 1_000 })
      for (const name of ['kept', 'corrected', 'deleted', 'shelved', 'elsewhere']) {
        await table.insert({ document: `<${name}>ký</${name}>`, note: `ghi chú ${name}` })
      }
      const source = table.source()
      const requests = await take(source, 5)
      expect(requests.map(({ note }) => note)).toContain('ghi chú kept')
      const asked = requests.map((request) => ({ ...request, documentSha256: signedOutcome(request).documentSha256 }))
      const standings = async () => {
        const seen = new Map((await source.look(asked)).map((one) => [one.externalId, one]))
        return ['1', '2', '3', '4', '5'].map((id) => `${seen.get(id)?.standing}${seen.get(id)?.isMarked ? '' : '?'}`)
      }
      expect(await standings()).toEqual(['ours?', 'ours?', 'ours?', 'ours?', 'ours?'])
      await source.mark(asked, true)
      expect((await table.rows()).map(({ state }) => state)).toEqual([4, 4, 4, 4, 4])
      expect(await standings()).toEqual(['ours', 'ours', 'ours', 'ours', 'ours'])
      await table.update('2', { document: '<newer/>' })
      await database.run(`DELETE FROM ${table.name} WHERE ${table.column('id')} = 3`)
      await table.update('4', { state: 9 })
      await table.update('5', { claimToken: 'another gateway' })
      expect(await standings()).toEqual(['ours', 'corrected', 'withdrawn?', 'withdrawn?', 'lost'])
      expect((await source.renew(asked)).toSorted()).toEqual(['3', '4', '5'])
      const [kept] = asked.filter(({ externalId }) => externalId === '1')
      if (!kept) throw new Error('the first row was expected')
      await source.mark([kept], false)
      await source.mark([kept], true)
      expect(await source.deliver(signedOutcome(kept))).toBe('delivered')
      await source.mark(asked, false)
      expect((await table.rows()).map(({ id, state }) => [id, state])).toEqual([
        ...[
          ['1', 2],
          ['2', 1],
          ['4', 9],
          ['5', 4],
        ],
      ])
    })

    test('a waiting row whose gateway is gone comes to another one when its lease has run out', async () => {
      const states = { pending: 0, claimed: 1, awaitingApproval: 4, signed: 2, rejected: 3 }
      const table = await newTable({ states, leaseMs: 1_000 })
      await table.insert({ document: '<a/>' })
      const [gone, other] = [table.source(), table.source()]
      await gone.mark([await takeOne(gone)], true)
      expect(await takeFor(other, 300)).toEqual([])
      expect(await takeOne(other)).toMatchObject({ externalId: '1' })
      expect(await table.rows()).toMatchObject([{ state: 1 }])
    })

    test('testSource says step by step what works, and counts the rows', async () => {
      const table = await newTable()
      for (let index = 0; index < 3; index++) await table.insert({ document: '<a/>' })
      const source = table.source()
      const [first] = await take(source, 2)
      if (first) await source.deliver(signedOutcome(first))
      const report = await testSource(table.config, database.password)
      expect(report).toMatchObject({ ok: true, counts: { pending: 1, claimed: 1, signed: 1, rejected: 0 } })
      expect(report.steps.map(({ step }) => step)).toEqual([
        'connect',
        'table',
        'encoding',
        'columns',
        'claim-columns',
        'rights',
        'new-rows',
      ])
      const broken = await testSource(
        { ...table.config, columns: { ...referenceColumns, profile: 'mau' } },
        database.password,
      )
      expect(broken.ok).toBe(false)
      expect(broken.steps.find(({ ok }) => !ok)).toMatchObject({
        step: 'columns',
        detail: { en: expect.stringContaining('mau') },
      })
      const gone = await testSource({ ...table.config, table: ['khong_co'] }, database.password)
      expect(gone.steps.at(-1)).toMatchObject({ step: 'table', ok: false })
    })

    test('a database that is away is an error of its own, and when it is back nothing is lost', async () => {
      const table = await newTable()
      for (const document of ['<a/>', '<b/>', '<c/>']) await table.insert({ document })
      const source = table.source()
      const request = await takeOne(source)
      await database.stop()
      try {
        await expect(source.deliver(signedOutcome(request))).rejects.toMatchObject({ code: 'ERR_SOURCE_UNAVAILABLE' })
        await expect(source.renew([request])).rejects.toMatchObject({ code: 'ERR_SOURCE_UNAVAILABLE' })
        await expect(takeOne(source)).rejects.toMatchObject({ code: 'ERR_SOURCE_UNAVAILABLE' })
        await expect(takeOne(table.source())).rejects.toMatchObject({ code: 'ERR_SOURCE_UNAVAILABLE' })
        expect(await testSource(table.config, database.password)).toMatchObject({ ok: false, counts: null })
      } finally {
        await database.start()
      }
      expect(await source.renew([request])).toEqual([])
      expect(await source.deliver(signedOutcome(request))).toBe('delivered')
      for (const left of await take(source, 2)) expect(await source.deliver(signedOutcome(left))).toBe('delivered')
      expect((await table.rows()).map((row) => row.state)).toEqual([2, 2, 2])
    })

    test('errors repeat neither password nor document', async () => {
      const { text, key, integer } = database.types
      const canary = 'CANARY-5b1d'
      const table = new RequestTable(database, {
        columns: { ...referenceColumns, note: null, createdAt: null, updatedAt: null },
      })
      tables.push(table)
      const names = [
        'taxCode',
        'profile',
        'document',
        'requester',
        'errorCode',
        'errorMessage',
        'claimedBy',
        'claimToken',
      ] as const
      await database.run(
        `CREATE TABLE ${table.name} (${[
          `${table.column('id')} ${key}`,
          ...names.map((name) => `${table.column(name)} ${text}`),
          `${table.column('state')} ${integer}`,
          `${table.column('claimedUntil')} ${integer}`,
          `${table.column('signedDocument')} ${text} CHECK (${table.column('signedDocument')} NOT LIKE '%CANARY%')`,
        ].join(', ')})`,
      )
      await table.insert({ id: 'a', document: `<a>${canary}</a>`, state: 0 })
      const source = table.source()
      const request = await takeOne(source)
      const refused: unknown = await source.deliver(signedOutcome(request)).catch((error: unknown) => error)
      expect(refused).toMatchObject({ code: 'ERR_SOURCE_LAYOUT' })
      expect(await table.rows()).toMatchObject([{ state: 1, signedDocument: null }])
      const wrongLogin = openTableSource(
        { ...table.config, connection: { ...database.connection, user: 'nobody-here' } },
        {
          gatewayId: 'g',
          password: async () => 'Canary-Password-5b1d',
          log: { debug() {}, info() {}, warn() {}, error() {} },
        },
      )
      const denied: unknown =
        database.connection.file === null ? await takeOne(wrongLogin).catch((error: unknown) => error) : null
      if (denied !== null)
        expect(denied).toMatchObject({
          code: 'ERR_SOURCE_UNAVAILABLE',
          message: expect.stringContaining('nobody-here'),
        })
      await wrongLogin.close()
      expect(`${inspect([refused, denied], { depth: 9 })}${JSON.stringify([refused, denied])}`).not.toMatch(
        /CANARY|Canary-/,
      )
    })
  })
}
