/** A network that fails: links cut, frozen and refused between real clients and the real gateway. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CongkyError, ConnectionEvent, RequestProgress } from '@congky/client'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { FaultModule } from './support/fault-module.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { countIntents, readHistory } from './support/history.ts'
import { CLIENT, createOffice, type Office, OWN_A, OWN_B, PIN, TOKENS } from './support/office.ts'
import { TcpProxy } from './support/tcp-proxy.ts'
import { PairedWorkstation } from './support/workstation.ts'

const folder = makeFolder('network')
let office: Office
let driver: FaultModule
let gateway: GatewayFixture
let workstation: PairedWorkstation
let proxy: TcpProxy

beforeAll(async () => {
  office = await createOffice(folder)
  driver = await FaultModule.create(join(folder, 'driver'), office.softHsm)
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: { ...office.config, modules: [{ name: 'softhsm', path: driver.modulePath }] },
    env: driver.env,
  })
  for (const token of TOKENS) await gateway.unlock(token, PIN)
  workstation = await PairedWorkstation.pair(gateway, 'may-1', 'all')
})
beforeEach(async () => {
  proxy = await TcpProxy.start(Number(new URL(gateway.url).port))
})
afterEach(async () => {
  await workstation.close()
  await proxy.close()
})
afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

const document = (text: string) => `<ToKhai><So>${text}</So></ToKhai>`
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

test('a link cut again and again under 300 documents loses none and has none signed twice', async () => {
  const connection = await workstation.connect({ port: proxy.port })
  const taxCodes = [OWN_A.taxCode, OWN_B.taxCode, CLIENT.taxCode]
  const items = Array.from({ length: 300 }, (_, index) => ({
    document: document(`cắt ${index}`),
    taxCode: taxCodes[index % 3],
    idempotencyKey: `cut-${index}`,
  }))
  // So that results come one by one, with the next cut for the next link: quicker tokens give them in a bunch.
  driver.on('C_Sign', { takesMs: 10 })
  const cuts: Promise<void>[] = []
  const results = await connection.signAll(items, {
    // A moment later each time, so that the cut meets every step of the conversation.
    onProgress: ({ signed }) => signed % 12 === 0 && cuts.push(sleep(signed / 12).then(() => proxy.cut())),
  })
  await Promise.all(cuts)
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.message] : []))
  expect(failed).toEqual([])
  results.forEach((result, index) => {
    if (result.status === 'fulfilled') expect(text(result.value.signedDocument)).toContain(`>cắt ${index}<`)
  })
  driver.clear()
  // Two cuts may meet one link all the same.
  expect(proxy.connections).toBeGreaterThan(5)
  const intents = (await readHistory(gateway)).filter(
    ({ kind, externalId }) => kind === 'intent' && externalId?.startsWith('cut-'),
  )
  expect(intents.length).toBe(300)
})

test('what was accepted is asked for after a cut, not sent again', async () => {
  await gateway.admin('POST', '/tokens/a-chau/lock')
  const states: RequestProgress[] = []
  const connection = await workstation.connect({ port: proxy.port })
  const large = `<a>${'x'.repeat(1_000_000)}</a>`
  const signing = connection.sign(large, {
    taxCode: OWN_A.taxCode,
    idempotencyKey: 'resume-1',
    onState: (progress) => states.push(progress),
  })
  await eventually(() => states.some(({ state }) => state === 'held'))
  const before = proxy.sentBytes
  proxy.cut()
  await eventually(() => proxy.connections >= 2)
  await gateway.unlock('a-chau', PIN)
  await signing
  expect(proxy.sentBytes - before).toBeLessThan(20_000)
  expect(states.find(({ state }) => state === 'held')?.reason?.text('vi').message).toContain('a-chau')
  expect(await countIntents(gateway, 'resume-1')).toBe(1)
})

test('a link that passes nothing any more is noticed after three heartbeats and replaced', async () => {
  const events: ConnectionEvent[] = []
  const connection = await workstation.connect({
    port: proxy.port,
    heartbeatMs: 1_000,
    onEvent: (event) => events.push(event),
  })
  await connection.sign(document('trước'), { taxCode: OWN_A.taxCode })
  proxy.freeze()
  const frozenAt = Date.now()
  const signing = connection.sign(document('trong lúc đứng'), { taxCode: OWN_A.taxCode })
  proxy.thaw()
  await eventually(() => events.some(({ type }) => type === 'lost'))
  expect(Date.now() - frozenAt).toBeLessThan(15_000)
  await signing
})

test('a gateway that is restarted in between is waited for', async () => {
  const connection = await workstation.connect()
  await connection.sign(document('trước khi dừng'), { taxCode: OWN_A.taxCode })
  await gateway.stop()
  const signing = connection.sign(document('trong lúc dừng'), { taxCode: OWN_A.taxCode, idempotencyKey: 'restart-1' })
  await gateway.restart()
  for (const token of TOKENS) await gateway.unlock(token, PIN)
  expect(text((await signing).signedDocument)).toContain('trong lúc dừng')
})

test('a gateway away longer than the client has patience is a retryable error; the same key finds the result later', async () => {
  const connection = await workstation.connect({ port: proxy.port, patienceMs: 1_000 })
  const options = { taxCode: OWN_A.taxCode, idempotencyKey: 'patience-1' }
  proxy.break()
  const error = await connection.sign(document('kiên nhẫn'), options).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ retryable: true })
  proxy.mend()
  // On a slow machine connecting alone may take longer than this client has patience.
  await eventually(() =>
    connection.sign(document('kiên nhẫn'), options).catch((thrown: CongkyError) => {
      if (!thrown.retryable) throw thrown
      return null
    }),
  )
  expect(await countIntents(gateway, 'patience-1')).toBe(1)
})

test('a withdrawn request is not signed, and its deadline holds at the gateway too', async () => {
  await gateway.admin('POST', '/tokens/a-chau/lock')
  const connection = await workstation.connect()
  const abort = new AbortController()
  const withdrawn = connection
    .sign(document('rút lại'), { taxCode: OWN_A.taxCode, idempotencyKey: 'withdrawn', signal: abort.signal })
    .catch((error: unknown) => error)
  const late = connection
    .sign(document('quá hạn'), { taxCode: OWN_A.taxCode, idempotencyKey: 'late', deadline: new Date(Date.now() + 700) })
    .catch((error: unknown) => error)
  await eventually(async () =>
    (await readHistory(gateway)).some(({ kind, externalId }) => kind === 'held' && externalId === 'withdrawn'),
  )
  abort.abort()
  expect(await withdrawn).toMatchObject({ code: 'ERR_CANCELLED' })
  expect(await late).toMatchObject({ code: 'ERR_DEADLINE_PASSED' })
  await gateway.unlock('a-chau', PIN)
  await connection.sign(document('sau đó'), { taxCode: OWN_A.taxCode })
  expect(await connection.find('withdrawn').catch(({ code }) => code)).toBe('ERR_CANCELLED')
  expect(['ERR_DEADLINE_PASSED', 'ERR_CANCELLED']).toContain(await connection.find('late').catch(({ code }) => code))
  expect(await countIntents(gateway, 'withdrawn')).toBe(0)
})

test('Ctrl-C withdraws what the command sent; run again it signs once', async () => {
  await gateway.admin('POST', '/tokens/a-chau/lock')
  writeFileSync(join(workstation.folder, 'ctrl-c.xml'), document('ctrl-c'))
  const args = ['sign', 'ctrl-c.xml', '--tax-code', OWN_A.taxCode]
  const interrupted = await workstation.run(args, { interruptAt: 'waiting (1)' })
  expect([interrupted.code, interrupted.stdout]).toEqual([1, expect.stringContaining('ERR_CANCELLED')])
  await gateway.unlock('a-chau', PIN)
  expect((await workstation.run(args)).code).toBe(0)
  const signed = readFileSync(join(workstation.folder, 'ctrl-c.signed.xml'), 'utf8')
  expect((await workstation.run(args)).code).toBe(0)
  expect(readFileSync(join(workstation.folder, 'ctrl-c.signed.xml'), 'utf8')).toBe(signed)
})
