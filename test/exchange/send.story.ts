/** Messages to customs (Decision 1543/QĐ-TCHQ, part II): what arrives there, how often, and what goes wrong on the way. */
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExchangeMessageDetails, ExchangeMessageView } from '@congky/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { customsMessage } from '../support/customs-caller.ts'
import { CUSTOMS_OPERATION, CustomsService } from '../support/customs-service.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { eventually, GatewayFixture } from '../support/gateway.ts'
import { callHttp } from '../support/http-call.ts'
import { createOffice, type Office, OWN_A, OWN_B, PIN } from '../support/office.ts'
import { createAuthority, issueCertificate } from '../support/pki.ts'
import { PairedWorkstation } from '../support/workstation.ts'

const folder = makeFolder('send')
let office: Office
let gateway: GatewayFixture
let service: CustomsService

beforeAll(async () => {
  office = await createOffice(folder)
  const authority = await createAuthority('Trung tâm Chứng thực chữ ký số chuyên dùng Chính phủ')
  const signer = (CN: string) =>
    issueCertificate(authority, {
      subject: [
        ['C', 'VN'],
        ['CN', CN],
      ],
      keyType: 'rsa-2048',
    })
  const [customs, stranger] = [await signer('Tổng cục Hải quan'), await signer('Người lạ')]
  const tls = await issueCertificate(authority, {
    subject: [['CN', 'localhost']],
    keyType: 'p-256',
    hosts: ['localhost'],
  })
  service = await CustomsService.start({ customs, stranger, trustedPem: office.authority.certificatePem, tls })
  writeFileSync(join(folder, 'hai-quan.pem'), customs.certificatePem)
  writeFileSync(join(folder, 'may-chu.pem'), authority.certificatePem)
  const send = {
    ...{ url: service.url, ...CUSTOMS_OPERATION, caFile: join(folder, 'may-chu.pem') },
    ...{ certificates: [join(folder, 'hai-quan.pem')], revocation: 'none' },
    ...{ timeoutMs: '5000', attemptsMax: '4', pauseMs: '100' },
  }
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: { ...office.config, exchange: { send } },
    env: office.softHsm.env,
  })
  await gateway.unlock(OWN_A.token, PIN)
})
afterAll(async () => {
  await gateway?.stop()
  await service?.close()
  removeFolder(folder)
})

const newMessage = (code: '02-01' | '06-04' = '02-01', reference = 'TC-2026-7') => {
  const messageId = randomUUID().toUpperCase()
  const xml = customsMessage(code, { taxCode: OWN_A.taxCode, enterprise: OWN_A.name, messageId, reference })
  return { messageId, xml }
}

const submit = (document: string, wait = 15) =>
  gateway.admin<ExchangeMessageView>('POST', '/exchange/messages', { document, wait })
/**
 * Calls with a message: the same bytes each time, and none after the one that was answered. Those that the gateway gave
 * up before the service was done (on a slow machine) are told apart.
 */
async function sent(messageId: string): Promise<{ readonly calls: number; readonly givenUp: number }> {
  const calls = service.callsOf(messageId)
  await eventually(() => calls.at(-1)?.isAnswered)
  expect(calls.findIndex(({ isAnswered }) => isAnswered)).toBe(calls.length - 1)
  expect(new Set(calls.map(({ sha256 }) => sha256)).size).toBe(1)
  const givenUp = calls.filter(({ behaviour, isAnswered }) => behaviour === 'accept' && !isAnswered).length
  return { calls: calls.length - givenUp, givenUp }
}
const show = (id: string) => gateway.admin<ExchangeMessageDetails>('GET', `/exchange/messages/${id}`)

test('a message is signed, sent once, and its answer believed and kept', async () => {
  const { messageId, xml } = newMessage()
  const view = await submit(xml)
  expect(view).toMatchObject({ messageId, state: 'accepted', attempts: 0, from: OWN_A.taxCode })
  expect(service.callsOf(messageId)).toHaveLength(1)
  expect(service.calls[0]?.action).toBe(`"${CUSTOMS_OPERATION.action}"`)
  const { content, answer } = await show(view.id)
  expect(content).toContain('<SignatureValue>')
  expect(answer).toBe(service.accepted.get(messageId))
  // Handed in once more it is the same message, and customs hears nothing of it.
  expect(await submit(xml)).toEqual(view)
  await expect(submit(xml.replace('TC-2026-7', 'TC-2026-8'))).rejects.toThrow('ERR_EXCHANGE_CONFLICT')
  expect(service.callsOf(messageId)).toHaveLength(1)
  const received = await gateway.admin<{ answers: string }[]>('GET', '/exchange/received?limit=1')
  expect(received[0]).toMatchObject({ from: 'TCHQ', function: '99', answers: messageId })
})

test('what customs refuses is told in its own words, and never sent again', async () => {
  service.behave('refuse')
  const { messageId, xml } = newMessage()
  const view = await submit(xml)
  expect(view).toMatchObject({ state: 'refused', error: { code: 'ERR_EXCHANGE_REFUSED' } })
  expect(view.error?.messageVi).toContain('HQ-102: Số vận đơn chưa khai (Khai vận đơn trước)')
  await expect(gateway.admin('POST', `/exchange/messages/${view.id}/retry`)).rejects.toThrow('ERR_EXCHANGE_FINAL')
  expect(service.callsOf(messageId)).toHaveLength(1)
})

test.each([
  ['tampered', 'ERR_EXCHANGE_UNTRUSTED'],
  ['stranger', 'ERR_EXCHANGE_UNTRUSTED'],
  ['other-message', 'ERR_EXCHANGE_OTHER_ANSWER'],
] as const)('an answer that is %s is not believed: a person looks', async (behaviour, code) => {
  service.behave(behaviour)
  const { messageId, xml } = newMessage()
  const view = await submit(xml)
  expect(view).toMatchObject({ state: 'held', nextAttemptAt: null, error: { code } })
  expect((await show(view.id)).answer).toContain('<Envelope')
  expect(service.callsOf(messageId)).toHaveLength(1)
  await gateway.admin('POST', `/exchange/messages/${view.id}/retry`)
  await eventually(async () => (await show(view.id)).state === 'accepted')
})

test.each(['hang', 'cut', 'error-500', 'fault', 'oversize', 'hostile'] as const)(
  'after %s the same bytes are sent again under the same id, and accepted once',
  async (behaviour) => {
    service.behave(behaviour)
    const { messageId, xml } = newMessage()
    const view = await submit(xml, 30)
    expect(view.state).toBe('accepted')
    const { calls, givenUp } = await sent(messageId)
    // A page of a web server tells nothing of the message it did not read.
    expect(calls).toBe(behaviour === 'error-500' ? 1 : 2)
    expect(view.attempts).toBe(1 + givenUp)
    expect((await show(view.id)).answer).toBe(service.accepted.get(messageId))
  },
)

test('a service that never answers is not asked for ever: a person decides', async () => {
  service.behave('fault', 'fault', 'fault', 'fault')
  const { messageId, xml } = newMessage()
  const view = await submit(xml)
  expect(view).toMatchObject({ state: 'held', attempts: 4, error: { code: 'ERR_EXCHANGE_FAULT' } })
  expect(view.error?.messageVi).toContain('Hệ thống đang bảo trì')
  expect(service.callsOf(messageId)).toHaveLength(4)
  const result = await gateway.run(['exchange', 'retry', view.id])
  expect(result.code).toBe(0)
  await eventually(async () => (await show(view.id)).state === 'accepted')
})

test('a workstation sends XML or fields for its own enterprises only, and sees no message of others', async () => {
  const keyOf = async (name: string, taxCode: string) =>
    (await PairedWorkstation.pair(gateway, name, [taxCode])).pairing.accessKey
  const [own, other] = [await keyOf('kho-1', OWN_A.taxCode), await keyOf('kho-2', OWN_B.taxCode)]
  const call = (accessKey: string | null, method: string, path: string, body?: object | string, key = 'k-1') =>
    callHttp(gateway.url, method, `/exchange/messages${path}`, {
      accessKey,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      headers: { 'content-type': typeof body === 'string' ? 'text/xml' : 'application/json', 'idempotency-key': key },
    })
  const { xml } = newMessage()
  expect((await call(null, 'POST', '', xml)).code).toBe('ERR_UNAUTHENTICATED')
  expect((await call(other, 'POST', '', xml)).code).toBe('ERR_ENTERPRISE_FORBIDDEN')
  const fields = {
    ...{ type: '04', function: '04', reference: 'HOI-1', warehouseCode: '01B1A01', sendDate: '2026-11-23' },
    from: { name: OWN_A.name, identity: OWN_A.taxCode },
    fields: { FlightNo: 'VN254', FlightDate: '2026-11-23' },
  }
  const [first, again] = [await call(own, 'POST', '', fields), await call(own, 'POST', '', fields)]
  const { id, messageId } = first.json() as ExchangeMessageView
  expect(first.status).toBe(202)
  expect(again.json()).toMatchObject({ id })
  expect((await call(other, 'GET', `/${id}`)).code).toBe('ERR_NOT_FOUND')
  expect((await call(own, 'GET', `/${id}?wait=30`)).json()).toMatchObject({
    id,
    state: 'accepted',
    from: OWN_A.taxCode,
  })
  expect(await sent(messageId)).toMatchObject({ calls: 1 })
  expect((await call(own, 'POST', '', { ...fields, fields: {} }, 'k-2')).code).toBe('ERR_EXCHANGE_MESSAGE')
})

test('a gateway that is killed while messages are signed, sent and answered has each accepted, signed once', async () => {
  service.behave('hang', 'cut', 'fault')
  const before = service.calls.length
  const messages = Array.from({ length: 6 }, () => newMessage())
  await Promise.all(messages.map(({ xml }) => submit(xml, 0)))
  await eventually(() => service.calls.length > before)
  await gateway.kill()
  await gateway.restart()
  await gateway.unlock(OWN_A.token, PIN)
  await eventually(async () => {
    const views = await gateway.admin<ExchangeMessageView[]>('GET', '/exchange/messages?limit=6')
    return views.every(({ state }) => state === 'accepted')
  })
  for (const { messageId } of messages) {
    // What was answered right before the end, and not kept, is sent once more: the same bytes.
    expect(new Set(service.callsOf(messageId).map(({ sha256 }) => sha256)).size).toBe(1)
    expect(service.accepted.has(messageId)).toBe(true)
  }
})

test('a message waits for its token, and goes on when that is unlocked, also after a kill', async () => {
  await gateway.kill()
  await gateway.restart()
  const { messageId, xml } = newMessage('06-04')
  const view = await submit(xml, 0)
  await eventually(async () => (await show(view.id)).error?.code === 'ERR_TOKEN_LOCKED')
  await gateway.kill()
  await gateway.restart()
  await gateway.unlock(OWN_A.token, PIN)
  await eventually(() => service.accepted.has(messageId))
  await eventually(async () => (await show(view.id)).state === 'accepted')
  expect(await sent(messageId)).toMatchObject({ calls: 1 })
})

test('what is wrong with a message is told all at once, and nothing is sent', async () => {
  const { xml } = newMessage()
  const before = service.calls.length
  const wrong = xml.replace(/<GoodsType>.*?<\/GoodsType>/, '').replace(/<AWB>.*?<\/AWB>/, '<AWB></AWB>')
  await expect(submit(wrong)).rejects.toThrow(/ERR_EXCHANGE_MESSAGE.*GoodsType.*AWB/s)
  await expect(submit(customsMessage('11-11'))).rejects.toThrow('ERR_EXCHANGE_DIRECTION')
  await expect(submit('<!DOCTYPE a><a/>')).rejects.toThrow('ERR_DOCTYPE_FORBIDDEN')
  expect(service.calls).toHaveLength(before)
})

test('the commands send, list and show a message, and print the tables', async () => {
  const { messageId, xml } = newMessage()
  const file = join(folder, 'thong-diep.xml')
  writeFileSync(file, xml)
  const view = await gateway.json<ExchangeMessageView>(['exchange', 'send', file, '--wait'])
  expect(view).toMatchObject({ messageId, state: 'accepted' })
  const [[newest], answers, shown, status, final, tables] = await Promise.all([
    gateway.json<ExchangeMessageView[]>(['exchange', 'list', '--limit', '1']),
    gateway.json<{ answers: string }[]>(['exchange', 'list', '--received', '--limit', '1']),
    gateway.run(['exchange', 'show', view.id]),
    gateway.run(['exchange', 'status']),
    gateway.run(['exchange', 'retry', view.id]),
    gateway.run(['exchange', 'init-tables', '--print']),
  ])
  expect(newest).toMatchObject(view)
  expect(answers).toMatchObject([{ answers: messageId }])
  expect(shown.stdout).toContain(messageId)
  expect(status.stdout).toContain(service.url)
  expect(final.code).not.toBe(0)
  expect(`${final.stdout}${final.stderr}`).toContain('ERR_EXCHANGE_FINAL')
  expect(tables.stderr).toContain('exchange.database')
})

test('every message that came to customs bears the signature of its enterprise', async () => {
  expect(service.calls.length).toBeGreaterThan(0)
  expect(await service.invalid()).toEqual([])
})
