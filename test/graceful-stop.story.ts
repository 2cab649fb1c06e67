/** Stopped politely in the middle of work, again and again: in time, and nothing lost, rejected or signed twice. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DeclarantsTable } from './support/declarants-table.ts'
import { FaultModule } from './support/fault-module.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { readHistory } from './support/history.ts'
import { CLIENT, createOffice, type Office, OWN_A, PIN, TOKENS } from './support/office.ts'

const ROWS = 300
/** Of each signature: quicker tokens would be through with all rows before anybody could stop in the middle. */
const SIGN_MS = 30
const folder = makeFolder('stop')
let office: Office
let driver: FaultModule
let gateway: GatewayFixture
let table: DeclarantsTable

beforeAll(async () => {
  office = await createOffice(folder)
  driver = await FaultModule.create(join(folder, 'driver'), office.softHsm)
  driver.on('C_Sign', { takesMs: SIGN_MS })
  table = new DeclarantsTable(join(folder, 'declarations.db'))
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: config(100),
    env: driver.env,
  })
  expect((await gateway.run(['source', 'init-table', 'khai-bao'])).code).toBe(0)
})
afterAll(async () => {
  await gateway?.stop()
  table?.close()
  removeFolder(folder)
})

function config(pollMs: number): object {
  const modules = [{ name: 'softhsm', path: driver.modulePath }]
  return { ...office.config, modules, sources: [table.source('khai-bao', { pollMs })], autoStart: true }
}
const unlockAll = async () => {
  for (const token of TOKENS) await gateway.unlock(token, PIN)
}

test('rows in hand survive three restarts and an edit of their source', async () => {
  table.insert(
    Array.from({ length: ROWS }, (_, i) => ({
      taxCode: i % 2 === 0 ? OWN_A.taxCode : CLIENT.taxCode,
      document: `<ToKhai><So>${i}</So></ToKhai>`,
    })),
  )
  for (const share of [0.1, 0.3, 0.5]) {
    await unlockAll()
    await eventually(() => table.count(2) >= ROWS * share)
    const startedAt = Date.now()
    expect(await gateway.stop()).toBe(0)
    expect(Date.now() - startedAt).toBeLessThan(10_000)
    expect(table.count(2)).toBeLessThan(ROWS)
    await gateway.restart()
  }
  await unlockAll()
  await eventually(() => table.count(2) >= ROWS * 0.6)
  gateway.configure(config(150))
  expect(table.count(2)).toBeLessThan(ROWS)
  await eventually(() => table.count(2) + table.count(3) === ROWS)
  expect(table.count(3)).toBe(0)

  const history = await readHistory(gateway)
  const signed = history.filter(({ kind }) => kind === 'signed').map(({ externalId }) => externalId)
  expect(signed).toHaveLength(ROWS)
  expect(new Set(signed).size).toBe(ROWS)
  expect(history.filter(({ kind }) => kind === 'rejected')).toEqual([])
})
