/** D5, K1: two gateways drain one table, in each database that runs here; every row is signed exactly once. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { judgeWithXmlsec1 } from './judges/index.ts'
import { startMariaDb, startPostgres, type TestServer } from './support/databases.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { AGENT, CLIENT, createOffice, type Office, OWN_A, OWN_B, PIN, TOKENS } from './support/office.ts'

const ROWS = 120
const folder = mkdtempSync(join(tmpdir(), 'congky-two-'))
let office: Office

beforeAll(async () => {
  office = await createOffice(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Row = Readonly<Record<string, unknown>>

/** The declarants' side of one database. */
interface Declarants {
  /** For the configuration of a source. */
  readonly source: object
  readonly password: string | null
  insert(taxCode: string, document: string): Promise<unknown>
  rows(): Promise<readonly Row[]>
  close(): Promise<unknown>
}

const databases: readonly (readonly [string, () => Promise<Declarants>])[] = [
  ['SQLite', openSqlite],
  ['PostgreSQL', openPostgres],
  ['MariaDB', openMariaDb],
]

describe.each(databases)('%s', (name, open) => {
  let declarants: Declarants
  const gateways: GatewayFixture[] = []

  beforeAll(async () => {
    declarants = await open()
    const config = {
      ...office.config,
      sources: [{ name: 'khai-bao', pollMs: 50, ...declarants.source }],
      autoStart: true,
    }
    for (const which of ['a', 'b']) {
      const options = { folder: join(folder, `${name}-${which}`), config, env: office.softHsm.env }
      const gateway = await GatewayFixture.start(options)
      gateways.push(gateway)
      if (declarants.password !== null) {
        const set = await gateway.run(['secret', 'set', 'db', '--value-stdin'], `${declarants.password}\n`)
        expect(set.code).toBe(0)
      }
      if (which === 'a') expect((await gateway.run(['source', 'init-table', 'khai-bao'])).code).toBe(0)
      for (const token of TOKENS) await gateway.unlock(token, PIN)
    }
  })
  afterAll(async () => {
    for (const gateway of gateways) await gateway.stop()
    await declarants?.close()
  })

  test('two gateways sign every row exactly once, each with its enterprise’s certificate', async () => {
    const signers = [AGENT, OWN_A, OWN_B, CLIENT]
    for (let i = 0; i < ROWS; i++) {
      const { taxCode } = signers[i % signers.length] ?? AGENT
      await declarants.insert(taxCode, `<ToKhai><MST>${taxCode}</MST><So>${i}</So><Hàng>Cà phê Đắk Lắk</Hàng></ToKhai>`)
    }
    await eventually(async () => (await declarants.rows()).every(({ state }) => Number(state) === 2), 60_000)

    const rows = await declarants.rows()
    const signed = (await Promise.all(gateways.map(readSigned))).map((records) => records.length)
    expect(rows).toHaveLength(ROWS)
    expect(signed.reduce((a, b) => a + b)).toBe(ROWS)
    expect(Math.min(...signed)).toBeGreaterThan(0)

    const hashes = new Set((await Promise.all(gateways.map(readSigned))).flat().map(({ signedSha256 }) => signedSha256))
    for (const row of rows) expect(hashes).toContain(sha256(String(row.signed_document)))
    for (const row of rows.slice(0, 8)) {
      const verdict = await judgeWithXmlsec1(Buffer.from(String(row.signed_document)), {
        trustedPem: office.authority.certificatePem,
      })
      expect(verdict).toMatchObject({ accepted: true })
    }
  })
})

async function readSigned(gateway: GatewayFixture): Promise<Record<string, string>[]> {
  const { stdout } = await gateway.run(['history', 'export'])
  const records = stdout.trim().split('\n')
  return records
    .map((line) => JSON.parse((JSON.parse(line) as { text: string }).text) as Record<string, string>)
    .filter(({ kind }) => kind === 'signed')
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

async function openSqlite(): Promise<Declarants> {
  const file = join(folder, 'declarations.db')
  const sqlite = new Database(file, { timeout: 10_000 })
  sqlite.pragma('journal_mode = WAL')
  return {
    source: { dialect: 'sqlite', connection: { file } },
    password: null,
    insert: async (taxCode, document) =>
      sqlite.prepare('INSERT INTO congky_request (tax_code, document) VALUES (?, ?)').run(taxCode, document),
    rows: async () => sqlite.prepare<[], Row>('SELECT * FROM congky_request').all(),
    close: async () => sqlite.close(),
  }
}

async function openPostgres(): Promise<Declarants> {
  const server = await startPostgres(folder)
  const pool = new pg.Pool(loginOf(server))
  return {
    ...sourceOf('postgres', server),
    insert: (taxCode, document) =>
      pool.query('INSERT INTO congky_request (tax_code, document) VALUES ($1, $2)', [taxCode, document]),
    rows: async () => (await pool.query<Row>('SELECT * FROM congky_request')).rows,
    close: async () => {
      await pool.end()
      await server.stop()
    },
  }
}

async function openMariaDb(): Promise<Declarants> {
  const server = await startMariaDb(folder)
  const pool = mysql.createPool(loginOf(server))
  return {
    ...sourceOf('mysql', server),
    insert: (taxCode, document) =>
      pool.execute('INSERT INTO congky_request (tax_code, document) VALUES (?, ?)', [taxCode, document]),
    rows: async () => (await pool.query('SELECT * FROM congky_request'))[0] as readonly Row[],
    close: async () => {
      await pool.end()
      await server.stop()
    },
  }
}

function loginOf({ connection, password }: TestServer) {
  const { host, database, user } = connection
  return { host, port: connection.port ?? 0, database, user, password }
}

function sourceOf(dialect: string, { connection, password }: TestServer) {
  const { host, port, database, user } = connection
  return { source: { dialect, connection: { host, port, database, user, passwordSecret: 'db', tls: 'off' } }, password }
}
