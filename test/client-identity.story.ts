/** Who speaks to whom: pairing, pinned certificates, keys of pages, names in the history. */
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { type CongkyError, connect } from '@congky/client'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { makeFolder, removeFolder } from './support/folder.ts'
import { GatewayFixture } from './support/gateway.ts'
import { readHistory } from './support/history.ts'
import { CLIENT, createOffice, type Office, PIN, TOKENS } from './support/office.ts'
import { PairedWorkstation } from './support/workstation.ts'

const folder = makeFolder('identity')
let office: Office
let gateway: GatewayFixture
const workstations: PairedWorkstation[] = []

beforeAll(async () => {
  office = await createOffice(folder)
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: office.config,
    env: office.softHsm.env,
  })
  for (const token of TOKENS) await gateway.unlock(token, PIN)
})
afterEach(async () => {
  for (const workstation of workstations.splice(0)) await workstation.close()
})
afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

async function pair(name: string, enterprises: readonly string[] | 'all' = 'all'): Promise<PairedWorkstation> {
  const workstation = await PairedWorkstation.pair(gateway, name, enterprises)
  workstations.push(workstation)
  return workstation
}
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => error as CongkyError,
  )

test('pairing pins the certificate of the gateway, and a code works once', async () => {
  const code = await gateway.addWorkstation('may-ma', 'all')
  const workstation = await pair('may-moi')
  expect(workstation.pairing).toMatchObject({ url: gateway.url, fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(statSync(workstation.configFile).mode & 0o777).toBe(0o600)
  expect((await workstation.run(['pair', code, '--force'])).code).toBe(0)
  const again = await workstation.run(['pair', code, '--force', '--json'])
  expect([again.code, JSON.parse(again.stdout).error.code]).toEqual([1, 'ERR_PAIRING_CODE_INVALID'])
  expect((await workstation.run(['status'])).code).toBe(0)
})

test('a gateway that was set up anew under the same address is not trusted', async () => {
  const workstation = await pair('may-2')
  const { accessKey } = workstation.pairing
  const error = await failure(connect({ url: gateway.url, accessKey, fingerprint: '0'.repeat(64) }))
  expect(error).toMatchObject({ code: 'ERR_FINGERPRINT_MISMATCH', retryable: false })
  expect(await failure(connect({ url: gateway.url, accessKey }))).toMatchObject({ code: 'ERR_TLS_UNTRUSTED' })
})

test('the history names the workstation that asked', async () => {
  const connection = await (await pair('may-ke-toan')).connect()
  const { idempotencyKey } = await connection.sign('<a/>', { taxCode: CLIENT.taxCode, reference: 'TK-77' })
  const line = (await readHistory(gateway)).find(
    ({ kind, externalId }) => kind === 'received' && externalId === idempotencyKey,
  )
  expect(line).toMatchObject({ requester: 'may-ke-toan', source: 'websocket', reference: 'TK-77', origin: '127.0.0.1' })
})

test('a page, which can neither set headers nor ping, brings its key as a subprotocol and is answered', async () => {
  const { accessKey } = (await pair('may-trinh-duyet')).pairing
  const url = `${gateway.url.replace('https', 'wss')}/api/v1/ws`
  const open = (protocols: string[]) => new WebSocket(url, protocols, { rejectUnauthorized: false })
  const socket = open(['congky.v1', `congky.key.${accessKey}`])
  await once(socket, 'open')
  expect(socket.protocol).toBe('congky.v1')
  socket.send('{"type":"ping"}')
  const [answer] = await once(socket, 'message')
  expect(String(answer)).toBe('{"type":"pong"}')
  socket.close()
  const stranger = open(['congky.v1', 'congky.key.ck_guessed'])
  const [error] = await once(stranger, 'error')
  expect(String(error)).toContain('401')
})

test('an access key appears in no record and no output', async () => {
  const workstation = await pair('may-khoa')
  const { accessKey } = workstation.pairing
  await workstation.run(['status', '--json'])
  const history = JSON.stringify(await readHistory(gateway))
  expect(history.includes(accessKey)).toBe(false)
  expect(gateway.output.includes(accessKey)).toBe(false)
})
