/** Databases and the configuration over the API: two admins at once, passwords that stay inside, drafts that are tried. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DeclarantsDatabase } from './support/declarants-database.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { readHistory } from './support/history.ts'
import { type WebAnswer, WebVisitor } from './support/web-visitor.ts'

const PASSWORD = 'Canary-Password-quản-trị-72'
const folder = makeFolder('sources-api')
let gateway: GatewayFixture
let postgres: DeclarantsDatabase
let mariaDb: DeclarantsDatabase
let lan: WebVisitor
let minh: WebVisitor

beforeAll(async () => {
  ;[postgres, mariaDb] = await Promise.all([
    DeclarantsDatabase.start('PostgreSQL', folder),
    DeclarantsDatabase.start('MariaDB', folder),
  ])
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config: {} })
  for (const [name, role] of [
    ['lan', 'admin'],
    ['minh', 'admin'],
    ['hoa', 'auditor'],
  ]) {
    await gateway.admin('POST', '/users', { name, role, password: PASSWORD })
  }
  lan = new WebVisitor(gateway.url)
  minh = new WebVisitor(gateway.url, '127.0.0.2')
  await lan.login('lan', PASSWORD)
  await minh.login('minh', PASSWORD)
  // What a person would have written: with remarks, and in the words of the file.
  const port = Number(new URL(gateway.url).port)
  writeFileSync(
    gateway.configFile,
    `# Cổng ký của đại lý\nlisten: {host: 127.0.0.1, port: ${port}}   # chỉ máy này\nstateDir: ./state\n\nsources:\n` +
      `  # Máy phòng khai báo\n  - name: cu\n    dialect: sqlite\n    connection: {file: ./cu.db} # tệp cũ\n    active: false\n`,
  )
  await eventually(() => gateway.output.includes('configuration taken over'))
})
afterAll(async () => {
  await gateway?.stop()
  await Promise.all([postgres?.close(), mariaDb?.close()])
  removeFolder(folder)
})

const sources = async () => (await lan.call('GET', '/admin/sources')).body.sources as { name: string }[]
const revision = async () => (await lan.call('GET', '/admin/sources')).body.revision as string
const edit = async (who: WebVisitor, method: string, path: string, body: object | undefined, seen?: string) =>
  who.call(method, path, { ...(body ? { body } : {}), headers: { 'if-match': `"${seen ?? (await revision())}"` } })
const file = () => readFileSync(gateway.configFile, 'utf8')
const draftOf = (database: DeclarantsDatabase) => {
  const { dialect, connection } = database.source('congky_request', {}) as {
    dialect: string
    connection: Record<string, string | number>
  }
  const { host, port, database: name, user } = connection
  return { dialect, connection: { host, port, database: name, user, tls: 'off' } as Record<string, string | number> }
}
const stepsOf = ({ body }: WebAnswer) =>
  body.steps.map(({ step, ok, detail }: { step: string; ok: boolean; detail: { vi: string } }) => ({
    step,
    ok,
    vi: detail.vi,
  }))

describe('the configuration', () => {
  test('edited by two admins at once keeps the first edit, tells the second, and keeps every remark', async () => {
    const seen = await revision()
    const answers = await Promise.all([
      edit(lan, 'PATCH', '/admin/sources/cu', { source: { application: 'ECUS5VNACCS' } }, seen),
      edit(minh, 'PATCH', '/admin/sources/cu', { source: { pageSize: 7 } }, seen),
    ])
    const [won, lost] = answers[0]?.status === 200 ? answers : [...answers].reverse()
    expect([won?.status, lost?.status, lost?.body.code]).toEqual([200, 409, 'ERR_CONFIG_CHANGED'])
    const again = answers[0] === lost ? { application: 'ECUS5VNACCS' } : { pageSize: 7 }
    const who = answers[0] === lost ? lan : minh
    const mended = await edit(who, 'PATCH', '/admin/sources/cu', { source: again })
    expect(mended.body.revision).toBe(await revision())
    expect(await sources()).toMatchObject([{ name: 'cu', application: 'ECUS5VNACCS', pageSize: 7 }])
    for (const remark of ['# Cổng ký của đại lý\n', '  # chỉ máy này\n', '  # Máy phòng khai báo\n', '# tệp cũ\n']) {
      expect(file()).toContain(remark)
    }
    expect(file()).toContain('connection: {file: ./cu.db}')
    // In force when it was answered, and not taken over a second time by the watcher of the file.
    const taken = () => gateway.output.match(/configuration taken over/g)?.length ?? 0
    writeFileSync(gateway.configFile, `${file()}# bằng tay\n`)
    await eventually(() => taken() >= 4)
    expect(taken()).toBe(4) // What beforeAll wrote, two edits, and this remark.
  })

  test('is edited with the revision that was looked at, by those who may, and wrong values are told at their field', async () => {
    const without = await lan.call('PATCH', '/admin/sources/cu', { body: { source: { pageSize: 8 } } })
    expect([without.status, without.body.code]).toEqual([400, 'ERR_REQUEST_INVALID'])
    const auditor = new WebVisitor(gateway.url)
    await auditor.login('hoa', PASSWORD)
    expect((await auditor.call('GET', '/admin/config')).body.config.listen.host).toBe('127.0.0.1')
    expect((await edit(auditor, 'PATCH', '/admin/sources/cu', { source: {} })).status).toBe(403)
    expect((await auditor.call('POST', '/admin/sources/test', { body: { source: {} } })).status).toBe(403)

    const before = file()
    const source = { dialect: 'mssql', connection: { host: '.', port: 'x' }, pageSize: 0 }
    const wrong = await edit(lan, 'POST', '/admin/sources', { name: 'Có dấu', source })
    expect([wrong.status, wrong.body.code]).toEqual([422, 'ERR_CONFIG_INVALID'])
    const fields = wrong.body.fields.map(({ field }: { field: string }) => field).sort()
    const connection = ['database', 'port', 'user'].map((key) => `sources[0].connection.${key}`)
    expect(fields).toEqual([...connection, 'sources[0].name', 'sources[0].pageSize'])
    expect(wrong.body.messageVi).not.toContain(folder)
    expect(file()).toBe(before)
  })

  test('never points a source at the state of the gateway itself', async () => {
    const source = { dialect: 'sqlite', connection: { file: './state/../state/congky.db' } }
    const saved = await edit(lan, 'POST', '/admin/sources', { name: 'trong', source })
    expect(saved.body.fields).toMatchObject([{ field: 'sources[0].connection.file' }])
    const looked = await lan.call('POST', '/admin/sources/tables', { body: { source } })
    expect([looked.status, looked.body.code]).toEqual([422, 'ERR_CONFIG_INVALID'])
  })
})

describe('a database that is no source yet', () => {
  test('is tried as it was typed, and each thing that is wrong has its reason', async () => {
    const good = draftOf(postgres)
    const tryOut = async (source: object, password?: string) =>
      stepsOf(await lan.call('POST', '/admin/sources/test', { body: { source, ...(password ? { password } : {}) } }))
    const { password } = postgres.server
    const refused = await tryOut(good, 'Canary-Password-sai')
    expect(refused).toMatchObject([{ step: 'connect', ok: false, vi: expect.stringMatching(/mật khẩu/i) }])
    const nowhere = await tryOut({ ...good, connection: { ...good.connection, database: 'khong_co' } }, password)
    expect(nowhere).toMatchObject([{ step: 'connect', ok: false, vi: expect.stringContaining('khong_co') }])
    const noTable = await tryOut({ ...good, table: 'public.khong_co' }, password)
    expect(noTable).toMatchObject([
      { step: 'connect', ok: true },
      { step: 'table', ok: false, vi: expect.stringContaining('khong_co') },
    ])
    const closed = await tryOut({ ...good, connection: { ...good.connection, port: 1 } }, password)
    expect(closed).toMatchObject([{ step: 'connect', ok: false }])
    const maria = await tryOut(draftOf(mariaDb), 'Canary-Password-sai')
    expect(maria).toMatchObject([{ step: 'connect', ok: false, vi: expect.stringMatching(/mật khẩu/i) }])
    const noFile = await tryOut({ dialect: 'sqlite', connection: { file: join(folder, 'khong-co.db') } })
    expect(noFile).toMatchObject([{ step: 'connect', ok: false, vi: expect.stringContaining('khong-co.db') }])
    expect(existsSync(join(folder, 'khong-co.db'))).toBe(false)
  })

  test.each([
    ['PostgreSQL', () => ({ source: draftOf(postgres), password: postgres.server.password })],
    ['MariaDB', () => ({ source: draftOf(mariaDb), password: mariaDb.server.password })],
    ['SQLite', () => ({ source: { dialect: 'sqlite', connection: { file: join(folder, 'moi.db') } } })],
  ])('%s gets its table, and rows are seen as the gateway would read them', async (kind, makeDraft) => {
    const draft = makeDraft()
    const ask = async (what: string, more: object = {}) =>
      (await lan.call('POST', `/admin/sources/${what}`, { body: { ...draft, source: { ...draft.source, ...more } } }))
        .body
    const table = 'congky_xem'
    expect(await ask('init-table', { table })).toEqual({ created: true })
    expect(await ask('init-table', { table })).toEqual({ created: false })
    const long = `<ToKhai>${'Tôm đông lạnh '.repeat(400)}</ToKhai>`
    const rows = Array.from({ length: 30 }, (_, at) => ({
      taxCode: '0101300842',
      document: at === 0 ? long : `<T>\u0001${at}</T>`,
    }))
    if (kind === 'SQLite') {
      const sqlite = new Database(join(folder, 'moi.db'))
      for (const row of rows)
        sqlite
          .prepare(`INSERT INTO ${table} (tax_code, document) VALUES (?, ?)`)
          .run(row.taxCode, row.document.replaceAll('\u0001', ''))
      sqlite.close()
    } else {
      await (kind === 'MariaDB' ? mariaDb : postgres).insert(
        table,
        rows.map((row) => ({ ...row, document: row.document.replaceAll('\u0001', '') })),
      )
    }

    const { tables } = await ask('tables')
    expect(tables).toContainEqual(kind === 'PostgreSQL' ? ['public', table] : [table])
    const columns = await ask('columns', { table })
    expect(columns).toContainEqual(expect.objectContaining({ name: 'tax_code', kind: 'text' }))
    const preview = await ask('preview', { table })
    expect(preview.missing).toEqual([])
    expect(preview.rows).toHaveLength(20)
    const first = preview.rows.find(({ id }: { id: string }) => id === '1')
    expect(first).toMatchObject({
      taxCode: '0101300842',
      state: '0',
      stateMeaning: 'pending',
      documentBytes: Buffer.byteLength(long),
    })
    expect(first.document).toBe(long.slice(0, 240))
    const other = {
      id: 'id',
      document: 'document',
      state: 'state',
      signedDocument: 'signed_document',
      taxCode: 'khong_co',
    }
    const partly = await ask('preview', { table, columns: other })
    expect(partly).toMatchObject({ missing: ['khong_co'], rows: [{ taxCode: null }, ...Array(19).fill({})] })

    const steps = await ask('test', { table })
    expect(steps).toMatchObject({ ok: true, counts: { pending: 30 } })
  })

  test('that hangs is waited for no longer than a person waits, and one who asks again waits for the new answer only', async () => {
    // An address of this machine where nothing answers is refused at once, so a server that only listens has to do.
    const { createServer } = await import('node:net')
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const good = draftOf(postgres)
    const body = (source: object) => ({ body: { source, password: postgres.server.password } })
    const hanging = lan.call('POST', '/admin/sources/test', body({ ...good, connection: { ...good.connection, port } }))
    await eventually(
      async () => (await new Promise<number>((resolve) => silent.getConnections((_, count) => resolve(count)))) > 0,
    )
    const answered = await lan.call('POST', '/admin/sources/test', body(good))
    expect(answered.status).toBe(200)
    expect(await hanging).toMatchObject({ status: 504, body: { code: 'ERR_CHECK_ENDED' } })
    silent.close()
  })
})

describe('a password', () => {
  test('goes in and nowhere comes out, and is only sent to the server it was typed for', async () => {
    const { password } = postgres.server
    const draft = { ...draftOf(postgres), table: 'congky_xem', defaultCertificate: '54:02:BC' }
    const added = await edit(lan, 'POST', '/admin/sources', { name: 'ecus', source: draft, password })
    expect(added.status).toBe(200)
    expect(file()).toContain('passwordSecret: ecus')
    await eventually(async () => JSON.stringify(await sources()).includes('"state":"ok"'))
    expect(await sources()).toMatchObject([
      { name: 'cu', password: null },
      { name: 'ecus', password: { from: 'file' } },
    ])

    const stored = { body: { name: 'ecus', source: {} } }
    expect(stepsOf(await lan.call('POST', '/admin/sources/test', stored))[0]).toMatchObject({
      step: 'connect',
      ok: true,
    })
    const elsewhere = { source: { connection: { host: '127.0.0.9' } } }
    const sent = await lan.call('POST', '/admin/sources/test', { body: { name: 'ecus', ...elsewhere } })
    expect(sent.body.fields).toMatchObject([{ field: 'sources[0].password' }])
    const saved = await edit(lan, 'PATCH', '/admin/sources/ecus', elsewhere)
    expect(saved.body.fields).toMatchObject([{ field: 'sources[0].password' }])
    const borrowed = {
      dialect: 'postgres',
      connection: { ...draft.connection, host: '127.0.0.9', passwordSecret: 'ecus' },
    }
    await edit(lan, 'POST', '/admin/sources', { name: 'muon', source: borrowed })
    expect(await sources()).toMatchObject([{}, {}, { name: 'muon', password: null }])

    expect((await lan.call('PUT', '/admin/secrets/khac', { body: { value: 'Canary-Password-khác' } })).status).toBe(200)
    const list = await lan.call('GET', '/admin/secrets')
    expect(list.body).toEqual([
      { name: 'ecus', from: 'file', usedBy: ['ecus'] },
      { name: 'khac', from: 'file', usedBy: [] },
    ])
    expect((await lan.call('DELETE', '/admin/secrets/khac')).body).toHaveLength(1)
    const notes = (await readHistory(gateway)).flatMap(({ note, requester }) => (note ? [`${requester}: ${note}`] : []))
    expect(notes).toContain('lan: configuration changed: source ecus added')
    expect(notes).toContain('lan: password khac set')
    expect(notes.join('\n')).toMatch(/lan: database tried: postgres 127\.0\.0\.1:\d+\/khai_bao/)
    expect([notes.join('\n'), JSON.stringify(list.body), gateway.output, file()].join('\n')).not.toContain(
      'Canary-Password',
    )
  })

  test('goes with its source, whose requests in hand are kept from being left behind', async () => {
    // Its certificate is not at hand, so what comes in waits for a person.
    await eventually(async () => {
      const found = (await lan.call('GET', '/admin/sources')).body.sources[1]
      return found.waiting.received + found.waiting.held + found.waiting.undelivered > 0
    })
    const moved = await edit(lan, 'PATCH', '/admin/sources/ecus', { source: { table: 'khac' } })
    expect([moved.status, moved.body.code]).toEqual([409, 'ERR_SOURCE_IN_USE'])
    const refused = await edit(lan, 'DELETE', '/admin/sources/ecus', undefined)
    expect([refused.status, refused.body.code]).toEqual([409, 'ERR_SOURCE_IN_USE'])
    const off = await edit(lan, 'PATCH', '/admin/sources/ecus', { source: { active: false } })
    expect(off.status).toBe(200)
    const gone = await edit(lan, 'DELETE', '/admin/sources/ecus?evenInUse=true', undefined)
    expect(gone.status).toBe(200)
    expect((await lan.call('GET', '/admin/secrets')).body).toEqual([])
    const after = (await lan.call('GET', '/admin/sources')).body
    expect(after.gone).toMatchObject([{ name: 'ecus' }])
    expect(file()).not.toContain('ecus')
  })
})
