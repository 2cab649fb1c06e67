/** What clients may rely on: the same request twice, results that wait for them, replayed bytes (C1, C2, S14). */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { signRequestViewSchema } from '@congky/shared'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect } from 'vitest'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { type Frame, FrameSocket } from '../support/frames.ts'
import { eventually, GatewayFixture } from '../support/gateway.ts'
import { countIntents } from '../support/history.ts'
import { callHttp, exchange, type HttpAnswer, rawRequest } from '../support/http-call.ts'
import { createOffice, OWN_A, OWN_B, PIN, TOKENS } from '../support/office.ts'
import { promise } from '../support/promise.ts'
import { PairedWorkstation } from '../support/workstation.ts'

const folder = makeFolder('clients')
let gateway: GatewayFixture
let key: string
/** May sign for OWN_B only. */
let limitedKey: string
/** May sign for everybody, as the first one. */
let otherKey: string

beforeAll(async () => {
  const office = await createOffice(folder)
  const config = { ...office.config, retention: { documentDays: 1 } }
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config, env: office.softHsm.env })
  await unlock(...TOKENS)
  key = (await PairedWorkstation.pair(gateway, 'may-1', 'all')).pairing.accessKey
  limitedKey = (await PairedWorkstation.pair(gateway, 'may-2', [OWN_B.taxCode])).pairing.accessKey
  otherKey = (await PairedWorkstation.pair(gateway, 'may-3', 'all')).pairing.accessKey
})
afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

const declaration = (text: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ToKhai><Hang>Vải ${text}</Hang></ToKhai>\n`
const unlock = async (...tokens: readonly string[]) => {
  for (const token of tokens) await gateway.unlock(token, PIN)
}
const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex')
const call = (method: string, path: string, requestKey?: string, body?: string, accessKey = key) =>
  callHttp(gateway.url, method, path, {
    accessKey,
    ...(body === undefined ? {} : { body }),
    headers: {
      ...(requestKey === undefined ? {} : { 'idempotency-key': requestKey }),
      ...(path.startsWith('/sign-requests') && body !== undefined ? { 'content-type': 'application/json' } : {}),
    },
  })
const about =
  (requestId: string, ...types: readonly string[]) =>
  (frame: Frame) =>
    frame.requestId === requestId && types.includes(frame.type)
const view = (answer: HttpAnswer) => signRequestViewSchema.parse(answer.json())
const codeIn = (answer: HttpAnswer) => (answer.json() as { code: string }).code

/** One request by each of four ways, as often as asked. @returns The signed documents that came back. */
async function submit(times: number, requestId: string, document: string, taxCode: string): Promise<string[]> {
  const json = JSON.stringify({ document, taxCode })
  const ways = [
    async () => (await call('POST', `/sign?taxCode=${taxCode}&wait=60`, requestId, document)).bytes.toString('utf8'),
    async () => view(await call('POST', '/sign-requests?wait=60', requestId, json)).signedDocument ?? '',
    async () => {
      const socket = await FrameSocket.open(gateway.url, key)
      socket.send({ type: 'sign', requestId, document, taxCode })
      const { signedDocument } = await socket.next(about(requestId, 'signed', 'rejected', 'error'))
      socket.socket.terminate()
      return signedDocument ?? ''
    },
    async () => {
      const socket = await FrameSocket.open(gateway.url, key)
      socket.socket.send(Buffer.from(`${JSON.stringify({ type: 'sign', requestId, taxCode })}\n${document}`))
      const { signedDocument } = await socket.next(about(requestId, 'signed', 'rejected', 'error'))
      socket.socket.terminate()
      return signedDocument ?? ''
    },
  ]
  const calls = Array.from({ length: times }, (_, index) => ways[index % ways.length])
  return Promise.all(calls.map(async (way) => way?.() ?? ''))
}

/** Lets a day and a half go by for a request and all before it, and retention do its work at the next start. */
async function dropDocument(requestId: string): Promise<void> {
  await gateway.kill()
  const file = join(gateway.folder, 'state', 'congky.sqlite')
  const state = new Database(file)
  const age = state.prepare(
    `UPDATE job SET received_at = received_at - @age, signed_at = signed_at - @age, delivered_at = delivered_at - @age
     WHERE seq <= (SELECT seq FROM job WHERE external_id = @requestId
       AND workstation_id = (SELECT id FROM workstation WHERE name = 'may-1'))`,
  )
  const { changes } = age.run({ requestId, age: 129_600_000 })
  expect(changes).toBeGreaterThan(0)
  const kept = state.prepare(
    `SELECT count(*) FROM job_document JOIN job ON id = job_id
     WHERE external_id = ? AND workstation_id = (SELECT id FROM workstation WHERE name = 'may-1')`,
  )
  try {
    await gateway.restart()
    await eventually(() => kept.pluck().get(requestId) === 0)
  } finally {
    state.close()
  }
}

promise('C1', 'a hundred at once by four ways, and a hundred more after a kill, are one signature', async (count) => {
  const document = declaration('một trăm lần')
  const first = await submit(100, 'c1', document, OWN_A.taxCode)
  await gateway.kill()
  await gateway.restart()
  // Nothing is unlocked now: what comes back was stored.
  const again = await submit(100, 'c1', document, OWN_A.taxCode)
  await unlock(...TOKENS)
  const answers = [...first, ...again]
  const intents = await countIntents(gateway, 'c1')
  count(`${answers.length} answers, ${new Set(answers).size} text, ${intents} C_Sign`)
  expect(first[0]).toContain('Vải một trăm lần')
  expect([answers.length, new Set(answers).size, intents]).toEqual([200, 1, 1])
})

promise(
  'C1',
  'the same key with another document, enterprise or profile is a conflict by every way in',
  async (count) => {
    const document = declaration('thứ nhất')
    await submit(1, 'c1-conflict', document, OWN_A.taxCode)
    const other = declaration('thứ hai')
    const json = (more: object) => JSON.stringify({ document, taxCode: OWN_A.taxCode, ...more })
    const answers = [
      await call('POST', `/sign?taxCode=${OWN_A.taxCode}`, 'c1-conflict', other),
      await call('POST', '/sign-requests', 'c1-conflict', json({ document: other })),
      await call('POST', '/sign-requests', 'c1-conflict', json({ taxCode: OWN_B.taxCode })),
      await call('POST', '/sign-requests', 'c1-conflict', json({ profile: 'customs-1543' })),
    ]
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409, 409])
    const socket = await FrameSocket.open(gateway.url, key)
    socket.send({ type: 'sign', requestId: 'c1-conflict', document: other, taxCode: OWN_A.taxCode })
    const frame = await socket.next(about('c1-conflict', 'error', 'rejected', 'signed'))
    expect(frame).toMatchObject({ type: 'error', code: 'ERR_IDEMPOTENCY_CONFLICT' })
    socket.socket.terminate()
    // The first document is still the answer to its own request.
    expect((await submit(4, 'c1-conflict', document, OWN_A.taxCode)).every((text) => text.includes('thứ nhất'))).toBe(
      true,
    )
    const intents = await countIntents(gateway, 'c1-conflict')
    count(`5 other requests under its key: 5 conflicts, ${intents} C_Sign`)
    expect(intents).toBe(1)
  },
)

promise('C2', 'who went away right after the gateway took the document finds it by id and by key', async (count) => {
  await gateway.admin('POST', `/tokens/${OWN_B.token}/lock`)
  const document = declaration('đi vắng')
  const json = JSON.stringify({ document, taxCode: OWN_B.taxCode })
  const accepted = await call('POST', '/sign-requests', 'c2-http', json)
  const gone = await FrameSocket.open(gateway.url, key)
  gone.send({ type: 'sign', requestId: 'c2-socket', document, taxCode: OWN_B.taxCode })
  const { id } = await gone.next(about('c2-socket', 'accepted'))
  gone.socket.terminate()
  const ids = [view(accepted).id, id ?? '']
  expect(accepted.status).toBe(202)
  await unlock(OWN_B.token)

  const byId = await Promise.all(ids.map((each) => call('GET', `/sign-requests/${each}?wait=60`)))
  const texts = byId.map((answer) => view(answer).signedDocument ?? '')
  const find = async () => {
    const socket = await FrameSocket.open(gateway.url, key)
    const requestIds = ['c2-http', 'c2-socket']
    socket.send({ type: 'resume', requestIds })
    const found = await Promise.all(requestIds.map((each) => socket.next(about(each, 'signed', 'error'))))
    const bytes = await Promise.all(ids.map((each) => call('GET', `/sign-requests/${each}/document`)))
    const again = await call('POST', '/sign-requests?wait=60', 'c2-http', json)
    socket.socket.terminate()
    return [
      ...found.map(({ signedDocument }) => signedDocument),
      ...bytes.map((answer) => answer.bytes.toString('utf8')),
      view(again).signedDocument,
    ]
  }
  expect(byId.map(({ status }) => status)).toEqual([200, 200])
  expect(await find()).toEqual([...texts, ...texts, texts[0]])
  await gateway.kill()
  await gateway.restart()
  expect(await find()).toEqual([...texts, ...texts, texts[0]])
  await unlock(...TOKENS)
  const theirs = await call('GET', `/sign-requests/${ids[0]}`, undefined, undefined, otherKey)
  expect([theirs.status, codeIn(theirs)]).toEqual([404, 'ERR_NOT_FOUND'])
  count('2 documents, found 14 times by id and key over HTTP and WebSocket, 7 of them after a kill')
})

promise('C2', 'once retention dropped the document its owner is told so, and what it was', async (count) => {
  const document = declaration('đã quá hạn lưu')
  const json = JSON.stringify({ document, taxCode: OWN_A.taxCode })
  const signed = view(await call('POST', '/sign-requests?wait=60', 'c2-old', json))
  const kept = view(await call('POST', '/sign-requests?wait=60', 'c2-new', json))
  await dropDocument('c2-old')
  const told = view(await call('GET', `/sign-requests/${signed.id}`))
  const { signedDocument, mediaType: _, ...facts } = signed
  expect(told).toEqual({ ...facts, receivedAt: told.receivedAt, signedAt: told.signedAt })
  expect(told.signedDocumentSha256).toBe(sha256(signedDocument ?? ''))
  const bytes = await call('GET', `/sign-requests/${signed.id}/document`)
  expect([bytes.status, codeIn(bytes)]).toEqual([410, 'ERR_DOCUMENT_GONE'])
  const socket = await FrameSocket.open(gateway.url, key)
  socket.send({ type: 'resume', requestIds: ['c2-old', 'c2-new'] })
  expect(await socket.next(about('c2-old', 'error', 'signed'))).toMatchObject({ code: 'ERR_DOCUMENT_GONE' })
  expect((await socket.next(about('c2-new', 'error', 'signed'))).signedDocument).toBe(kept.signedDocument)
  socket.socket.terminate()
  await unlock(...TOKENS)
  count('1 document dropped: state and hashes stay, 410 for its bytes; the one beside it is still given')
})

promise('S14', 'replayed bytes and frames are never signed a second time', async (count) => {
  const document = declaration('phát lại')
  const headers = {
    authorization: `Bearer ${key}`,
    'idempotency-key': 's14',
    'content-length': String(Buffer.byteLength(document)),
    connection: 'close',
  }
  const captured = rawRequest('POST', `/sign?taxCode=${OWN_A.taxCode}&wait=60`, headers, document)
  const frame = { type: 'sign', requestId: 's14', document, taxCode: OWN_A.taxCode }
  const replay = async () => {
    const answer = await exchange(gateway.url, captured, () => false)
    return answer.slice(answer.indexOf('<?xml'))
  }
  const replayFrame = async (accessKey: string) => {
    const socket = await FrameSocket.open(gateway.url, accessKey)
    socket.send(frame)
    const outcome = await socket.next(about('s14', 'signed', 'rejected', 'error'))
    socket.socket.terminate()
    return outcome
  }
  const first = await replay()
  expect(first).toContain('Vải phát lại')
  expect(await Promise.all([replay(), replay()])).toEqual([first, first])
  expect((await replayFrame(key)).signedDocument).toBe(first)
  expect(await replayFrame(limitedKey)).toMatchObject({ type: 'rejected', code: 'ERR_ENTERPRISE_FORBIDDEN' })
  await gateway.kill()
  await gateway.restart()
  await unlock(...TOKENS)
  expect(await replay()).toBe(first)
  expect((await replayFrame(key)).signedDocument).toBe(first)
  await dropDocument('s14')
  await unlock(...TOKENS)
  expect(await exchange(gateway.url, captured, () => false)).toMatch(/^HTTP\/1\.1 410 [\s\S]*ERR_DOCUMENT_GONE/)
  expect(await replayFrame(key)).toMatchObject({ type: 'error', code: 'ERR_DOCUMENT_GONE' })
  await gateway.admin('DELETE', '/workstations/may-1')
  expect(await exchange(gateway.url, captured, () => false)).toMatch(/^HTTP\/1\.1 401 /)
  const intents = await countIntents(gateway, 's14')
  count(`10 replays, also by another workstation, after a kill and without the document: ${intents} C_Sign`)
  expect(intents).toBe(1)
})
