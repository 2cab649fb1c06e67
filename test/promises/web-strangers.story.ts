/** Pages of strangers in the browser of somebody who is logged in, and names of strangers that lead to us. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { Browser, findChromium, type Page } from '../support/chromium.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { freePort } from '../support/free-port.ts'
import { eventually, GatewayFixture } from '../support/gateway.ts'
import { readHistory } from '../support/history.ts'
import { promise } from '../support/promise.ts'
import { WebVisitor } from '../support/web-visitor.ts'
import { PairedWorkstation } from '../support/workstation.ts'

const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'sec-websocket-protocol': 'congky.v1',
}
const PASSWORD = 'Canary-Password-27183'
const chromium = findChromium()
const folder = makeFolder('web-strangers')
let gateway: GatewayFixture
let strangers: Server
let port: number
let allowedPort: number
let allowed: Server
let browser: Browser | undefined
let accessKey: string

beforeAll(async () => {
  allowedPort = await freePort()
  const origins = [`https://127.0.0.1:${allowedPort}`]
  const config = { console: { origins, hosts: ['cong-ky.van-phong.vn'] } }
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config })
  await gateway.json(['user', 'add', 'lan', '--role', 'admin', '--password-stdin'], PASSWORD)
  accessKey = (await PairedWorkstation.pair(gateway, 'may-01', 'all')).pairing.accessKey
  const pem = readFileSync(join(gateway.folder, 'state', 'tls.pem'))
  const serve = (): Server =>
    createServer({ cert: pem, key: pem }, (_request, response) => {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>page</title><body></body>')
    })
  strangers = serve()
  allowed = serve()
  port = await new Promise<number>((resolve) => {
    strangers.listen(0, '127.0.0.1', () => {
      const address = strangers.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  await new Promise<void>((resolve) => allowed.listen(allowedPort, '127.0.0.1', resolve))
  if (chromium !== null) browser = await Browser.start(chromium, folder)
})
afterAll(async () => {
  await browser?.close()
  for (const server of [strangers, allowed]) {
    server?.closeAllConnections()
    server?.close()
  }
  await gateway?.stop()
  removeFolder(folder)
})

function open(url: string): Promise<Page> {
  if (!browser) throw new Error('there is no browser')
  return browser.open(url)
}
const api = (path: string) => `${gateway.url}/api/v1${path}`
const state = async () => (await gateway.admin<{ state: string }>('GET', '/status')).state
/** How a WebSocket with the access key ends. */
const webSocket = (page: Page) =>
  page.run<string>(`return new Promise((resolve) => {
    const socket = new WebSocket('${api('/ws').replace('https', 'wss')}', ['congky.v1', 'congky.key.${accessKey}'])
    socket.onopen = () => resolve('open')
    socket.onerror = () => resolve('refused')
  })`)

/** Logs in on a page of the gateway itself, which the policy of its pages must allow. */
async function logIn(): Promise<Page> {
  const page = await open(`${gateway.url}/`)
  const status = await page.run<number>(`
    const body = JSON.stringify({ name: 'lan', password: '${PASSWORD}' })
    const answer = await fetch('/api/v1/auth/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    window.csrf = (await answer.json()).csrfToken
    return answer.status`)
  expect(status).toBe(200)
  return page
}

const ownCall = (page: Page, path: string, withToken = true) =>
  page.run<number>(`
    const headers = ${withToken} ? { 'x-congky-csrf': window.csrf } : {}
    return (await fetch('/api/v1${path}', { method: 'POST', headers })).status`)

/** What a hostile page can do without asking anybody: each is one way to send a call with the visitor's cookies. */
const ATTACKS = `
  const send = (path, init) => fetch('GATEWAY/api/v1' + path, { credentials: 'include', ...init }).then(
    (answer) => answer.type === 'opaque' ? 'unreadable' : 'readable ' + answer.status,
    () => 'failed')
  const plain = { method: 'POST', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body: '{"name":"eve"}' }
  const json = { method: 'POST', headers: { 'content-type': 'application/json', 'x-congky-csrf': 'x' }, body: '{}' }
  return [
    await send('/admin/pause', { method: 'POST', mode: 'no-cors' }),
    await send('/admin/users', plain),
    await send('/auth/logout', plain),
    await send('/auth/login', plain),
    await send('/admin/pause', json),
    await send('/auth/me'),
    await send('/admin/status', { mode: 'no-cors' }),
    await new Promise((resolve) => {
      const image = new Image()
      image.onload = () => resolve('readable')
      image.onerror = () => resolve('failed')
      image.src = 'GATEWAY/api/v1/auth/me'
    }),
  ]`

describe.skipIf(chromium === null)('in a real browser', () => {
  promise('S12', "pages of strangers change nothing and read nothing with the visitor's session", async (count) => {
    const own = await logIn()
    const seen: { where: string; status: number; withCookie: boolean }[] = []
    // The same machine on another port is the same site to a browser: there it sends the cookie along.
    for (const where of [`https://127.0.0.1:${port}`, `https://localhost:${port}`]) {
      const page = await open(`${where}/`)
      const outcomes = await page.run<string[]>(ATTACKS.replaceAll('GATEWAY', gateway.url))
      expect(outcomes.filter((outcome) => outcome.startsWith('readable'))).toEqual([])
      for (const enctype of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) {
        await page.go(`${where}/`)
        const posted = page.answers.length
        await page.run(`
          while (!document.body) await new Promise((resolve) => setTimeout(resolve, 10))
          document.body.innerHTML = '<form method="post" enctype="${enctype}" action="${api('/admin/pause')}"><input name="a" value="b"></form>'
          document.forms[0].submit()`)
        await eventually(() => page.answers.slice(posted).some(({ url }) => url.endsWith('/admin/pause')))
      }
      // Four plain calls and three forms; the one with JSON ends with the question whether it may be sent.
      const calls = await eventually(() => {
        const ours = page.answers.filter(({ url }) => url.startsWith(gateway.url))
        return ours.filter(({ method }) => method === 'POST').length >= 7 ? ours : null
      })
      seen.push(...calls.map(({ status, withCookie }) => ({ where, status, withCookie })))
      expect(calls.filter(({ method, status }) => method === 'POST' && status !== 403)).toEqual([])
      expect(await webSocket(await open(`${where}/`))).toBe('refused')
    }
    const withCookie = seen.filter((call) => call.withCookie)
    expect(withCookie.map(({ where }) => where)).not.toContain(`https://localhost:${port}`)
    expect(withCookie.length).toBeGreaterThanOrEqual(6)
    expect(await state()).toBe('running')
    expect(await gateway.json<object[]>(['user', 'list'])).toHaveLength(1)

    // The session still works, and on the gateway's own page the same call does what it says.
    expect([await ownCall(own, '/admin/pause', false), await state()]).toEqual([403, 'running'])
    expect([await ownCall(own, '/admin/pause'), await state()]).toEqual([200, 'paused'])
    expect(await ownCall(own, '/admin/resume')).toBe(200)
    const acts = (await readHistory(gateway)).filter(({ kind, requester }) => kind === 'account' && requester === 'lan')
    expect(acts).toHaveLength(3) // the login, pause, resume
    count(
      `${seen.length} calls and 2 WebSockets of two hostile pages, ${withCookie.length} with the cookie: all refused`,
    )
  })

  promise(
    'S12',
    'a page named in the configuration may send documents with an access key, and not use a session',
    async (count) => {
      await logIn()
      const page = await open(`https://127.0.0.1:${allowedPort}/`)
      expect(await webSocket(page)).toBe('open')
      const [verify, admin, me] = await page.run<string[]>(`
      const call = (path, init) => fetch('${gateway.url}/api/v1' + path, init).then((answer) => String(answer.status), () => 'failed')
      return [
        await call('/verify', { method: 'POST', headers: { authorization: 'Bearer ${accessKey}' }, body: '<a/>' }),
        await call('/admin/pause', { method: 'POST', credentials: 'include' }),
        await call('/auth/me', { credentials: 'include' }),
      ]`)
      expect([verify, admin, me]).toEqual(['200', 'failed', 'failed'])
      const refused = await eventually(() => {
        const seen = page.answers.filter(({ url }) => /admin|auth/.test(url))
        return seen.length >= 2 ? seen.map(({ status, withCookie }) => ({ status, withCookie })) : null
      })
      expect(refused).toEqual([
        { status: 403, withCookie: true },
        { status: 403, withCookie: true },
      ])
      count('WebSocket and verification: answered; 2 calls with the cookie: refused')
    },
  )
})

promise('S12', 'what a page of a stranger sends is refused by its origin alone', async (count) => {
  const visitor = new WebVisitor(gateway.url)
  await visitor.login('lan', PASSWORD)
  const key = { authorization: `Bearer ${accessKey}` }
  const calls = [
    ['POST', '/admin/pause', {}],
    ['POST', '/auth/logout', {}],
    ['POST', '/auth/login', {}],
    ['DELETE', '/admin/users/lan/sessions', {}],
    ['GET', '/auth/me', {}],
    ['POST', '/sign', key],
    ['GET', '/ws', { ...key, ...UPGRADE }],
  ] as const
  const own = new URL(gateway.url)
  const origins = [
    'null',
    'https://evil.example',
    `http://${own.host}`,
    `https://localhost:${own.port}`,
    `${gateway.url}.evil.example`,
    `https://127.0.0.1:${port}`,
  ]
  for (const origin of origins) {
    for (const [method, path, headers] of calls) {
      const { status, body } = await visitor.call(method, path, { headers: { ...headers, origin } })
      expect([origin, path, status, body.code]).toEqual([origin, path, 403, 'ERR_ORIGIN_FORBIDDEN'])
    }
  }
  expect((await visitor.call('GET', '/auth/me', { headers: { origin: gateway.url } })).status).toBe(200)
  count(`${calls.length} calls with everything right but the origin, from ${origins.length} origins: all refused`)
})

promise('S13', 'a name that is not ours gets no answer, whatever it asks for and whatever it brings', async (count) => {
  const visitor = new WebVisitor(gateway.url)
  await visitor.login('lan', PASSWORD)
  const key = { authorization: `Bearer ${accessKey}` }
  const upgrade = { ...key, ...UPGRADE }
  const calls = [
    ['GET', '/health/live', {}],
    ['GET', '/metrics', {}],
    ['GET', '/openapi.json', {}],
    ['GET', '/nothing', {}],
    ['GET', '/auth/me', {}],
    ['POST', '/auth/login', {}],
    ['POST', '/pair', {}],
    ['POST', '/admin/pause', {}],
    ['POST', '/sign', key],
    ['OPTIONS', '/sign', {}],
    ['GET', '/ws', upgrade],
  ] as const
  const strange = ['evil.example', `evil.example:${new URL(gateway.url).port}`, 'localhost.evil.example', '192.0.2.1']
  let refused = 0
  for (const host of strange) {
    for (const [method, path, headers] of calls) {
      // A rebound page is of the same origin as what it calls.
      const answer = await visitor.call(method, path, { headers: { ...headers, host, origin: `https://${host}` } })
      expect([method, path, host, answer.status]).toEqual([method, path, host, 421])
      expect(answer.body.code).toBe('ERR_HOST_FORBIDDEN')
      refused++
    }
  }
  expect(await state()).toBe('running')
  const own = ['127.0.0.1', 'localhost', `${hostname()}:1`, 'CONG-KY.van-phong.vn:8443']
  for (const host of own) {
    expect([host, (await visitor.call('GET', '/auth/me', { headers: { host } })).status]).toEqual([host, 200])
    const { status } = await visitor.call('GET', '/ws', {
      headers: { ...upgrade, host, origin: `https://${host.toLowerCase()}` },
    })
    expect([host, status]).toEqual([host, 101])
  }
  count(`${refused} calls under ${strange.length} strange names: all refused; ${own.length} own names: answered`)
})
