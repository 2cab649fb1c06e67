/** What people elsewhere are told: by webhook and mail, over real servers, while tokens come and go. */
import { join } from 'node:path'
import type { ConnectionTestView, NotificationsView } from '@congky/shared'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { DeclarantsTable } from './support/declarants-table.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { freePort } from './support/free-port.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { readMail } from './support/mail-server.ts'
import { AGENT, createOffice, type Office, OWN_A, OWN_B, PIN } from './support/office.ts'
import { createOutsideWorld, HOOK_KEY, MAIL_PASSWORD, MAIL_USER, type OutsideWorld } from './support/outside-world.ts'
import { WebVisitor } from './support/web-visitor.ts'
import { isSignedWith } from './support/webhook-receiver.ts'

const folder = makeFolder('notifications')
let office: Office
let world: OutsideWorld
let gateway: GatewayFixture
let run = 0

interface Status {
  readonly tokens: readonly { readonly name: string; readonly state: string }[]
  readonly notices: readonly { readonly vi: string; readonly en: string }[]
}
interface HookItem {
  readonly key: string
  readonly state: string
}

beforeAll(async () => {
  office = await createOffice(folder)
})
beforeEach(async () => {
  world = await createOutsideWorld(folder)
  run++
})
afterEach(async () => {
  await gateway.stop()
  await world.close()
})
afterAll(() => removeFolder(folder))

const webhook = () => ({
  name: 'zalo',
  url: `https://localhost:${world.hook.port}/cong-ky`,
  secretName: 'webhook-zalo',
})
const email = () => ({
  ...{
    host: 'localhost',
    port: world.mail.port,
    security: 'starttls',
    user: MAIL_USER,
    passwordSecret: 'smtp-password',
  },
  ...{ from: MAIL_USER, to: ['quan-tri@van-phong.test', 'giam-doc@van-phong.test'] },
})

async function start(
  notifications: object,
  secrets: Readonly<Record<string, string>> = {},
  sources: readonly object[] = [],
): Promise<void> {
  const told = { settleSeconds: 1, gatewayName: 'Văn phòng Hải Phòng', topics: ['tokens', 'gateway'], ...notifications }
  const config = { ...office.config, sources, notifications: told }
  const env = { ...office.softHsm.env, ...world.env }
  gateway = await GatewayFixture.start({ folder: join(folder, `gateway-${run}`), config, env })
  for (const token of [AGENT.token, OWN_A.token, OWN_B.token]) await gateway.unlock(token, PIN)
  for (const [name, value] of Object.entries(secrets)) await gateway.admin('PUT', `/secrets/${name}`, { value })
}

const unplug = async (token: string) => {
  await office.softHsm.moveAway(token)
  // Whoever looks for tokens finds out at once; left alone the gateway takes its time.
  await gateway.admin('POST', '/tokens/rescan')
}
const plugIn = (token: string) => office.softHsm.bringBack(token)
const itemsOf = (index: number): readonly HookItem[] => world.hook.hooks[index]?.json.items ?? []
const words = (index: number) => itemsOf(index).map(({ key, state }) => `${state} ${key}`)

test('a token that is pulled is told once by webhook and mail, signed and encrypted, and its return as well', async () => {
  await start({ webhooks: [webhook()], email: email() }, { 'webhook-zalo': HOOK_KEY, 'smtp-password': MAIL_PASSWORD })
  await unplug(OWN_A.token)
  const hook = await eventually(() => world.hook.hooks[0])
  expect(words(0)).toEqual(['new token:a-chau:absent'])
  expect(hook.path).toBe('/cong-ky')
  expect(isSignedWith(hook, HOOK_KEY)).toBe(true)
  expect(isSignedWith(hook, 'another key')).toBe(false)
  expect(hook.json).toMatchObject({ version: 1, kind: 'notice', gateway: { name: 'Văn phòng Hải Phòng' } })
  expect(hook.json.text).toContain('Token a-chau không được cắm')
  expect(hook.json.text).toContain('Token a-chau is not plugged in')
  expect(hook.json.items[0].link).toBe(`${gateway.url}/#/tokens`)

  const mail = await eventually(() => world.mail.mails[0])
  expect(mail).toMatchObject({ from: MAIL_USER, to: email().to, isEncrypted: true, user: MAIL_USER })
  const { subject, text, html } = readMail(mail)
  expect(subject).toBe('[Cổng ký] 1 việc cần bạn – Văn phòng Hải Phòng')
  expect(text.indexOf('Token a-chau không được cắm')).toBeGreaterThan(-1)
  expect(text.indexOf('Token a-chau không được cắm')).toBeLessThan(text.indexOf('Token a-chau is not plugged in'))
  expect(html).toContain('Cắm lại token vào máy chủ cổng ký')

  // What comes next is the next news alone: the first is not repeated within its hour.
  await unplug(OWN_B.token)
  await eventually(() => world.hook.hooks[1])
  expect(words(1)).toEqual(['new token:vien-dong:absent'])

  await gateway.stop()
  await gateway.restart()
  await gateway.unlock(AGENT.token, PIN)
  await plugIn(OWN_A.token)
  await plugIn(OWN_B.token)
  // Neither the restart nor what was told before it is told again; what ended since then is.
  const later = await eventually(() => {
    const keys = world.hook.hooks.slice(2).flatMap((_, index) => words(index + 2))
    return keys.filter((word) => word.endsWith(':absent')).length >= 2 ? keys : null
  })
  expect(later.filter((word) => word.endsWith(':absent')).sort()).toEqual([
    'over token:a-chau:absent',
    'over token:vien-dong:absent',
  ])
  expect(later.filter((word) => word.includes('gateway:'))).toEqual([])
  await eventually(() => world.mail.mails.length === world.hook.hooks.length)
})

test('a gateway that was killed says so when it is back', async () => {
  await start({ webhooks: [{ ...webhook(), secretName: null }] })
  await gateway.kill()
  await gateway.restart()
  const hook = await eventually(() => world.hook.hooks[0])
  expect(words(0)[0]).toMatch(/^new gateway:ended:/)
  expect(hook.headers['x-congky-signature']).toBeUndefined()
})

test('a wrong mail password is told precisely, holds up neither signing nor the webhook, and its right one sends what waits', async () => {
  const table = new DeclarantsTable(join(folder, 'declarations.db'))
  const secrets = { 'webhook-zalo': HOOK_KEY, 'smtp-password': 'Canary-Password-not-this-one' }
  await start({ webhooks: [webhook()], email: email() }, secrets, [table.source('khai-bao')])
  expect((await gateway.run(['source', 'init-table', 'khai-bao'])).code).toBe(0)
  const tried = await gateway.admin<ConnectionTestView>('POST', '/notifications/test', { channel: 'email' })
  expect(tried.ok).toBe(false)
  expect(tried.problem?.code).toBe('ERR_MAIL_LOGIN')
  expect(tried.problem?.message.vi).toContain('không chấp nhận tên đăng nhập và mật khẩu (mã 535)')

  await unplug(OWN_A.token)
  await eventually(() => world.hook.hooks[0])
  table.insert([{ taxCode: AGENT.taxCode, document: '<ToKhai><So>1</So></ToKhai>' }])
  await eventually(() => table.count(2) === 1)
  table.close()
  await plugIn(OWN_A.token)
  const notice = await eventually(async () =>
    (await gateway.admin<Status>('GET', '/status')).notices.find(({ vi }) => vi.includes('e-mail')),
  )
  expect(notice.vi).toContain('mật khẩu ứng dụng')
  expect(world.mail.mails).toEqual([])

  const view = await gateway.admin<NotificationsView>('GET', '/notifications')
  expect(view.email).toMatchObject({ hasPassword: true, host: 'localhost' })
  const { revision, channels, webhooks, email: saved, ...rest } = view
  const { hasPassword: _known, ...mail } = saved ?? expect.fail('no mail settings')
  const hooks = webhooks.map(({ hasSecret: _set, ...hook }) => hook)
  const visitor = await visit('admin')
  const put = await visitor.call('PUT', '/admin/notifications', {
    headers: { 'if-match': `"${revision}"` },
    body: { ...rest, webhooks: hooks, email: { ...mail, password: MAIL_PASSWORD } },
  })
  expect(put.status, JSON.stringify(put.body)).toBe(200)
  const waited = await eventually(() => world.mail.mails[0])
  expect(readMail(waited).text).toContain('Token a-chau')
  expect(channels.find(({ channel }) => channel === 'email')?.waiting).toBeGreaterThan(0)
  const after = await eventually(async () => {
    const { notices } = await gateway.admin<Status>('GET', '/status')
    return notices.every(({ vi }) => !vi.includes('e-mail')) && notices
  })
  expect(after).toBeDefined()
})

async function visit(role: 'admin' | 'auditor'): Promise<WebVisitor> {
  const password = `Canary-Password-${role}-of-notices-1`
  await gateway.admin('POST', '/users', { name: role, displayName: role, role, password })
  const visitor = new WebVisitor(gateway.url)
  expect((await visitor.login(role, password)).status).toBe(200)
  return visitor
}

test('on the host one command tries all channels, or one of them', async () => {
  await start({ webhooks: [webhook()], email: email() }, { 'webhook-zalo': HOOK_KEY, 'smtp-password': MAIL_PASSWORD })
  const tested = await gateway.json<readonly { channel: string; ok: boolean }[]>(['notify', 'test'])
  expect(tested.map(({ channel, ok }) => [channel, ok]).sort()).toEqual([
    ['email', true],
    ['webhook:zalo', true],
  ])
  expect(world.mail.mails).toHaveLength(1)
  const one = await gateway.run(['notify', 'test', '--channel', 'webhook:zalo', '--lang', 'vi'])
  expect(one).toMatchObject({ code: 0, stdout: expect.stringMatching(/^✓ webhook:zalo: đã gửi \(\d+ ms\)$/m) })
  expect(world.mail.mails).toHaveLength(1)
  world.hook.status = 500
  const failed = await gateway.run(['notify', 'test'])
  expect(failed).toMatchObject({ code: 1, stdout: expect.stringMatching(/✗ webhook:zalo: .+\n→ /) })
  expect((await gateway.run(['notify', 'test', '--channel', 'sms'])).code).toBe(1)
})

test('each way in which a server fails has a reason of its own', async () => {
  await start({ webhooks: [webhook()], email: email() }, { 'webhook-zalo': HOOK_KEY, 'smtp-password': MAIL_PASSWORD })
  const codeOf = async (channel: string) => {
    const { ok, problem } = await gateway.admin<ConnectionTestView>('POST', '/notifications/test', { channel })
    return ok ? 'sent' : problem?.code
  }
  expect(await codeOf('email')).toBe('sent')
  expect(await codeOf('webhook:zalo')).toBe('sent')
  expect(readMail(world.mail.mails[0] ?? expect.fail('no mail')).subject).toContain('Thông báo thử')
  expect(world.hook.hooks[0]?.json).toMatchObject({ kind: 'test', items: [] })

  // A redirect could lead a signed message anywhere; its answer is nobody's business.
  world.hook.status = 302
  world.hook.answerHeaders = { location: `https://localhost:${world.hook.port}/elsewhere` }
  world.hook.answerBody = 'something inside'
  const redirected = await gateway.admin<ConnectionTestView>('POST', '/notifications/test', { channel: 'webhook:zalo' })
  expect(redirected.problem?.code).toBe('ERR_WEBHOOK_ANSWER')
  expect(JSON.stringify(redirected)).toContain('302')
  expect(JSON.stringify(redirected)).not.toContain('inside')
  expect(world.hook.hooks.map(({ path }) => path)).not.toContain('/elsewhere')

  world.mail.answers = { RCPT: '550 5.1.1 nobody of the name' }
  expect(await codeOf('email')).toBe('ERR_MAIL_REFUSED')
  world.mail.answers = { STARTTLS: '454 4.7.0 not now' }
  expect(await codeOf('email')).toBe('ERR_MAIL_TLS')
  expect(world.mail.commands.filter((command) => command === 'AUTH').length).toBe(2)

  const change = (mail: object, hook: object = {}) => {
    const told = { webhooks: [{ ...webhook(), ...hook }], email: { ...email(), ...mail } }
    gateway.configure({ ...office.config, notifications: { topics: [], ...told } })
  }
  const whenCode = (channel: string, code: string) => eventually(async () => (await codeOf(channel)) === code)
  world.mail.answers = {}
  // The port speaks STARTTLS, and no TLS from the start.
  change({ security: 'tls' })
  await whenCode('email', 'ERR_CONNECTION_TLS')
  change({ host: '127.0.0.1' }, { url: `https://127.0.0.1:${world.hook.port}/` })
  await whenCode('webhook:zalo', 'ERR_CONNECTION_TLS')
  expect(await codeOf('email')).toBe('ERR_CONNECTION_TLS')
  change({ host: 'smtp.nowhere.invalid' }, { url: 'https://bot.nowhere.invalid/' })
  await whenCode('webhook:zalo', 'ERR_HOST_UNKNOWN')
  expect(await codeOf('email')).toBe('ERR_HOST_UNKNOWN')
  const closed = await freePort()
  change({ port: closed }, { url: `https://localhost:${closed}/` })
  await whenCode('webhook:zalo', 'ERR_CONNECTION_REFUSED')
  expect(await codeOf('email')).toBe('ERR_CONNECTION_REFUSED')
})

test('secrets go in and never out, and a saved password goes to no other server', async () => {
  await start(
    { webhooks: [{ ...webhook(), url: `${webhook().url}?token=abc` }], email: email() },
    {
      'webhook-zalo': HOOK_KEY,
      'smtp-password': MAIL_PASSWORD,
    },
  )
  const admin = await visit('admin')
  const auditor = await visit('auditor')
  const seen = await auditor.call('GET', '/admin/notifications')
  expect(seen.body.webhooks[0].url).toBe(`https://localhost:${world.hook.port}/…`)
  expect(JSON.stringify((await auditor.call('GET', '/admin/config')).body)).not.toContain('token=abc')
  expect((await auditor.call('POST', '/admin/notifications/test', { body: { channel: 'email' } })).status).toBe(403)

  const { body: view } = await admin.call('GET', '/admin/notifications')
  expect(view.webhooks[0]).toMatchObject({ url: `${webhook().url}?token=abc`, hasSecret: true })
  const { revision, channels: _channels, webhooks: _webhooks, email: saved, ...rest } = view
  const { hasPassword: _has, ...mail } = saved
  const put = (body: object, ifMatch = revision) =>
    admin.call('PUT', '/admin/notifications', { headers: { 'if-match': `"${ifMatch}"` }, body })
  const stolen = await put({ ...rest, webhooks: [], email: { ...mail, host: 'smtp.attacker.test' } })
  expect(stolen.status).toBe(422)
  expect(stolen.body.fields[0].field).toBe('notifications.email.password')
  const invalid = await put({
    ...rest,
    webhooks: [],
    email: { ...mail, security: 'none', host: 'a.b', password: 'Canary-Password-x' },
  })
  expect(invalid.body.fields.map(({ field }: { field: string }) => field)).toEqual(['notifications.email.security'])
  expect((await put({ ...rest, webhooks: [], email: mail }, '0'.repeat(64))).status).toBe(409)

  const done = await put({ ...rest, webhooks: [], email: mail })
  expect(done.status, JSON.stringify(done.body)).toBe(200)
  expect(done.body).toMatchObject({ webhooks: [], email: { hasPassword: true } })
  // The refused change left the password as it was, and the webhook's key went with it.
  const tried = await admin.call('POST', '/admin/notifications/test', { body: { channel: 'email' } })
  expect(tried.body).toMatchObject({ ok: true })
  expect((await admin.call('GET', '/admin/secrets')).body.map(({ name }: { name: string }) => name)).toEqual([
    'smtp-password',
  ])
  const history = await gateway.run(['history', 'list'])
  expect(history.stdout).toContain('test message through email: sent')
  expect(history.stdout).toContain('configuration changed: notifications')
})
