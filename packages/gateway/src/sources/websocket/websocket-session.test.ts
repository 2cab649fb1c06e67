import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../../../../../test/support/gateway.ts'
import { createPipeline, OWN, type Pipeline, silent } from '../../../../../test/support/pipeline.ts'
import { CallLimits } from '../call-limits.ts'
import type { Caller } from '../caller.ts'
import { Outbox } from './outbox.ts'
import { WebSocketSession } from './websocket-session.ts'

let pipeline: Pipeline
let enterprises: Caller['enterprises']
let perMinute = 1000
let frames: Record<string, unknown>[]
let session: WebSocketSession

beforeEach(async () => {
  perMinute = 1000
  pipeline = await createPipeline()
  enterprises = 'all'
  frames = []
  const socket = {
    bufferedAmount: 0,
    OPEN: 1,
    readyState: 1,
    send: (data: string | Uint8Array, done: () => void) => {
      frames.push(JSON.parse(Buffer.from(data).toString('utf8').split('\n')[0] ?? ''))
      done()
    },
    terminate: () => {},
    cork: () => {},
    uncork: () => {},
  }
  const caller = () => ({ workstationId: 'w1', name: 'may-01', enterprises, origin: '127.0.0.1' })
  const limits = new CallLimits(() => ({
    requestsPerMinutePerWorkstation: perMinute,
    connectionsPerWorkstationMax: 10,
  }))
  session = new WebSocketSession({
    desk: pipeline.desk,
    caller,
    limits,
    outbox: new Outbox(socket, socket, () => {}),
    log: silent,
  })
})
afterEach(async () => {
  session.close()
  await pipeline.close()
})

const send = (frame: object) => session.receive(JSON.stringify(frame))
const sign = (requestId: string, more: object = {}) => send({ type: 'sign', requestId, document: '<a/>', ...more })
const seen = (type: string) => frames.filter((frame) => frame.type === type)

test('a cancel right behind its request withdraws it', async () => {
  await Promise.all([sign('1'), send({ type: 'cancel', requestId: '1' })])
  await eventually(() => seen('rejected')[0]?.code === 'ERR_CANCELLED')
})

test('who waits behind others is told how many, and an outcome comes after its acceptance', async () => {
  await pipeline.unlock()
  pipeline.signing.pause()
  await sign('1')
  await sign('2')
  await eventually(() => seen('state').length === 1)
  expect(seen('state')).toMatchObject([{ requestId: '2', state: 'received', queuePosition: 1 }])
  pipeline.signing.resume()
  await eventually(() => seen('signed').length === 2)
  for (const id of ['1', '2']) {
    const types = frames.filter(({ requestId }) => requestId === id).map(({ type }) => type)
    expect([types[0], types.at(-1)]).toEqual(['accepted', 'signed'])
  }
})

test('a cancel of an unknown request is answered with nothing', async () => {
  await send({ type: 'cancel', requestId: '1' })
  expect(frames).toEqual([])
})

test('rights taken from a connected workstation are gone at once', async () => {
  enterprises = []
  await sign('1', { taxCode: OWN })
  expect(seen('rejected')).toMatchObject([{ requestId: '1', code: 'ERR_ENTERPRISE_FORBIDDEN' }])
})

test('a resumed request is answered with its outcome, an unknown one with ERR_NOT_FOUND', async () => {
  await pipeline.unlock()
  await sign('1')
  await eventually(() => seen('signed').length === 1)
  await send({ type: 'resume', requestIds: ['1', '2'] })
  await eventually(() => seen('signed').length === 2)
  expect(seen('error')).toMatchObject([{ requestId: '2', code: 'ERR_NOT_FOUND' }])
})

test('another document under a known key is an error, and the first one goes on', async () => {
  await sign('1')
  await sign('1', { document: '<b/>' })
  expect(seen('error')).toMatchObject([{ requestId: '1', code: 'ERR_IDEMPOTENCY_CONFLICT' }])
  await pipeline.unlock()
  await eventually(() => seen('signed').length === 1)
})

test('a frame that cannot be read is answered, with its requestId where there is one', async () => {
  await session.receive('no JSON')
  await send({ type: 'sign', requestId: '7', document: 5 })
  expect(seen('error')).toMatchObject([
    { code: 'ERR_REQUEST_INVALID' },
    { requestId: '7', code: 'ERR_REQUEST_INVALID' },
  ])
})

test('what is signed comes back in the kind of frame that it was sent in, and says what it is', async () => {
  await pipeline.unlock()
  const documentBase64 = Buffer.from('<a>ký</a>').toString('base64')
  await send({ type: 'sign', requestId: '1', documentBase64 })
  await session.receive(Buffer.from('{"type":"sign","requestId":"2"}\n<a>ký</a>'))
  await eventually(() => seen('signed').length === 2)
  const [text, binary] = ['1', '2'].map((id) => seen('signed').find(({ requestId }) => requestId === id))
  expect(text).toMatchObject({ mediaType: 'application/xml; charset=utf-8' })
  expect(text?.signedDocument).toContain('<a>ký<')
  expect(binary).toMatchObject({ mediaType: 'application/xml; charset=utf-8' })
  expect(binary?.signedDocument).toBeUndefined()
})

test.each([
  ['both a text and base64', { documentBase64: 'PGEvPg==' }],
  ['what is no base64', { document: undefined, documentBase64: '<a/>' }],
  ['no document', { document: undefined }],
])('a frame with %s is refused', async (_, more) => {
  await sign('1', more)
  expect(frames).toMatchObject([{ type: 'error', requestId: '1', code: 'ERR_REQUEST_INVALID' }])
})

test('a request beyond the rate is refused for now and told when; asking for earlier ones never is', async () => {
  perMinute = 2
  for (const requestId of ['1', '2', '3']) await sign(requestId)
  expect(seen('error')).toMatchObject([
    { requestId: '3', code: 'ERR_RATE_LIMITED', retryable: true, retryAfterMs: expect.any(Number) },
  ])
  await send({ type: 'resume', requestIds: ['1', '2', '3'] })
  await eventually(() => seen('accepted').length === 4)
  expect(seen('accepted').map(({ requestId }) => requestId)).toEqual(['1', '2', '1', '2'])
  expect(seen('error').map(({ code }) => code)).toEqual(['ERR_RATE_LIMITED', 'ERR_NOT_FOUND'])
})
