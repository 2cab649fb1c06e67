/** The console as people reach it from outside: the example for nginx in a real one, with real TLS, in front of a gateway. */
import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { ConsoleBrowser } from './support/console-browser.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { freePort } from './support/free-port.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { readHistory } from './support/history.ts'
import { adapt, startNginx } from './support/nginx.ts'
import { type Authority, createAuthority, issueCertificate } from './support/pki.ts'
import { WebVisitor } from './support/web-visitor.ts'

const PASSWORD = 'Canary-Password-outside-77120'
/** Browsers look names below .localhost up as this machine (RFC 6761, 6.3). */
const NAME = 'ky.localhost'
/** Where a director sits, and where somebody else does. */
const [DIRECTOR, STRANGER] = ['127.0.0.7', '127.0.0.9']
const folder = makeFolder('outside')
let authority: Authority
let gateway: GatewayFixture
let inside: string
let publicUrl: string
let plainPort: number
let stopNginx: () => Promise<void>

/** The example as it is, but for the ports and files of this test. */
function example(ports: { readonly tls: number; readonly plain: number; readonly gateway: number }): string {
  return adapt(readFileSync(new URL('../service/nginx/congky.conf', import.meta.url), 'utf8'), [
    ['listen 80;', `listen 127.0.0.1:${ports.plain};`],
    ['listen 443 ssl;', `listen 127.0.0.1:${ports.tls} ssl;`],
    ['server_name ky.van-phong.vn;', `server_name ${NAME};`, 2],
    ['/etc/ssl/congky/fullchain.pem', join(folder, 'fullchain.pem')],
    ['/etc/ssl/congky/privkey.pem', join(folder, 'privkey.pem')],
    ['server 127.0.0.1:8443;', `server 127.0.0.1:${ports.gateway};`],
  ])
}

const outside = (address = DIRECTOR) => new WebVisitor(publicUrl, address, authority.certificatePem)

const sessions = new Map<string, WebVisitor>()

/** A person with a session; a login is slow by design, so each has one. */
async function logIn(name: string, address = DIRECTOR): Promise<WebVisitor> {
  const known = sessions.get(name)
  if (known) return known
  const visitor = outside(address)
  expect((await visitor.login(name, PASSWORD)).status).toBe(200)
  sessions.set(name, visitor)
  return visitor
}

/** Straight to the gateway, which speaks plain HTTP on loopback. */
function callInside(method: string, path: string, headers: Record<string, string>, body?: object) {
  return new Promise<{ status: number; code: string | null; cookie: string | null }>((resolve, reject) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    const call = request(`${inside}/api/v1${path}`, { method, headers: { ...json, ...headers } }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => {
        const code = /json/.test(response.headers['content-type'] ?? '') ? (JSON.parse(text).code ?? null) : null
        resolve({ status: response.statusCode ?? 0, code, cookie: response.headers['set-cookie']?.[0] ?? null })
      })
    })
    call.once('error', reject)
    call.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

beforeAll(async () => {
  authority = await createAuthority('Outside test authority')
  const issued = await issueCertificate(authority, { subject: [['CN', NAME]], keyType: 'p-256', hosts: [NAME] })
  writeFileSync(join(folder, 'fullchain.pem'), issued.certificatePem)
  writeFileSync(join(folder, 'privkey.pem'), issued.privateKeyPkcs8Pem)
  const [tls, plain, port] = [await freePort(), await freePort(), await freePort()]
  plainPort = plain
  publicUrl = `https://${NAME}:${tls}`
  inside = `http://127.0.0.1:${port}`
  const config = { tls: { mode: 'off' }, console: { pinEntry: true, publicUrl, proxies: ['127.0.0.1'] } }
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config, port })
  for (const [name, role] of [
    ['giam-doc', 'approver'],
    ['lan', 'admin'],
    ['minh', 'auditor'],
  ]) {
    await gateway.admin('POST', '/users', { name, displayName: name, role, password: PASSWORD })
  }
  stopNginx = await startNginx({
    folder: join(folder, 'nginx'),
    http: example({ tls, plain, gateway: port }),
    port: tls,
  })
})
afterAll(async () => {
  await stopNginx?.()
  await gateway?.stop()
  removeFolder(folder)
})

describe('a login from outside', () => {
  test('is on record with the address that it came from, whatever the browser claims', async () => {
    const visitor = outside()
    const spoof = { 'x-forwarded-for': '10.1.1.1', 'x-forwarded-host': 'evil.example', forwarded: 'for=10.1.1.1' }
    const body = { name: 'giam-doc', password: PASSWORD }
    const headers = { ...spoof, 'x-forwarded-proto': 'http', 'x-real-ip': '10.1.1.1', origin: publicUrl }
    const answer = await visitor.call('POST', '/auth/login', { body, headers })
    expect(answer.body.session).toMatchObject({ origin: DIRECTOR, overProxy: true })
    visitor.keep(answer)
    sessions.set('giam-doc', visitor)
    const records = await readHistory(gateway)
    expect(records.filter(({ requester }) => requester === 'giam-doc')).toMatchObject([
      { kind: 'account', origin: DIRECTOR, note: 'giam-doc logged in from outside' },
    ])
    const { createdAt, expiresAt } = answer.body.session
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(15 * 60_000)
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^__Host-congky=\S+; Path=\/; HttpOnly; SameSite=Strict; Secure$/)
    expect(answer.headers['strict-transport-security']).toContain('max-age=')
  })

  test('is of no use inside, and one of the office none outside', async () => {
    const visitor = await logIn('minh')
    const token = visitor.cookie?.split('=')[1] ?? ''
    expect(await callInside('GET', '/auth/me', { cookie: `congky=${token}` })).toMatchObject({ status: 401 })
    expect((await visitor.call('GET', '/auth/me')).status).toBe(200)

    const office = await callInside('POST', '/auth/login', {}, { name: 'minh', password: PASSWORD })
    const stolen = /^congky=([^;]+)/.exec(office.cookie ?? '')?.[1] ?? ''
    expect(await callInside('GET', '/auth/me', { cookie: `congky=${stolen}` })).toMatchObject({ status: 200 })
    const thief = outside()
    thief.cookie = `__Host-congky=${stolen}`
    expect((await thief.call('GET', '/auth/me')).status).toBe(401)
  })

  test('has only what approvers and auditors need, and never a PIN', async () => {
    const admin = await logIn('lan')
    const me = await admin.call('GET', '/auth/me')
    expect(me.body.rights).toEqual(['see-status', 'see-access', 'see-history', 'see-config'])
    const refused = [
      ['PATCH', '/admin/settings', { autoStart: false }],
      ['POST', '/admin/pause', undefined],
      ['POST', '/admin/users', { name: 'eve', displayName: 'Eve', role: 'admin', password: PASSWORD }],
      ['POST', '/admin/tokens/any/unlock', { pin: 'Canary-PIN-outside' }],
    ] as const
    for (const [method, path, body] of refused) {
      const answer = await admin.call(method, path, { body })
      expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'ERR_ONLY_INSIDE'])
    }
    expect((await admin.call('GET', '/admin/status')).status).toBe(200)
    expect((await admin.call('GET', '/admin/requests')).status).toBe(200)
  })

  test('meets its limit after fewer guesses, which keep nobody else waiting', async () => {
    const wrong = outside(STRANGER)
    // Each wait is twice as long as the one before: even where a login takes seconds, one is met soon.
    let tries = 0
    let code = ''
    while (code !== 'ERR_GUESSES_SLOWED' && tries < 12) {
      code = (await wrong.login('giam-doc', 'Canary-Password-wrong')).body.code
      tries++
    }
    expect([code, tries > 3]).toEqual(['ERR_GUESSES_SLOWED', true])
    const office = await callInside('POST', '/auth/login', {}, { name: 'giam-doc', password: PASSWORD })
    expect(office.status).toBe(200)
  })

  test('more is allowed where the configuration says so, and a PIN still not', async () => {
    const console = { pinEntry: true, publicUrl, proxies: ['127.0.0.1'], overProxy: { administration: true } }
    const before = { tls: { mode: 'off' }, console: { pinEntry: true, publicUrl, proxies: ['127.0.0.1'] } }
    gateway.configure({ tls: { mode: 'off' }, console })
    try {
      const admin = await logIn('lan')
      await eventually(async () => (await admin.call('GET', '/auth/me')).body.rights.includes('operate'))
      expect((await admin.call('POST', '/admin/pause')).status).toBe(200)
      expect((await admin.call('POST', '/admin/resume')).status).toBe(200)
      const pin = await admin.call('POST', '/admin/tokens/any/unlock', { body: { pin: 'Canary-PIN-outside' } })
      expect(pin.body.code).toBe('ERR_ONLY_INSIDE')
    } finally {
      gateway.configure(before)
    }
  })
})

test('workstations, metrics and the first run are not to be had outside, nor if the proxy would forward them', async () => {
  const visitor = outside()
  const forwarded = { host: new URL(publicUrl).host, 'x-forwarded-for': STRANGER, 'x-forwarded-proto': 'https' }
  const calls = [
    ['POST', '/sign'],
    ['POST', '/sign-requests'],
    ['POST', '/pair'],
    ['POST', '/verify'],
    ['GET', '/metrics'],
    ['GET', '/health/ready'],
    ['GET', '/openapi.json'],
    ['GET', '/ws'],
  ] as const
  for (const [method, path] of calls) {
    expect([path, (await visitor.call(method, path)).status]).toEqual([path, 404])
    expect([path, await callInside(method, path, forwarded)]).toMatchObject([path, { code: 'ERR_ONLY_INSIDE' }])
  }
  expect((await visitor.call('GET', '/setup')).body).toEqual({ needed: false })
  expect((await visitor.call('POST', '/setup')).status).toBe(403)
  expect(await callInside('POST', '/setup', forwarded)).toMatchObject({ code: 'ERR_ONLY_INSIDE' })
  // The API is told apart by its routes, and not by how an address was spelled.
  expect(await callInside('GET', '/%68ealth/ready', forwarded)).toMatchObject({ code: 'ERR_ONLY_INSIDE' })
})

test('without TLS one is sent to TLS, and a call that no proxy of ours vouches for is told why', async () => {
  const moved = await new Promise<string | undefined>((resolve) => {
    const call = request({ port: plainPort, host: '127.0.0.1', path: '/x?y', headers: { host: NAME } }, (response) => {
      response.resume()
      resolve(`${response.statusCode} ${response.headers.location}`)
    })
    call.end()
  })
  expect(moved).toBe(`308 https://${NAME}/x?y`)
  const { host } = new URL(publicUrl)
  const unsaid = await callInside('GET', '/auth/me', { host, 'x-forwarded-for': STRANGER, 'x-forwarded-proto': 'http' })
  expect(unsaid).toMatchObject({ status: 400, code: 'ERR_PROXY_HEADERS' })
  const anyName = new WebVisitor(publicUrl.replace(NAME, '127.0.0.1'), STRANGER)
  const strange = await anyName.call('GET', '/auth/me', { headers: { host: 'evil.example' } })
  expect([strange.status, strange.body.code]).toEqual([421, 'ERR_HOST_FORBIDDEN'])
})

test('pages of strangers are refused by their origin, and so is the page of the gateway under its inner name', async () => {
  const visitor = await logIn('giam-doc')
  for (const origin of ['https://evil.example', inside, `http://${NAME}`, 'null']) {
    const { status, body } = await visitor.call('POST', '/auth/logout', { headers: { origin } })
    expect([origin, status, body.code]).toEqual([origin, 403, 'ERR_ORIGIN_FORBIDDEN'])
  }
  expect((await visitor.call('POST', '/auth/logout', { headers: { origin: publicUrl } })).status).toBe(200)
  sessions.delete('giam-doc')
})

test('a body that is too large ends at the proxy, and a large answer passes whole', async () => {
  const visitor = await logIn('minh')
  const headers = { 'content-type': 'application/json' }
  const large = await visitor.call('POST', '/auth/password', { raw: Buffer.alloc(300_000, 0x20), headers })
  expect(large.status).toBe(413)
  const { bytes } = await visitor.download('/admin/settings')
  const script = await outside().call('GET', '/../../')
  expect(bytes.length).toBeGreaterThan(10_000)
  expect(script.status).toBe(200)
})

test('a connection whose upgrade was refused is closed: the proxy would send other people there', async () => {
  const { port } = new URL(inside)
  const lines = ['GET /api/v1/admin/live HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Origin: https://evil.example']
  const socket = connect({ host: '127.0.0.1', port: Number(port) })
  socket.write([...lines, 'Connection: Upgrade', 'Upgrade: websocket', '', ''].join('\r\n'))
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  expect(answer).toMatch(/^HTTP\/1\.1 403 /)
  expect(answer.toLowerCase()).toContain('\r\nconnection: close\r\n')
})

describe('the page', () => {
  const live = (visitor: WebVisitor, origin: string) =>
    new Promise<string>((resolve) => {
      const address = `${publicUrl.replace('https', 'wss')}/api/v1/admin/live`
      const options = { origin, headers: { cookie: visitor.cookie ?? '' }, rejectUnauthorized: false }
      const socket = new WebSocket(address.replace(NAME, '127.0.0.1'), {
        ...options,
        headers: { ...options.headers, host: new URL(publicUrl).host },
      })
      socket.once('message', (data) => {
        resolve(JSON.parse(data.toString()).type)
        socket.terminate()
      })
      socket.once('unexpected-response', (_call, response) => resolve(String(response.statusCode)))
      socket.once('error', () => {})
    })

  test('is told what changes over a WebSocket through the proxy', async () => {
    const visitor = await logIn('giam-doc')
    expect(await live(visitor, publicUrl)).toBe('status')
    expect(await live(visitor, 'https://evil.example')).toBe('403')
  })

  test('works in a real browser on a phone, and comes back after a login', async () => {
    const browser = await ConsoleBrowser.start()
    try {
      const visit = await browser.visit(`${publicUrl}/#/history`, { width: 390, height: 844 })
      await visit.login('minh', PASSWORD)
      await visit.settled()
      const cookies = await visit.page.context().cookies()
      expect(cookies).toMatchObject([{ name: '__Host-congky', secure: true, httpOnly: true, sameSite: 'Strict' }])
      expect(await visit.page.evaluate('document.cookie')).toBe('')
      expect(new URL(visit.page.url()).hash).toBe('#/history')
      await visit.close()
    } finally {
      await browser.close()
    }
  })
})

test('with TLS between nginx and the gateway, whose certificate nginx checks, all is the same', async () => {
  const [tls, plain, port] = [await freePort(), await freePort(), await freePort()]
  const url = `https://${NAME}:${tls}`
  const config = { console: { publicUrl: url, proxies: ['127.0.0.1'] } }
  const second = await GatewayFixture.start({ folder: join(folder, 'second'), config, port })
  const certificate = join(folder, 'gateway.pem')
  const pem = readFileSync(join(second.folder, 'state', 'tls.pem'), 'utf8')
  writeFileSync(certificate, /-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/s.exec(pem)?.[0] ?? '')
  const http = adapt(example({ tls, plain, gateway: port }), [
    ['set $inside http;', 'set $inside https;'],
    ['# proxy_ssl_trusted_certificate /etc/ssl/congky/gateway.pem;', `proxy_ssl_trusted_certificate ${certificate};`],
    ['# proxy_ssl_verify on;', 'proxy_ssl_verify on;'],
    ['# proxy_ssl_name localhost;', 'proxy_ssl_name localhost;'],
  ])
  const stop = await startNginx({ folder: join(folder, 'nginx-2'), http, port: tls })
  try {
    await second.admin('POST', '/users', { name: 'lan', displayName: 'Lan', role: 'admin', password: PASSWORD })
    const visitor = new WebVisitor(url, DIRECTOR, authority.certificatePem)
    const { body, headers } = await visitor.login('lan', PASSWORD)
    expect(body.session).toMatchObject({ origin: DIRECTOR, overProxy: true })
    expect(headers['set-cookie']?.[0]).toContain('__Host-congky=')
    // Who comes straight says what it likes, and is one of the office.
    const office = new WebVisitor(second.url, STRANGER)
    const login = { body: { name: 'lan', password: PASSWORD }, headers: { 'x-forwarded-for': '203.0.113.9' } }
    const direct = await office.call('POST', '/auth/login', login)
    expect(direct.body.session).toMatchObject({ origin: STRANGER, overProxy: false })
    expect(direct.body.rights).toContain('configure')
  } finally {
    await stop()
    await second.stop()
  }
})
