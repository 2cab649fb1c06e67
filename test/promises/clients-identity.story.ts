/** Who may call, and for whom: keys that are missing, wrong, revoked, expired or replaced; rights (C3). */
import { once } from 'node:events'
import { join } from 'node:path'
import { type CongkyError, connect } from '@congky/client'
import { decodePairingCode, pairAnswerSchema } from '@congky/shared'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect } from 'vitest'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { FrameSocket } from '../support/frames.ts'
import { eventually, GatewayFixture } from '../support/gateway.ts'
import { readHistory } from '../support/history.ts'
import { callHttp, exchange, openTls, rawRequest } from '../support/http-call.ts'
import { createOffice, OWN_A, OWN_B, PIN, TOKENS } from '../support/office.ts'
import { promise } from '../support/promise.ts'
import { PairedWorkstation } from '../support/workstation.ts'

const folder = makeFolder('clients-identity')
const MIB = 1024 * 1024
let gateway: GatewayFixture

beforeAll(async () => {
  const office = await createOffice(folder)
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: office.config,
    env: office.softHsm.env,
  })
  for (const token of TOKENS) await gateway.unlock(token, PIN)
})
afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

/** Pairs as congky-client does, without its command. */
async function pairWith(code: string): Promise<string> {
  const answer = await callHttp(gateway.url, 'POST', '/pair', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: decodePairingCode(code).secret }),
  })
  return pairAnswerSchema.parse(answer.json()).accessKey
}
const add = async (name: string, enterprises: readonly string[] | 'all', more: object = {}) =>
  pairWith((await gateway.admin<{ code: string }>('POST', '/workstations', { name, enterprises, ...more })).code)
const statusOf = async (accessKey: string) =>
  (await callHttp(gateway.url, 'GET', '/sign-requests/none', { accessKey })).status
const failure = (promised: Promise<unknown>) =>
  promised.then(
    () => null,
    (error: CongkyError) => error,
  )

/** The head of a request whose body of 3 MB never comes, and what is answered to it alone. */
async function answerToHead(accessKey: string | null, path: string): Promise<string> {
  const headers = {
    ...(accessKey === null ? {} : { authorization: `Bearer ${accessKey}` }),
    'content-type': 'application/json',
    'content-length': String(3 * MIB),
  }
  return exchange(gateway.url, rawRequest('POST', path, headers), (answer) => answer.endsWith('}'))
}

promise('C3', 'without a valid key the answer is 401 before one byte of the body was sent', async (count) => {
  const revoked = await add('thu-hoi', 'all')
  const socket = await FrameSocket.open(gateway.url, revoked)
  const accessEndsAt = new Date(Date.now() + 4_000).toISOString()
  const expiring = await add('het-han', 'all', { accessEndsAt })
  const expiringSocket = await FrameSocket.open(gateway.url, expiring)
  expect([await statusOf(revoked), await statusOf(expiring)]).toEqual([404, 404])
  await gateway.admin('DELETE', '/workstations/thu-hoi')
  expect(await socket.closed()).toBe(4401)
  await eventually(async () => (await statusOf(expiring)) === 401)
  // A connection that was open when its key ended takes nothing any more.
  expiringSocket.send({ type: 'sign', requestId: 'late', document: '<a/>', taxCode: OWN_A.taxCode })
  expect([await expiringSocket.closed(), expiringSocket.frames]).toEqual([4401, []])

  const keys = { none: null, wrong: `ck_${'x'.repeat(43)}`, empty: '-', revoked, expired: expiring }
  const paths = ['/sign', '/sign-requests', '/verify', '/access-key/renewal']
  let answers = 0
  for (const accessKey of Object.values(keys)) {
    for (const path of paths) {
      const answer = await answerToHead(accessKey, path)
      expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/)
      expect(answer).toMatch(/\r\nwww-authenticate: Bearer\r\n/i)
      expect(answer).toContain('"code":"ERR_UNAUTHENTICATED"')
      answers += 1
    }
    if (accessKey !== null) await expect(FrameSocket.open(gateway.url, accessKey)).rejects.toThrow('401')
  }
  const error = await failure(connect({ url: gateway.url, accessKey: revoked, ...(await pinned()) }))
  expect(error).toMatchObject({ code: 'ERR_UNAUTHENTICATED', retryable: false })
  expect((await readHistory(gateway)).filter(({ kind }) => kind === 'received')).toEqual([])
  count(
    `${answers} calls with ${Object.keys(keys).length} kinds of bad key: 401 each; 2 open connections closed with 4401`,
  )
})

const pinned = async () => {
  const { fingerprint } = decodePairingCode(await gateway.addWorkstation('dau-van-tay', 'all'))
  return fingerprint === undefined ? {} : { fingerprint }
}

promise('C3', 'a body that comes anyway is not read on: the connection ends', async (count) => {
  const socket = await openTls(gateway.url)
  socket.write(rawRequest('POST', '/sign', { 'content-length': String(1024 * MIB) }))
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(String(answer)).toMatch(/^HTTP\/1\.1 401 /)
  const megabyte = Buffer.alloc(MIB)
  let sent = 0
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const goesOn = () => new Promise<void>((resolve) => socket.once('drain', () => resolve()))
  while (!socket.destroyed && sent < 1024) {
    if (!socket.write(megabyte)) await Promise.race([goesOn(), closed])
    sent += 1
  }
  await closed
  count(`1 GB with no key: cut off after ${sent} MB were handed to the network`)
  expect(sent).toBeLessThan(1024)
})

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

promise('C3', 'an enterprise of others and one that nobody knows get the same 403, byte for byte', async (count) => {
  const accessKey = await add('chi-a', [OWN_A.taxCode])
  /** Everything of the answer but what differs between any two: the time and the request's own name. */
  const ask = async (taxCode: string, body: string) => {
    const headers = {
      authorization: `Bearer ${accessKey}`,
      connection: 'close',
      'content-length': String(Buffer.byteLength(body)),
    }
    const started = performance.now()
    const text = await exchange(gateway.url, rawRequest('POST', `/sign?taxCode=${taxCode}`, headers, body), () => false)
    const ms = performance.now() - started
    return { text: text.replace(/^(date|congky-request-id): .*\r\n/gim, ''), ms }
  }
  const UNKNOWN = '0102030405'
  expect((await ask(OWN_A.taxCode, '<a/>')).text).toMatch(/^HTTP\/1\.1 200 /)
  // None of these is a document: who may not sign for the enterprise learns nothing of that.
  const bodies = ['<a/>', 'no XML', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', `<a>${'<b>'.repeat(200_000)}`]
  for (const body of bodies) {
    const [theirs, nobodys] = [await ask(OWN_B.taxCode, body), await ask(UNKNOWN, body)]
    expect(theirs.text).toMatch(/^HTTP\/1\.1 403 [\s\S]*ERR_ENTERPRISE_FORBIDDEN/)
    expect(nobodys.text).toBe(theirs.text)
  }
  const times = { theirs: [] as number[], nobodys: [] as number[] }
  for (let round = 0; round < 15; round++) {
    times.theirs.push((await ask(OWN_B.taxCode, '<a/>')).ms)
    times.nobodys.push((await ask(UNKNOWN, '<a/>')).ms)
  }
  const ratio = median(times.theirs) / median(times.nobodys)
  count(`${bodies.length} bodies, equal answers; time for theirs ÷ for nobody's: ${ratio.toFixed(2)}`)
  expect(ratio).toBeGreaterThan(1 / 3)
  expect(ratio).toBeLessThan(3)

  const connection = await FrameSocket.open(gateway.url, accessKey)
  connection.send({ type: 'sign', requestId: 'theirs', document: 'no XML', taxCode: OWN_B.taxCode })
  connection.send({ type: 'sign', requestId: 'nobodys', document: 'no XML', taxCode: UNKNOWN })
  const said = async (requestId: string) => {
    const frame = await connection.next((each) => each.requestId === requestId && each.type !== 'accepted')
    // Either has an id of its own, drawn by lot.
    return JSON.stringify({ ...frame, requestId: '', id: '' })
  }
  expect(await said('theirs')).toBe(await said('nobodys'))
  connection.socket.terminate()
})

promise('C3', 'a rotated key works for its overlap and then no more; revoking ends both at once', async (count) => {
  const old = await add('doi-khoa', 'all')
  const rotate = async (args: readonly string[]) => {
    const { code } = await gateway.json<{ code: string }>(['workstation', 'rotate', 'doi-khoa', ...args])
    return pairWith(code)
  }
  const next = await rotate([])
  expect([await statusOf(old), await statusOf(next)]).toEqual([404, 404])
  const { stdout } = await gateway.run(['workstation', 'list'])
  expect(stdout).toMatch(/doi-khoa +old key until/)
  const last = await rotate(['--overlap', '0'])
  expect([await statusOf(old), await statusOf(next), await statusOf(last)]).toEqual([401, 401, 404])
  const both = await rotate(['--overlap', '1d'])
  expect([await statusOf(last), await statusOf(both)]).toEqual([404, 404])
  expect((await gateway.run(['workstation', 'revoke', 'doi-khoa'])).code).toBe(0)
  expect([await statusOf(last), await statusOf(both)]).toEqual([401, 401])
  const notes = (await readHistory(gateway)).filter(({ kind }) => kind === 'workstation').length
  count(`3 rotations, 4 keys, ${notes} records of workstations`)
})

promise(
  'C3',
  'congky-client renews its key before it expires; who copied the old one is out some days later',
  async (count) => {
    const workstation = await PairedWorkstation.pair(gateway, 'tu-doi', 'all')
    const { accessKey: old } = workstation.pairing
    // The key was made 330 days ago.
    const state = new Database(join(gateway.folder, 'state', 'congky.sqlite'))
    const ofThis = "workstation_id = (SELECT id FROM workstation WHERE name = 'tu-doi')"
    const days = (column: string) => `${column} = ${column} - 330 * 86400000`
    state.exec(
      `UPDATE access_key SET ${['created_at', 'expires_at', 'renew_after'].map(days).join(', ')} WHERE ${ofThis}`,
    )
    workstation.editPairing({ renewAfter: new Date(Date.now() - 1000).toISOString() })
    expect((await workstation.run(['status'])).code).toBe(0)
    const { accessKey: next } = workstation.pairing
    expect(next).not.toBe(old)
    expect([await statusOf(old), await statusOf(next)]).toEqual([404, 404])
    const again = await callHttp(gateway.url, 'POST', '/access-key/renewal', { accessKey: next })
    expect(again.status).toBe(400)
    // The use of the new key is written down with the next group of writes, and from then on the old one retires.
    const retiring = state.prepare(`SELECT count(*) FROM access_key WHERE retires_at IS NOT NULL AND ${ofThis}`).pluck()
    await eventually(() => retiring.get() === 1)
    state.exec(`UPDATE access_key SET retires_at = retires_at - 8 * 86400000 WHERE ${ofThis}`)
    expect([await statusOf(old), await statusOf(next)]).toEqual([401, 404])
    state.close()
    count('renewed by a command in the last fifth: the old key 7 days beside it, then 401')
  },
)
