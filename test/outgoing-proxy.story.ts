/** The way to the outside through a proxy: webhooks, mail and the test of a connection. */
import { join } from 'node:path'
import type { ConnectionTestView, ProxyView } from '@congky/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder, removeFolder } from './support/folder.ts'
import { freePort } from './support/free-port.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { HttpProxy } from './support/http-proxy.ts'
import {
  createOutsideWorld,
  MAIL_PASSWORD,
  MAIL_USER,
  type OutsideWorld,
  PROXY_LOGIN,
} from './support/outside-world.ts'
import { WebVisitor } from './support/web-visitor.ts'

const folder = makeFolder('proxy')
let world: OutsideWorld
/** The one that the environment names; it asks for no password, which would stand readable there. */
let systemProxy: HttpProxy
let gateway: GatewayFixture
let admin: WebVisitor

beforeAll(async () => {
  world = await createOutsideWorld(folder, 'tls')
  systemProxy = await HttpProxy.start()
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: { notifications: notifications(), proxy: { mode: 'direct' } },
    env: { ...world.env, HTTPS_PROXY: `http://127.0.0.1:${systemProxy.port}` },
  })
  await gateway.admin('PUT', '/secrets/smtp-password', { value: MAIL_PASSWORD })
  const password = 'Canary-Password-admin-of-proxies-1'
  await gateway.admin('POST', '/users', { name: 'lan', displayName: 'Lan', role: 'admin', password })
  admin = new WebVisitor(gateway.url)
  await admin.login('lan', password)
})
afterAll(async () => {
  await gateway?.stop()
  await world?.close()
  await systemProxy?.close()
  removeFolder(folder)
})

/** Names that no name server knows: whoever reaches them went through the proxy. */
function notifications(): object {
  const hook = { name: 'zalo', url: `https://bot.van-phong.test:${world.hook.port}/cong-ky` }
  const mail = { host: 'smtp.van-phong.test', port: world.mail.port, security: 'tls', user: MAIL_USER }
  const email = { ...mail, passwordSecret: 'smtp-password', from: MAIL_USER, to: ['quan-tri@van-phong.test'] }
  return { topics: [], webhooks: [hook], email }
}

const draft = (changes: object = {}) => {
  const { user, password } = PROXY_LOGIN
  return { mode: 'manual', host: '127.0.0.1', port: world.proxy.port, user, password, noProxy: [], ...changes }
}
const hookUrl = () => `https://bot.van-phong.test:${world.hook.port}/`
const tryProxy = async (proxy: object | undefined, url = hookUrl()): Promise<ConnectionTestView> => {
  const { status, body } = await admin.call('POST', '/admin/proxy/test', { body: { url, ...(proxy ? { proxy } : {}) } })
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}
const sendTest = (channel: string) => gateway.admin<ConnectionTestView>('POST', '/notifications/test', { channel })

test('a draft is tried before it is saved, and what fails is told precisely', async () => {
  expect((await tryProxy(draft({ mode: 'direct' }))).problem?.code).toBe('ERR_HOST_UNKNOWN')
  const reached = await tryProxy(draft())
  expect(reached).toMatchObject({ ok: true, status: 204, via: `127.0.0.1:${world.proxy.port}`, problem: null })
  expect(world.proxy.calls).toContain(`CONNECT bot.van-phong.test:${world.hook.port}`)
  const wrong = await tryProxy(draft({ password: 'Canary-Password-not-the-proxys' }))
  expect(wrong.problem?.code).toBe('ERR_PROXY_AUTH')
  expect(wrong.problem?.message.vi).toContain('không chấp nhận tên đăng nhập và mật khẩu')
  expect(
    (await tryProxy(draft({ password: 'Canary-Password-not-the-proxys' }), 'http://a.van-phong.test/')).problem?.code,
  ).toBe('ERR_PROXY_AUTH')
  const closed = await freePort()
  const refused = await tryProxy(draft({ port: closed }))
  expect(refused.problem?.code).toBe('ERR_CONNECTION_REFUSED')
  expect(refused.problem?.message.vi).toContain('(proxy)')
  const nobody = await tryProxy(draft(), `https://bot.van-phong.test:${closed}/`)
  expect(nobody.problem).toMatchObject({ code: 'ERR_PROXY_REFUSED' })
  expect(nobody.problem?.message.vi).toContain('502')
  const incomplete = await admin.call('POST', '/admin/proxy/test', { body: { proxy: draft({ host: null }) } })
  expect(incomplete.body).toMatchObject({ code: 'ERR_CONFIG_INVALID', fields: [{ field: 'proxy.host' }] })
  const scheme = await admin.call('POST', '/admin/proxy/test', { body: { url: 'file:///etc/passwd' } })
  expect(scheme.status).toBe(400)
})

test('saved, it carries webhooks and mail; what the environment says is followed on demand', async () => {
  expect((await sendTest('webhook:zalo')).problem?.code).toBe('ERR_HOST_UNKNOWN')
  const before = await gateway.admin<ProxyView>('GET', '/proxy')
  expect(before).toMatchObject({ mode: 'direct', hasPassword: false, systemProxy: `127.0.0.1:${systemProxy.port}` })
  const put = (body: object, revision: string) =>
    admin.call('PUT', '/admin/proxy', { headers: { 'if-match': `"${revision}"` }, body })

  const system = await put(
    { ...draft({ mode: 'system', host: null, port: null, user: null }), password: null },
    before.revision,
  )
  expect(system.status, JSON.stringify(system.body)).toBe(200)
  expect(await sendTest('webhook:zalo')).toMatchObject({ ok: true, via: `127.0.0.1:${systemProxy.port}` })
  expect(systemProxy.calls).toContain(`CONNECT bot.van-phong.test:${world.hook.port}`)

  const manual = await put(draft(), system.body.revision)
  expect(manual.body).toMatchObject({ mode: 'manual', hasPassword: true, user: PROXY_LOGIN.user })
  expect(await sendTest('webhook:zalo')).toMatchObject({ ok: true })
  expect(await sendTest('email')).toMatchObject({ ok: true, via: `127.0.0.1:${world.proxy.port}` })
  expect(world.proxy.calls).toContain(`CONNECT smtp.van-phong.test:${world.mail.port}`)
  expect(await eventually(() => world.mail.mails[0])).toMatchObject({ isEncrypted: true, user: MAIL_USER })

  // The saved password is the saved proxy's: nobody can have it sent elsewhere, and nobody has to type it twice.
  const { password: _typed, ...untyped } = draft()
  expect(await tryProxy(untyped)).toMatchObject({ ok: true })
  const elsewhere = await admin.call('POST', '/admin/proxy/test', { body: { proxy: { ...untyped, port: 1 } } })
  expect(elsewhere.body).toMatchObject({ code: 'ERR_CONFIG_INVALID', fields: [{ field: 'proxy.password' }] })
  const stolen = await put({ ...untyped, host: 'attacker.test' }, manual.body.revision)
  expect(stolen.body).toMatchObject({ code: 'ERR_CONFIG_INVALID', fields: [{ field: 'proxy.password' }] })

  const exception = await put({ ...untyped, noProxy: ['van-phong.test'] }, manual.body.revision)
  expect(exception.status, JSON.stringify(exception.body)).toBe(200)
  expect((await sendTest('webhook:zalo')).problem?.code).toBe('ERR_HOST_UNKNOWN')
  expect((await sendTest('email')).problem?.code).toBe('ERR_HOST_UNKNOWN')
  const history = await gateway.run(['history', 'list', '--limit', '100'])
  expect(history.stdout).toMatch(/connection with bot\.van-phong\.test:\d+ tried: ERR_PROXY_AUTH/)
})
