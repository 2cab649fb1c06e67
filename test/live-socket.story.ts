/** The socket that the console's pages look at the gateway through, and the numbers of a day, over the network. */
import { join } from 'node:path'
import type { LiveMessage, NumbersView } from '@congky/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { DeclarantsTable } from './support/declarants-table.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { AGENT, createOffice, type Office, OWN_A, PIN } from './support/office.ts'
import { WebVisitor } from './support/web-visitor.ts'

const PASSWORD = 'Canary-Password-live-31415'
const ALLOWED = 'https://khai-bao.van-phong.vn'
const PATH = '/admin/live'
const folder = makeFolder('live-socket')
let office: Office
let table: DeclarantsTable
let gateway: GatewayFixture
let config: object

beforeAll(async () => {
  office = await createOffice(join(folder, 'office'))
  table = new DeclarantsTable(join(folder, 'khai-bao.db'))
  config = { ...office.config, sources: [table.source('khai-bao')], autoStart: true, console: { origins: [ALLOWED] } }
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config, env: office.softHsm.env })
  await gateway.json(['source', 'init-table', 'khai-bao'])
  for (const [name, role] of [
    ['lan', 'admin'],
    ['minh', 'auditor'],
  ])
    await gateway.admin('POST', '/users', { name, displayName: name, role, password: PASSWORD })
  await gateway.unlock(AGENT.token, PIN)
})
afterAll(async () => {
  await gateway?.stop()
  table?.close()
  removeFolder(folder)
})

async function logIn(name: string): Promise<WebVisitor> {
  const visitor = new WebVisitor(gateway.url)
  expect((await visitor.login(name, PASSWORD)).status).toBe(200)
  return visitor
}

/** A page that looks on. */
class Page {
  readonly messages: LiveMessage[] = []
  closedWith: number | null = null
  readonly socket: WebSocket

  private constructor(visitor: WebVisitor) {
    const headers = { cookie: visitor.cookie ?? '' }
    const url = `${gateway.url.replace('https', 'wss')}/api/v1${PATH}`
    this.socket = new WebSocket(url, { headers, origin: gateway.url, rejectUnauthorized: false })
    this.socket.on('message', (data) => this.messages.push(JSON.parse(data.toString())))
    this.socket.on('close', (code) => {
      this.closedWith = code
    })
  }

  static async open(visitor: WebVisitor): Promise<Page> {
    const page = new Page(visitor)
    await eventually(() => page.messages.length > 0 || page.closedWith !== null)
    return page
  }

  /** The newest value of a field of the status. */
  field(name: 'state' | 'jobs' | 'tokens' | 'notices'): unknown {
    return this.messages.reduce<unknown>((value, message) => {
      if (message.type === 'status') return message.status[name]
      return message.type === 'changes' && name in message.changes ? message.changes[name] : value
    }, undefined)
  }
}

/** How the gateway answers the wish for a socket. */
const upgrade = async (visitor: WebVisitor, headers: Record<string, string>) => {
  const own = {
    ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  }
  return (await visitor.call('GET', PATH, { headers: { ...own, ...headers } })).status
}

test('only a page of the gateway itself, with a session, may look', async () => {
  const lan = await logIn('lan')
  expect(await upgrade(lan, { origin: gateway.url })).toBe(101)
  expect(await upgrade(new WebVisitor(gateway.url), { origin: gateway.url })).toBe(401)
  // Another port of this machine is the same site to a browser, so the cookie comes along.
  for (const origin of [
    'https://evil.example',
    'https://127.0.0.1:9',
    gateway.url.replace('https', 'http'),
    'null',
    ALLOWED,
  ])
    expect([origin, await upgrade(lan, { origin })]).toEqual([origin, 403])
  expect(await upgrade(lan, {})).toBe(403)
  expect(await upgrade(lan, { origin: gateway.url, host: 'evil.example' })).toBe(421)
})

test('a page gets the status, and within a second what another person or a document changes', async () => {
  const page = await Page.open(await logIn('minh'))
  expect(page.messages[0]).toMatchObject({ type: 'status', status: { state: 'running' } })
  const delays: number[] = []
  for (const [action, state] of [
    ['pause', 'paused'],
    ['resume', 'running'],
    ['pause', 'paused'],
    ['resume', 'running'],
  ]) {
    await gateway.admin('POST', `/${action}`)
    const doneAt = performance.now()
    await eventually(() => page.field('state') === state)
    delays.push(performance.now() - doneAt)
  }
  expect(Math.min(...delays)).toBeLessThan(1_000)

  table.insert([{ taxCode: AGENT.taxCode, document: '<ToKhai><So>1</So></ToKhai>' }])
  const told = await eventually(() => page.messages.find(({ type }) => type === 'finished'))
  expect(told).toMatchObject({ requests: [{ state: 'signed', taxCode: AGENT.taxCode, source: 'khai-bao' }], more: 0 })
  await eventually(() => (page.field('jobs') as { signed: number }).signed === 1)
  page.socket.close()
})

test('a page hears of each edit of the configuration, and of one that cannot be read', async () => {
  const page = await Page.open(await logIn('lan'))
  gateway.configure({ ...config, limits: { attemptsMax: 4 } })
  const told = await eventually(() => page.messages.find(({ type }) => type === 'configChanged'))
  const { revision } = await gateway.admin<{ revision: string }>('GET', '/config')
  expect(told).toEqual({ type: 'configChanged', revision })
  gateway.configure({ ...config, limits: 'none' })
  await eventually(() => (page.field('notices') as { topic: string }[]).some(({ topic }) => topic === 'config'))
  gateway.configure(config)
  await eventually(() => (page.field('notices') as unknown[]).length === 0)
  page.socket.close()
})

test('a page ends with its session: logged out, or its account disabled', async () => {
  const ends: readonly ((visitor: WebVisitor) => Promise<unknown>)[] = [
    (visitor) => visitor.call('POST', '/auth/logout'),
    () => gateway.admin('POST', '/users/minh/disable'),
  ]
  for (const end of ends) {
    const minh = await logIn('minh')
    const page = await Page.open(minh)
    expect(page.closedWith).toBeNull()
    await end(minh)
    expect(await eventually(() => page.closedWith)).toBe(4401)
    const { length } = page.messages
    await gateway.admin('POST', '/pause')
    await gateway.admin('POST', '/resume')
    expect(page.messages).toHaveLength(length)
  }
  await gateway.admin('POST', '/users/minh/enable')
})

test('one session opens ten pages at most, and a page has nothing to say', async () => {
  const lan = await logIn('lan')
  const pages = await Promise.all(Array.from({ length: 10 }, () => Page.open(lan)))
  expect((await Page.open(lan)).closedWith).toBe(1013)
  pages[0]?.socket.send('hello')
  expect(await eventually(() => pages[0]?.closedWith)).toBe(1003)
  const next = await Page.open(lan)
  expect(next.closedWith).toBeNull()
  for (const { socket } of [...pages, next]) socket.close()
})

test('the numbers of a day are of the day in Vietnam, and of whoever asks for another place', async () => {
  const lan = await logIn('lan')
  const numbers = async (query: string): Promise<NumbersView> => (await lan.call('GET', `/admin/numbers?${query}`)).body
  const before = (await numbers('tz=Asia/Ho_Chi_Minh')).totals
  table.insert([
    { taxCode: AGENT.taxCode, document: '<ToKhai><So>2</So></ToKhai>' },
    { taxCode: AGENT.taxCode, document: 'not XML' },
    { taxCode: OWN_A.taxCode, document: '<ToKhai><So>3</So></ToKhai>' },
  ])
  const now = await eventually(async () => {
    const found = await numbers('tz=Asia/Ho_Chi_Minh')
    const { received, signed, rejected, held } = found.totals
    const sum = received - before.received + signed - before.signed + rejected - before.rejected + held - before.held
    return sum >= 6 ? found : null
  })
  expect(now.totals).toEqual({
    received: before.received + 3,
    signed: before.signed + 1,
    rejected: before.rejected + 1,
    held: before.held + 1,
  })
  const wall = new Date(Date.now() + 7 * 3_600_000).toISOString()
  expect([now.day, now.hourNow]).toEqual([wall.slice(0, 10), Number(wall.slice(11, 13))])
  // Just after an hour began, the documents stand in the one before.
  const recent = now.hours.slice(Math.max(0, (now.hourNow ?? 0) - 1), (now.hourNow ?? 0) + 1)
  expect(recent.reduce((sum, hour) => sum + hour.received, 0)).toBeGreaterThanOrEqual(3)
  expect((await numbers('day=2026-01-01')).totals.signed).toBe(0)
  expect((await numbers('day=2026-01-01')).before.day).toBe('2025-12-31')
  for (const query of ['day=yesterday', 'day=9999-12-31', 'day=2026-02-30', 'tz=Mars/Olympus'])
    expect([query, (await lan.call('GET', `/admin/numbers?${query}`)).status]).toEqual([query, 400])
})
