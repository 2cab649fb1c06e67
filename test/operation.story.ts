/** The gateway's day: tokens missing or locked, a wrong PIN, databases away, the configuration edited. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { DeclarantsTable } from './support/declarants-table.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { AGENT, CLIENT, createOffice, type Office, OWN_A, PIN, TOKENS } from './support/office.ts'

const folder = makeFolder('day')
let office: Office
let gateway: GatewayFixture
let table: DeclarantsTable
let run = 0

interface Status {
  readonly state: string
  readonly tokens: readonly { readonly name: string; readonly state: string }[]
  readonly sources: readonly { readonly name: string; readonly state: string }[]
  readonly held: readonly { readonly errorCode: string; readonly count: number }[]
  readonly notices: readonly { readonly en: string }[]
}
const status = () => gateway.admin<Status>('GET', '/status')
const tokenState = async (name: string) => (await status()).tokens.find((token) => token.name === name)?.state
const document = (text: string) => `<ToKhai><So>${text}</So></ToKhai>`

beforeAll(async () => {
  office = await createOffice(folder)
})
beforeEach(async () => {
  table = new DeclarantsTable(join(folder, `declarations-${++run}.db`))
  gateway = await GatewayFixture.start({
    folder: join(folder, `gateway-${run}`),
    config: config(),
    env: office.softHsm.env,
  })
  expect((await gateway.run(['source', 'init-table', 'khai-bao'])).code).toBe(0)
})
afterEach(async () => {
  await gateway.stop()
  table.close()
})
afterAll(() => removeFolder(folder))

function config(more: object = {}): object {
  return { ...office.config, sources: [table.source('khai-bao')], autoStart: true, ...more }
}

test('what waits for a locked token is held with the reason, and signed once a person typed the PIN', async () => {
  table.insert([{ taxCode: OWN_A.taxCode, document: document('1') }])
  await eventually(async () => (await status()).held.some(({ errorCode }) => errorCode === 'ERR_TOKEN_LOCKED'))
  expect(table.count(2)).toBe(0)
  await gateway.unlock(OWN_A.token, PIN)
  await eventually(() => table.count(2) === 1)
})

test('one wrong PIN stops the token until a person types again, also over a restart (T4)', async () => {
  const wrong = await gateway.run(['unlock', AGENT.token, '--pin-stdin'], 'Canary-PIN-wrong\n')
  expect(wrong.code).toBe(1)
  expect(wrong.stderr + wrong.stdout).toContain('refused the PIN')
  await gateway.stop()
  await gateway.restart()
  table.insert([{ taxCode: AGENT.taxCode, document: document('1') }])
  await eventually(async () => (await status()).held.length > 0)
  expect(await tokenState(AGENT.token)).toBe('pin-refused')
  // The token itself now reports few tries, so it takes a person who says to know that.
  const unsure = await gateway.run(['unlock', AGENT.token, '--pin-stdin'], `${PIN}\n`)
  expect(unsure.stderr).toContain('ERR_PIN_TRIES_LOW')
  const right = await gateway.run(['unlock', AGENT.token, '--pin-stdin', '--confirm-low-tries'], `${PIN}\n`)
  expect(right.code).toBe(0)
  await eventually(() => table.count(2) === 1)
})

test('an own certificate whose token is unplugged holds its jobs, never falls back, and goes on by itself (T2)', async () => {
  for (const token of TOKENS) await gateway.unlock(token, PIN)
  await office.softHsm.moveAway(OWN_A.token)
  table.insert([
    { taxCode: OWN_A.taxCode, document: document('own') },
    { taxCode: CLIENT.taxCode, document: document('client') },
  ])
  await eventually(() => table.count(2) === 1)
  await eventually(async () => (await status()).held.some(({ errorCode }) => errorCode === 'ERR_TOKEN_ABSENT'))
  expect(table.rows()[0]?.state).toBe(1)
  await office.softHsm.bringBack(OWN_A.token)
  await eventually(() => table.count(2) === 2)
})

test('a source that cannot be reached is a state, and disturbs no other', async () => {
  const away = {
    name: 'mat-ket-noi',
    dialect: 'postgres',
    connection: { host: '127.0.0.1', port: 1, database: 'x', user: 'x' },
    table: 't',
  }
  gateway.configure(config({ sources: [table.source('khai-bao'), away] }))
  await eventually(async () =>
    (await status()).sources.some(({ name, state }) => name === 'mat-ket-noi' && state === 'unavailable'),
  )
  await gateway.unlock(AGENT.token, PIN)
  table.insert([{ taxCode: AGENT.taxCode, document: document('1') }])
  await eventually(() => table.count(2) === 1)
})

test('an edited configuration is picked up; a broken one changes nothing and says where it is wrong', async () => {
  await gateway.unlock(AGENT.token, PIN)
  const noDefault = { ...config() } as Record<string, unknown>
  delete noDefault.defaultCertificate
  gateway.configure(noDefault)
  let sent = 0
  await eventually(() => {
    table.insert([{ taxCode: CLIENT.taxCode, document: document(`1-${++sent}`) }])
    return table.rows().some((row) => row.error_code === 'ERR_NO_CERTIFICATE')
  })
  writeFileSync(gateway.configFile, 'sources: [\n  {name: khai-bao, dialect: acces\n')
  const { notices } = await eventually(async () => {
    const now = await status()
    return now.notices.length > 0 ? now : null
  })
  expect(notices[0]?.en).toContain('congky.yaml')
  gateway.configure(config())
  await eventually(async () => (await status()).notices.length === 0)
  table.insert([{ taxCode: CLIENT.taxCode, document: document('2') }])
  await eventually(() => table.rows().at(-1)?.state === 2)
})

test('paused, it takes nothing up; resumed, it goes on', async () => {
  await gateway.unlock(AGENT.token, PIN)
  expect((await gateway.run(['pause'])).code).toBe(0)
  table.insert([{ taxCode: AGENT.taxCode, document: document('1') }])
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(table.count(0)).toBe(1)
  expect((await status()).state).toBe('paused')
  expect((await gateway.run(['resume'])).code).toBe(0)
  await eventually(() => table.count(2) === 1)
})

test('a configuration that is not valid stops the start with every problem and its line', async () => {
  await gateway.stop()
  writeFileSync(
    gateway.configFile,
    'listen:\n  host: 0.0.0.0\n  port: 99999\nstatDir: x\nenterprises:\n  - taxCode: "0101300843"\n    name: x\n',
  )
  const result = await gateway.run(['start'])
  expect(result.code).toBe(1)
  const text = result.stdout + result.stderr
  for (const line of ['3', '4', '6']) expect(text).toMatch(new RegExp(`congky\\.yaml:${line}\\b`))
  expect(text).toContain('ERR_CONFIG_INVALID')
})
