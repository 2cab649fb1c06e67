/**
 * D1, D2, D3 and K1 with real servers: one gateway reads a table in PostgreSQL and one in MariaDB, each through a
 * proxy that fails on purpose, and one in SQLite beside them, which is not to notice. The leases are an hour
 * long, so that a claim which nobody knows of is freed by the gateway or not at all.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect } from 'vitest'
import type { HistoryRecord } from '../../packages/gateway/src/domain/history-record.ts'
import { judgeWithXmlCrypto, judgeWithXmlsec1 } from '../judges/index.ts'
import { DatabaseStage, TABLE } from '../support/database-stage.ts'
import { CLAIM, type DeclarantsDatabase, type RequestRow, WRITE_BACK } from '../support/declarants-database.ts'
import { DeclarantsTable } from '../support/declarants-table.ts'
import { eventually } from '../support/gateway.ts'
import { readHistory } from '../support/history.ts'
import { AGENT } from '../support/office.ts'
import { promise } from '../support/promise.ts'

const BESIDE = 'ben-canh'
const HOUR_MS = 3_600_000

let stage: DatabaseStage
let databases: readonly DeclarantsDatabase[]
let beside: DeclarantsTable

beforeAll(async () => {
  stage = await DatabaseStage.open({
    name: 'databases',
    leaseMs: HOUR_MS,
    sources: (folder) => {
      beside = new DeclarantsTable(join(folder, 'beside.db'))
      return [beside.source(BESIDE, { pollMs: 50 })]
    },
  })
  databases = stage.databases
  await stage.gateway.json(['source', 'init-table', BESIDE])
})
afterAll(async () => {
  beside?.close()
  await stage?.close()
})

const isDrained = async (database: DeclarantsDatabase) =>
  (await database.count(TABLE, 0)) + (await database.count(TABLE, 1)) === 0

async function drained(): Promise<void> {
  for (const database of databases) await eventually(() => isDrained(database))
  await eventually(async () => (await stage.count('undelivered')) === 0)
}

/** Rows that were judged already, so that each is judged once. */
const judged = new Set<string>()

/**
 * Each row signed once: one signature in the history, one write in the table, by the row's own certificate.
 *
 * @returns How many intents there were by now: each stands for one C_Sign.
 */
async function expectAllSignedOnce(): Promise<number> {
  const history = await readHistory(stage.gateway)
  for (const database of databases) await expectSignedOnce(database, history)
  return history.filter(({ kind }) => kind === 'intent').length
}

async function expectSignedOnce(database: DeclarantsDatabase, history: readonly HistoryRecord[]): Promise<void> {
  const source = database.sourceName(TABLE)
  const own = history.filter((record) => record.source === source)
  const signed = own.filter(({ kind }) => kind === 'signed')
  const writes = await database.writes(TABLE)
  let isFirst = true
  for (const row of await database.rows(TABLE)) {
    expect(row, database.name).toMatchObject({ state: 2 })
    const hashes = signed.filter(({ externalId }) => externalId === row.id).map(({ signedSha256 }) => signedSha256)
    expect(hashes, `signatures of row ${row.id} in ${database.name}`).toEqual([sha256(row.signedDocument ?? '')])
    const delivered = own.findLast(({ kind, externalId }) => kind === 'delivered' && externalId === row.id)
    expect(delivered, `the end of row ${row.id} in ${database.name}`).toMatchObject({ signedSha256: hashes[0] })
    expect(delivered).not.toHaveProperty('code')
    expect(writes.get(row.id), `writes of row ${row.id} in ${database.name}`).toBe(1)
    if (judged.has(`${source}/${row.id}`)) continue
    judged.add(`${source}/${row.id}`)
    await judge(row, isFirst)
    isFirst = false
  }
}

/** @param thoroughly Asks xmlsec1 too, which also follows the certificate to its authority. */
async function judge({ taxCode, document, signedDocument }: RequestRow, thoroughly: boolean): Promise<void> {
  const signed = signedDocument ?? ''
  expect(signed.replace(/\s/g, '')).toContain(stage.certificateOf(taxCode).toString('base64'))
  expect(signed).toContain(document.slice(0, document.indexOf('<Hàng>')))
  expect(judgeWithXmlCrypto(Buffer.from(signed))).toMatchObject({ accepted: true })
  if (!thoroughly) return
  const trustedPem = stage.office.authority.certificatePem
  expect(await judgeWithXmlsec1(Buffer.from(signed), { trustedPem })).toMatchObject({ accepted: true })
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** How long a row of the source beside takes, in milliseconds. */
async function timeBeside(): Promise<number> {
  const before = beside.count(2)
  const startedAt = performance.now()
  beside.insert(stage.newRequests(1))
  while (beside.count(2) === before) await sleep(5)
  return performance.now() - startedAt
}

/** Times one row after the other in the source beside while `work` runs. */
async function watchBeside(work: Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = []
  let isOver = false
  const watching = (async () => {
    while (!isOver) {
      times.push(await timeBeside())
      await sleep(50)
    }
  })()
  await work.finally(() => {
    isOver = true
  })
  await watching
  return times
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}

const FAULTS = (['cut', 'refuse', 'stall'] as const).flatMap((how) => [
  { statement: CLAIM, at: 'before' as const, how },
  { statement: CLAIM, at: 'after' as const, how }, // the claim is committed, its answer lost
  { statement: WRITE_BACK, at: 'before' as const, how }, // signed, not yet written back
  { statement: WRITE_BACK, at: 'after' as const, how }, // written back, the answer lost
])

promise(
  'D1',
  'a database lost at any step: every row is signed once, and another source does not notice',
  async (count) => {
    // The first row waits until the source has found its table.
    await timeBeside()
    const usual = median(await watchBeside(sleep(1_500)))
    const strikeAll = async (database: DeclarantsDatabase) => {
      for (const fault of FAULTS) {
        const armed = database.proxy.once(fault)
        await database.insert(TABLE, stage.newRequests(2))
        await armed.happened
        await sleep(100)
        database.proxy.up()
        await eventually(() => isDrained(database))
      }
    }
    const times = await watchBeside(Promise.all(databases.map(strikeAll)))
    await drained()
    await expectAllSignedOnce()
    const during = median(times)
    const rows = 2 * FAULTS.length
    count(
      `${FAULTS.length} faults on PostgreSQL and on MariaDB, ${rows} rows each: all signed once; ${times.length} rows beside: median ${during.toFixed(0)} ms, ${usual.toFixed(0)} ms without faults`,
    )
    expect(during).toBeLessThan(usual * 3 + 500)
  },
)

promise(
  'D1',
  'a database lost between claim and signature takes what was signed meanwhile, once it is back',
  async (count) => {
    for (const lose of ['down', 'stall'] as const) {
      await stage.lockAll()
      for (const [at, database] of databases.entries()) {
        await database.insert(TABLE, stage.newRequests(4))
        // Claimed in the table is not yet taken in: the answer to the claim may be on its way.
        await eventually(async () => (await stage.count('held')) === 4 * (at + 1))
        expect(await database.count(TABLE, 1)).toBe(4)
        database.proxy[lose]()
      }
      await stage.unlockAll()
      await eventually(async () => (await stage.count('undelivered')) === 8)
      for (const database of databases) {
        expect(await database.count(TABLE, 1)).toBe(4)
        database.proxy.up()
      }
      await drained()
    }
    await expectAllSignedOnce()
    count('16 rows claimed, their databases refusing or silent, signed meanwhile: each written once afterwards')
  },
)

promise('D1', 'a server killed in the middle and started again finds every row signed once', async (count) => {
  const ROWS = 25
  // So that all are not signed before anybody sees some of them.
  stage.drivers.on('C_Sign', { takesMs: 40 })
  await Promise.all(
    databases.map(async (database) => {
      const before = await database.count(TABLE, 2)
      await database.insert(TABLE, stage.newRequests(ROWS))
      const signed = await eventually(async () => {
        const count = (await database.count(TABLE, 2)) - before
        return count >= 5 ? count : null
      })
      await database.killAndRestart(300)
      expect(signed).toBeLessThan(ROWS)
    }),
  )
  stage.drivers.clear()
  const backAt = performance.now()
  await drained()
  const drainedMs = performance.now() - backAt
  await expectAllSignedOnce()
  count(
    `SIGKILL of PostgreSQL and MariaDB among ${2 * ROWS} rows: drained ${drainedMs.toFixed(0)} ms after their return`,
  )
})

promise(
  'D2',
  'a write-back whose acknowledgement is lost is settled by reading: no second write, no second C_Sign',
  async (count) => {
    const ROUNDS = 4
    const READ = /^SELECT .*signed_document.* FOR UPDATE$/
    const intentsBefore = await expectAllSignedOnce()
    const countReads = () => databases.reduce((sum, { proxy }) => sum + proxy.count(READ), 0)
    const readsBefore = countReads()
    for (let round = 0; round < ROUNDS; round++) {
      const armed = databases.map(({ proxy }) => proxy.once({ statement: WRITE_BACK, at: 'after', how: 'cut' }))
      for (const database of databases) await database.insert(TABLE, stage.newRequests(1))
      await Promise.all(armed.map(({ happened }) => happened))
      // Written by now, while the gateway does not know; then it has read the row, and knows.
      await drained()
    }
    const intents = (await expectAllSignedOnce()) - intentsBefore
    const rows = ROUNDS * databases.length
    count(
      `${rows} acknowledgements lost: ${intents} intents (C_Sign), ${rows} writes, ${countReads() - readsBefore} reads`,
    )
    expect(intents).toBe(rows)
    expect(countReads() - readsBefore).toBe(rows)
  },
)

promise(
  'K1',
  'a claim that the gateway did not live to record is free again when it is back, whatever the lease',
  async (count) => {
    for (const database of databases) {
      // The claim is committed, its answer never comes, and the gateway is killed while it waits for it.
      const armed = database.proxy.once({ statement: CLAIM, at: 'after', how: 'stall' })
      await database.insert(TABLE, stage.newRequests(8))
      await armed.happened
    }
    await stage.gateway.kill()
    const left = await Promise.all(databases.map((database) => database.count(TABLE, 1)))
    expect(Math.min(...left)).toBeGreaterThan(0)
    for (const { proxy } of databases) proxy.up()
    await stage.gateway.restart()
    const backAt = performance.now()
    await stage.unlockAll()
    await drained()
    const drainedMs = performance.now() - backAt
    await expectAllSignedOnce()
    count(
      `${left.join(' and ')} rows claimed and on no record: signed ${drainedMs.toFixed(0)} ms after the restart, the lease being an hour`,
    )
  },
)

promise(
  'D3',
  'a row changed while it is being signed keeps its change; both versions are on record, and the new one is signed',
  async (count) => {
    await stage.lockAll()
    const rows = await Promise.all(databases.map(changeUnderSignature))
    await stage.unlockAll()
    await drained()
    const history = await readHistory(stage.gateway)
    for (const { database, id, old, corrected } of rows) {
      const row = (await database.rows(TABLE)).find((candidate) => candidate.id === id)
      expect(row).toMatchObject({ document: corrected, signedDocument: expect.stringContaining('<Luong>100</Luong>') })
      expect((await database.writes(TABLE)).get(id)).toBe(1)
      const records = history.filter((record) => record.documentSha256 === sha256(old) && record.externalId === id)
      expect(records.filter(({ kind }) => kind === 'signed')).toHaveLength(1)
      expect(records.findLast(({ kind }) => kind === 'delivered')).toMatchObject({ code: 'ERR_ROW_CHANGED' })
      const after = history.filter((record) => record.documentSha256 === sha256(corrected) && record.externalId === id)
      expect(after.map(({ kind }) => kind)).toEqual(['received', 'intent', 'signed', 'delivered'])
      expect(after.at(-1)).toMatchObject({ signedSha256: sha256(row?.signedDocument ?? '') })
      expect(after.at(-1)).not.toHaveProperty('code')
    }
    count(`${rows.length} rows changed under their signature: none overwritten, ${2 * rows.length} hashes on record`)
  },
)

/** A row that is claimed and waits for its token when its owner corrects it. */
async function changeUnderSignature(database: DeclarantsDatabase) {
  const name = database.dialect
  const old = `<ToKhai><Nguon>${name}</Nguon><Luong>10</Luong></ToKhai>`
  const corrected = old.replace('10', '100')
  await database.insert(TABLE, [{ taxCode: AGENT.taxCode, document: old }])
  await eventually(async () => (await database.count(TABLE, 1)) === 1)
  const id = (await database.rows(TABLE)).find((row) => row.document === old)?.id ?? ''
  await database.run(`UPDATE ${TABLE} SET document = ? WHERE id = ?`, [corrected, id])
  return { database, id, old, corrected }
}
