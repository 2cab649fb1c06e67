/** The first run of a gateway, as the console asks for it: one person, once, with the code from the host. */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DATABASE_FILE } from '../packages/gateway/src/store/database.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { GatewayFixture } from './support/gateway.ts'
import { WebVisitor } from './support/web-visitor.ts'

const PASSWORD = 'Canary-Password-first-run-1'
const ORGANIZATION = {
  ...{ taxCode: '0101300842', name: 'Công ty Thái Sơn', address: 'Số 11, Đặng Thùy Trâm, Hà Nội' },
  ...{ phone: '0243.7545.222', contactName: 'Nam Lê', contactPhone: '0917568123', email: 'namlv@thaison.vn' },
}

const folder = makeFolder('setup')
let gateway: GatewayFixture
let code: string

interface Setup {
  readonly needed: boolean
  readonly address: string
  readonly code: string
}
const start = (name: string) => GatewayFixture.start({ folder: join(folder, name), config: { modules: [] } })
const visitor = (address?: string) => new WebVisitor(gateway.url, address)
const setupOnHost = () => gateway.json<Setup>(['setup'])
const codeFile = () => join(gateway.folder, 'state', 'setup-code')
const send = (visit: WebVisitor, more: object = {}) =>
  visit.call('POST', '/setup', {
    body: { code, account: { name: 'lan', password: PASSWORD }, organization: ORGANIZATION, ...more },
  })
const history = () => readHistory(join(gateway.folder, 'state', DATABASE_FILE))

beforeAll(async () => {
  gateway = await start('gateway')
  code = (await setupOnHost()).code
})
afterAll(async () => {
  await gateway.stop()
  removeFolder(folder)
})

test('the host shows where to go and the code, which stands in a file that nobody else can read', async () => {
  expect(await setupOnHost()).toMatchObject({ needed: true, code, address: `${gateway.url}/#/setup?code=${code}` })
  expect(statSync(codeFile()).mode & 0o777).toBe(0o600)
  expect((await visitor().call('GET', '/setup')).body).toEqual({ needed: true })
})

test('what is wrong in the form is told, and the code stays good', async () => {
  const weak = { name: 'canary-password-x', password: 'Canary-Password-x' }
  const answers = [
    await send(visitor(), { account: weak }),
    await send(visitor(), { account: { name: 'host', password: PASSWORD } }),
    await send(visitor(), { organization: { ...ORGANIZATION, taxCode: '0101300843' } }),
    await send(visitor(), { organization: { ...ORGANIZATION, name: ' ' } }),
    await send(visitor(), { role: 'auditor' }),
  ]
  expect(answers.map(({ body }) => body.code)).toEqual([
    'ERR_PASSWORD_WEAK',
    'ERR_REQUEST_INVALID',
    'ERR_CONFIG_INVALID',
    'ERR_CONFIG_INVALID',
    'ERR_REQUEST_INVALID',
  ])
  expect(answers[2]?.body.fields).toMatchObject([{ field: 'organization.taxCode' }])
  const typed = code.toLowerCase().replaceAll('-', ' ')
  expect((await visitor().call('POST', '/setup/code', { body: { code: typed } })).body).toEqual({ right: true })
})

test('pages of others cannot set the gateway up', async () => {
  const body = { code }
  const foreign = { body, headers: { origin: 'https://evil.example' } }
  expect((await visitor().call('POST', '/setup/code', foreign)).body.code).toBe('ERR_ORIGIN_FORBIDDEN')
  const plain = { body, headers: { 'content-type': 'text/plain' } }
  expect((await visitor().call('POST', '/setup/code', plain)).body.code).toBe('ERR_CONTENT_TYPE')
})

test('wrong codes are refused, and slowed down after a few, for the right one too', async () => {
  const wrong = code.startsWith('0') ? `1${code.slice(1)}` : `0${code.slice(1)}`
  const guesser = visitor('127.0.0.9')
  const codes: string[] = []
  for (let guess = 0; guess < 12; guess++) {
    codes.push((await guesser.call('POST', '/setup/code', { body: { code: wrong } })).body.code)
  }
  expect(codes).toEqual([...Array.from({ length: 11 }, () => 'ERR_SETUP_CODE'), 'ERR_GUESSES_SLOWED'])
  expect((await send(guesser)).body.code).toBe('ERR_GUESSES_SLOWED')
  expect(history()).toContain('11 wrong guesses')
})

test('of two people with the code one gets the first account and is logged in; then it is worth nothing', async () => {
  const people = ['Lan', 'Minh'].map((name) => ({ name, visit: visitor() }))
  const answers = await Promise.all(
    people.map(async ({ name, visit }) => {
      const account = { name, displayName: `Chị ${name}`, password: PASSWORD }
      return { name, visit, answer: await send(visit, { account, pinEntry: true }) }
    }),
  )
  expect(answers.map(({ answer }) => answer.status).sort()).toEqual([200, 409])
  const winner = answers.find(({ answer }) => answer.status === 200)
  const name = winner?.name.toLowerCase()
  expect(winner?.answer.body).toMatchObject({ unsaved: null, login: { account: { name, role: 'admin' } } })
  const visit = winner?.visit ?? visitor()
  visit.cookie = winner?.answer.headers['set-cookie']?.[0]?.split(';')[0] ?? null
  expect((await visit.call('GET', '/auth/me')).body.account.displayName).toBe(`Chị ${winner?.name}`)
  expect((await visit.call('GET', '/admin/organization')).body.organization).toEqual(ORGANIZATION)
  expect((await visit.call('GET', '/admin/tokens')).body.pinEntry).toBe(true)
  expect((await visit.call('GET', '/admin/users')).body).toHaveLength(1)

  expect((await visitor().call('GET', '/setup')).body).toEqual({ needed: false })
  expect((await send(visitor(), { account: { name: 'ba', password: PASSWORD } })).body.code).toBe('ERR_SETUP_DONE')
  expect(await setupOnHost()).toMatchObject({ needed: false })
  expect(existsSync(codeFile())).toBe(false)
  expect(history()).toContain(`first account ${name}, with the setup code`)
  expect(history()).not.toContain(code)
})

test('an account that is added on the host ends the setup too', async () => {
  await gateway.stop()
  gateway = await start('by-command')
  code = (await setupOnHost()).code
  await gateway.json(['user', 'add', 'lan', '--role', 'admin', '--password-stdin'], `${PASSWORD}\n`)
  expect(existsSync(codeFile())).toBe(false)
  expect((await send(visitor())).body.code).toBe('ERR_SETUP_DONE')
})

function readHistory(file: string): string {
  const database = new Database(file, { readonly: true })
  try {
    return database.prepare<[], string>('SELECT text FROM history ORDER BY seq').pluck().all().join('\n')
  } finally {
    database.close()
  }
}
