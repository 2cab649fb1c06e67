/**
 * Request tables that nobody should write so, in each kind of database that runs here: names that end their
 * quotes, values that look like statements, and rows that hold anything but a request.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { type Declarants, openDeclarants } from '../support/declarants.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { eventually, runCongky } from '../support/gateway.ts'
import { readHistory } from '../support/history.ts'
import { AGENT } from '../support/office.ts'
import { promise } from '../support/promise.ts'
import { referenceColumns } from '../support/request-table.ts'
import { Siege } from '../support/siege.ts'

// Seconds on an idle machine; minutes beside everything else.
vi.setConfig({ testTimeout: 300_000 })

const folder = makeFolder('tables')
let databases: readonly Declarants[] = []
let siege: Siege

beforeAll(async () => {
  databases = await openDeclarants(folder)
  for (const database of databases) {
    await database.run(`CREATE TABLE ${VICTIM} (x ${database.types.integer})`)
    await database.run(foreignTable(database))
  }
  siege = await Siege.start('siege', { config: { sources: databases.flatMap(sourcesOf) } })
  const password = databases.find((database) => database.password !== null)?.password
  expect((await siege.gateway.run(['secret', 'set', 'db', '--value-stdin'], `${password}\n`)).code).toBe(0)
})
afterAll(async () => {
  await siege?.stop()
  for (const database of databases) await database.close()
  removeFolder(folder)
})

/** What the statements in names and values would like to drop. */
const VICTIM = 'nan_nhan'
const TABLE = `t"'\`]; DROP TABLE ${VICTIM}; -- ế?`
const RESERVED: Readonly<Record<string, string>> = { id: 'select', state: 'where', document: 'order', taxCode: 'table' }
const ENDINGS = ['"', "'", '`', ']', '";--', '?', '$1', ':1', '@p1', '%s', '\\', '/*']
const hostileColumns: typeof referenceColumns = {
  ...referenceColumns,
  ...Object.fromEntries(
    Object.entries(referenceColumns).map(([name, column], index) => {
      if (column === null) return [name, null]
      return [name, RESERVED[name] ?? `${column} ${ENDINGS[index % ENDINGS.length]}x`]
    }),
  ),
}

/** Somebody else's table, which forbids nothing; the one that init-table makes is stricter. */
function foreignTable({ types, dialect }: Declarants): string {
  // In SQLite a column of text takes anything, even bytes that are no text.
  const document = dialect === 'sqlite' ? types.text : types.bytes
  return `CREATE TABLE la (id ${types.key}, tax_code ${types.text}, profile ${types.text}, document ${document},
    state ${types.integer}, signed_document ${types.bytes}, error_code ${types.text}, error_message ${types.text},
    claim_token ${types.text}, claimed_until ${types.integer})`
}
const foreignColumns = { ...referenceColumns, requester: null, claimedBy: null, createdAt: null, updatedAt: null }

function sourcesOf({ dialect, connection }: Declarants): object[] {
  const common = { dialect, connection, pollMs: 50 }
  return [
    { name: `thu-${dialect}`, ...common, table: [TABLE], columns: hostileColumns },
    { name: `la-${dialect}`, ...common, table: 'la', columns: foreignColumns },
    // Longer than any of them takes: this source cannot work, and the others do not mind.
    { name: `dai-${dialect}`, ...common, table: ['ế'.repeat(dialect === 'sqlite' ? 1 : 100)] },
  ]
}

type Values = Readonly<Partial<Record<'taxCode' | 'profile' | 'document' | 'requester' | 'state', unknown>>>

function insert({ run, quote }: Declarants, table: string, columns: typeof referenceColumns, values: Values) {
  const entries = Object.entries(values) as [keyof Values, unknown][]
  const names = entries.map(([name]) => quote(columns[name] ?? '')).join(', ')
  const places = entries.map(() => '?').join(', ')
  const inserted = entries.map(([, value]) => value)
  return run(`INSERT INTO ${quote(table)} (${names}) VALUES (${places})`, inserted)
}

/** Every row by its key, under the gateway's names for its columns. */
async function rowsOf({ run, quote }: Declarants, table: string, columns: typeof referenceColumns) {
  const wanted = ['id', 'state', 'document', 'signedDocument', 'errorCode', 'errorMessage'] as const
  const selected = wanted.map((name) => `${quote(columns[name] ?? '')} AS ${quote(name)}`).join(', ')
  const rows = await run(`SELECT ${selected} FROM ${quote(table)} ORDER BY ${quote(columns.id)}`)
  return rows.map((row) => ({
    state: row.state === null ? null : Number(row.state),
    document: textOf(row.document),
    signed: textOf(row.signedDocument),
    code: row.errorCode,
    message: row.errorMessage,
  }))
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return value instanceof Uint8Array ? Buffer.from(value).toString() : String(value)
}

const good = (text: string) => `<ToKhai><So>${text}</So></ToKhai>`

promise(
  'S9',
  'names that end their quotes and values that look like statements are names and values',
  async (count) => {
    const statements = [
      `'; DROP TABLE ${VICTIM}; --`,
      `"; DROP TABLE ${VICTIM}; --`,
      `\`; DROP TABLE ${VICTIM}; --`,
      `\\'; DROP TABLE ${VICTIM}; --`,
      `'); DELETE FROM ${VICTIM}; --`,
      `$1 ? :1 @p1 %s \${x} {{x}}`,
      `' OR '1'='1`,
    ]
    const { gateway } = siege
    let rows = 0
    for (const database of databases) {
      const name = `thu-${database.dialect}`
      const made = await gateway.run(['source', 'init-table', name])
      expect([made.code, made.stderr]).toEqual([0, ''])
      await database.run(`INSERT INTO ${VICTIM} (x) VALUES (7)`)
      const put = (values: Values) => insert(database, TABLE, hostileColumns, values)
      for (const text of statements) {
        await put({ document: good(text.replaceAll('<', '')), requester: text })
        // As much of it as init-table's own column takes.
        await put({ document: good('x'), taxCode: text.slice(0, 20) })
        await put({ document: good('x'), profile: text })
        await put({ document: text })
      }
    }
    for (const database of databases) {
      const found = await eventually(async () => {
        const all = await rowsOf(database, TABLE, hostileColumns)
        return all.every(({ state }) => (state ?? 0) > 1) ? all : null
      }, 60_000)
      rows += found.length
      const codes = ['signed', 'ERR_TAX_CODE_INVALID', 'ERR_PROFILE_UNKNOWN', 'ERR_DOCUMENT_NOT_XML']
      expect(found.map(({ state, code }) => (state === 2 ? 'signed' : code))).toEqual(statements.flatMap(() => codes))
      for (const [index, text] of statements.entries()) expect(found[index * 4]?.signed).toContain(text)
      expect(await database.run(`SELECT x FROM ${VICTIM}`)).toHaveLength(1)
    }
    await siege.expectWell()

    // Those that had no password at the start look again a little later.
    const tooLong = await eventually(async () => {
      const status = await gateway.admin<{ sources: { name: string; errorCode: string | null }[] }>('GET', '/status')
      const sources = status.sources.filter(({ name }) => name.startsWith('dai-'))
      return sources.every(({ errorCode }) => errorCode === 'ERR_SOURCE_LAYOUT') ? sources : null
    })
    expect(tooLong).toHaveLength(databases.length)

    // What no database can take for a name is refused where it is written.
    const config = JSON.parse(readFileSync(gateway.configFile, 'utf8')) as { sources: object[] }
    const refused = [[''], ['a\0b'], ['a\u001b[2J'], [], ['a', 'b', 'c', 'd'], ['x'.repeat(129)]]
    for (const [index, table] of refused.entries()) {
      const file = join(siege.folder, `refused-${index}.yaml`)
      writeFileSync(file, JSON.stringify({ ...config, sources: [{ ...config.sources[0], table }] }))
      const checked = await runCongky(['config', 'check', '--config', file])
      expect([table, checked.code, checked.stdout + checked.stderr]).toEqual([
        table,
        1,
        expect.stringContaining('sources[0].table'),
      ])
    }
    count(
      `${databases.length} databases: ${rows} rows with ${statements.length} statements, 0 carried out; ` +
        `${refused.length + tooLong.length} names refused; ${await siege.expectCalm()}`,
    )
  },
)

const bytes = (...parts: readonly (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part))))

/** In every database; `expected` is what the row is told. */
const poison: readonly (readonly [name: string, values: Values, expected: string])[] = [
  ['no document', { document: null }, 'ERR_ROW_INVALID'],
  ['an empty one', { document: '' }, 'ERR_DOCUMENT_EMPTY'],
  ['not XML', { document: 'Kính gửi Chi cục' }, 'ERR_DOCUMENT_NOT_XML'],
  ['XML that stops in the middle', { document: '<ToKhai><So>1</So>' }, 'ERR_DOCUMENT_NOT_XML'],
  [
    'a DOCTYPE',
    { document: '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>' },
    'ERR_DOCTYPE_FORBIDDEN',
  ],
  ['too large', { document: `<a>${'x'.repeat(4 * 1024 * 1024)}</a>` }, 'ERR_DOCUMENT_TOO_LARGE'],
  ['broken UTF-8', { document: bytes('<a>', 0xff, '</a>') }, 'ERR_DOCUMENT_ENCODING'],
  ['UTF-16', { document: Buffer.from('\ufeff<a/>', 'utf16le') }, 'ERR_DOCUMENT_ENCODING'],
  ['windows-1258', { document: bytes('<a>', 0xd0, 0xe1, '</a>') }, 'ERR_DOCUMENT_ENCODING'],
  ['a picture', { document: bytes(0x89, 'PNG\r\n', 0x1a, 0x0a, 0, 0) }, 'ERR_DOCUMENT_ENCODING'],
  ['two elements with one Id', { document: '<a><b Id="x"/><c Id="x"/></a>' }, 'ERR_DUPLICATE_ID'],
  ['an unknown profile', { document: good('x'), profile: 'ky-nhanh' }, 'ERR_PROFILE_UNKNOWN'],
  ['another kind than its profile', { document: good('x'), profile: 'customs-1543' }, 'ERR_PROFILE_MISMATCH'],
  ['a tax code that is none', { document: good('x'), taxCode: 'Thái Sơn' }, 'ERR_TAX_CODE_INVALID'],
  ['a tax code too long', { document: good('x'), taxCode: '0'.repeat(400) }, 'ERR_TAX_CODE_INVALID'],
  ['a profile too long', { document: good('x'), profile: 'ế'.repeat(400) }, 'ERR_PROFILE_UNKNOWN'],
]

/** SQLite takes any value in any column. */
const poisonOfSqlite: typeof poison = [
  ['a number for a document', { document: 5n }, 'ERR_DOCUMENT_NOT_XML'],
  ['a blob for a tax code', { document: good('x'), taxCode: Buffer.from('0101') }, 'ERR_ROW_INVALID'],
  ['a blob for a profile', { document: good('x'), profile: Buffer.from([0, 255]) }, 'ERR_ROW_INVALID'],
  ['a number for a profile', { document: good('x'), profile: 1.5 }, 'ERR_PROFILE_UNKNOWN'],
]

promise('S10', 'each poison row is told what is wrong with it, and the good row behind it is signed', async (count) => {
  let told = 0
  for (const database of databases) {
    const put = (values: Values) => insert(database, 'la', foreignColumns, { state: 0, ...values })
    const isSqlite = database.dialect === 'sqlite'
    const cases = isSqlite ? [...poison, ...poisonOfSqlite] : poison
    for (const [index, [, values]] of cases.entries()) {
      await put(values)
      await put({ taxCode: AGENT.taxCode, document: good(`${database.dialect} ${index}`) })
    }
    // States that are no state of ours are somebody else's business.
    for (const state of [null, 99, -1]) await put({ state, document: good('x') })
  }
  for (const database of databases) {
    const isSqlite = database.dialect === 'sqlite'
    const cases = isSqlite ? [...poison, ...poisonOfSqlite] : poison
    const rows = await eventually(async () => {
      const all = await rowsOf(database, 'la', foreignColumns)
      return all.every(({ state }) => state !== 0 && state !== 1) ? all : null
    }, 60_000)
    const codes = cases.map(([name], index) => [database.dialect, name, rows[index * 2]?.code])
    expect(codes).toEqual(cases.map(([name, , code]) => [database.dialect, name, code]))
    expect(cases.map((_, index) => rows[index * 2 + 1]?.state)).toEqual(cases.map(() => 2))
    expect(rows[0]?.message).toMatch(/[ạảãàáâậầấẩẫăắằặẳẵđêệếềểễ]/)
    const after = rows.slice(cases.length * 2)
    expect(after.slice(0, 3).map(({ state, signed }) => [state, signed])).toEqual(
      [null, 99, -1].map((state) => [state, null]),
    )
    told += cases.length

    // A person corrects the first one and sets it back.
    const { run, quote } = database
    await run(`UPDATE la SET ${quote('document')} = ?, state = 0 WHERE id = 1`, [good('sửa')])
    await eventually(async () => (await rowsOf(database, 'la', foreignColumns))[0]?.state === 2)
    await siege.expectWell()
  }
  const history = await readHistory(siege.gateway)
  for (const code of new Set(poison.map(([, , expected]) => expected))) {
    const sources = history.filter((line) => line.kind === 'rejected' && line.code === code).map(({ source }) => source)
    expect([code, [...new Set(sources)]]).toEqual([
      code,
      expect.arrayContaining(databases.map(({ dialect }) => `la-${dialect}`)),
    ])
  }
  count(
    `${databases.length} databases: ${told} poison rows told, ${told} good ones between signed; ${await siege.expectCalm()}`,
  )
})
