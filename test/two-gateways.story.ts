/** D5: two gateways drain one table, in each database that runs here, and one of them is killed in the middle. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { judgeWithXmlsec1 } from './judges/index.ts'
import { startMariaDb, startPostgres, type TestServer } from './support/databases.ts'
import { FaultModule } from './support/fault-module.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { readHistory } from './support/history.ts'
import { AGENT, CLIENT, createOffice, type Office, OWN_A, OWN_B, PIN, TOKENS } from './support/office.ts'
import { promise } from './support/promise.ts'

/** So many come at a time. */
const ROWS = 60
const LEASE_MS = 3_000
const SIGNERS = [AGENT, OWN_A, OWN_B, CLIENT]
const folder = makeFolder('two')
let office: Office
let drivers: FaultModule

beforeAll(async () => {
  office = await createOffice(folder)
  drivers = await FaultModule.create(join(folder, 'driver'), office.softHsm)
})
afterAll(() => removeFolder(folder))

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
      modules: [{ name: 'softhsm', path: drivers.modulePath }],
      sources: [{ name: 'khai-bao', pollMs: 50, leaseMs: LEASE_MS, ...declarants.source }],
      autoStart: true,
    }
    for (const which of ['a', 'b']) {
      const options = { folder: join(folder, `${name}-${which}`), config, env: drivers.env }
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

  promise(
    'D5',
    `two gateways over one table in ${name}, one killed in the middle: every row is signed once`,
    async (count) => {
      // One that found no table, or had no password yet, looks again a little later.
      for (const gateway of gateways) {
        await eventually(async () => {
          const { sources } = await gateway.admin<{ sources: { state: string }[] }>('GET', '/status')
          return sources.every(({ state }) => state === 'ok')
        })
      }
      let inserted = 0
      const insert = async (count: number) => {
        for (const end = inserted + count; inserted < end; inserted++) {
          const { taxCode } = SIGNERS[inserted % SIGNERS.length] ?? AGENT
          const document = `<ToKhai><MST>${taxCode}</MST><So>${inserted}</So><Hàng>Cà phê Đắk Lắk</Hàng></ToKhai>`
          await declarants.insert(taxCode, document)
        }
      }
      const signedRows = async () => (await declarants.rows()).filter(({ state }) => Number(state) === 2).length
      const killed = gateways[1]
      if (!killed) throw new Error('two gateways were expected')
      // Until both had some: one that was held up for a moment leaves all that is there to the other.
      await eventually(async () => {
        if ((await signedRows()) === inserted) await insert(10)
        const signedBy = await Promise.all(gateways.map(countSigned))
        return Math.min(...signedBy) > 0
      })
      const goal = (await signedRows()) + ROWS * 0.3
      // Some seconds of work: quicker tokens would be through with it before anybody sees them in the middle.
      drivers.on('C_Sign', { takesMs: 200 })
      await insert(ROWS)
      await eventually(async () => (await signedRows()) >= goal)
      await killed.kill()
      drivers.clear()
      const killedAt = performance.now()
      expect(await signedRows()).toBeLessThan(inserted)
      await eventually(async () => (await signedRows()) === inserted)
      const drainedMs = performance.now() - killedAt

      // What the killed one had in hand is settled when it is back: the row has its signature, or another's.
      await killed.restart()
      await eventually(async () => {
        const { jobs } = await killed.admin<{ jobs: Record<string, number> }>('GET', '/status')
        return (jobs.received ?? 0) + (jobs.held ?? 0) + (jobs.undelivered ?? 0) === 0
      })
      const histories = await Promise.all(gateways.map(readHistory))
      const of = (wanted: string) => histories.map((records) => records.filter(({ kind }) => kind === wanted))
      const accepted = of('delivered').map((records) => records.filter(({ code }) => code === undefined))
      expect(Math.min(...accepted.map(({ length }) => length))).toBeGreaterThan(0)

      const rows = await declarants.rows()
      expect(rows).toHaveLength(inserted)
      for (const row of rows) {
        const own = accepted.flat().filter(({ externalId }) => externalId === String(row.id))
        // RSA gives equal bytes for equal documents, so both may find their own signature in the row.
        const hashes = new Set(own.map(({ signedSha256 }) => signedSha256))
        expect([...hashes], `row ${row.id}`).toEqual([sha256(String(row.signed_document))])
      }
      for (const row of rows.slice(0, 8)) {
        const verdict = await judgeWithXmlsec1(Buffer.from(String(row.signed_document)), {
          trustedPem: office.authority.certificatePem,
        })
        expect(verdict).toMatchObject({ accepted: true })
      }
      const twice = of('signed').flat().length - inserted
      count(
        `${inserted} rows in ${name}, each signed once in the table; ${twice} taken over from the killed gateway were signed by both; drained ${drainedMs.toFixed(0)} ms after the kill`,
      )
    },
  )
})

/** Of the rows that a gateway took. */
async function countSigned(gateway: GatewayFixture): Promise<number> {
  const { jobs } = await gateway.admin<{ jobs: { signed: number } }>('GET', '/status')
  return jobs.signed
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
