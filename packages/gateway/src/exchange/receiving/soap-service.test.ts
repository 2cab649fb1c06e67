import { CongkyError } from '@congky/shared'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import { silent } from '../../../../../test/support/pipeline.ts'
import type { HistoryEntry } from '../../domain/history-record.ts'
import { readReply, writeCall } from '../soap/client-side.ts'
import { parseXml } from '../soap/parse-xml.ts'
import { SOAP_VERSIONS, type SoapVersion } from '../soap/soap-version.ts'
import { ReceiveTally } from './receive-tally.ts'
import { CALL_BYTES_MAX, serviceOperation } from './service-operation.ts'
import { type SoapServiceParts, soapService } from './soap-service.ts'

const PATH = '/WEBSV_TN_CANG.asmx'
const notes: HistoryEntry[] = []
let app: FastifyInstance
let tally: ReceiveTally

async function open(changes: Partial<SoapServiceParts> = {}): Promise<void> {
  app = Fastify()
  tally = new ReceiveTally(PATH)
  notes.length = 0
  const parts: SoapServiceParts = {
    ...{ path: PATH, allowFrom: [], answerMs: 2_000, scheme: 'https', tally, log: silent },
    desk: { receive: async () => 'phản hồi' },
    refusal: () => null,
    leaveRestUnread: () => {},
    note: async (entry) => {
      notes.push(entry)
    },
    ...changes,
  }
  await app.register((scope) => soapService(scope, parts))
}
afterEach(() => app.close())

async function call(version: SoapVersion = '1.1', more: { readonly headers?: object; readonly body?: string } = {}) {
  const { headers, body } = writeCall(version, serviceOperation, 'PEE+')
  const answer = await app.inject({
    ...{ method: 'POST', url: PATH },
    headers: { ...headers, ...more.headers },
    payload: more.body ?? body,
  })
  const contentType = String(answer.headers['content-type'])
  return { answer, reply: readReply({ contentType, body: answer.rawPayload }, serviceOperation) }
}

test.each(SOAP_VERSIONS)('SOAP %s is answered in its own version, in base64', async (version) => {
  await open()
  const { answer, reply } = await call(version)
  expect(answer.headers['content-type']).toContain(version === '1.1' ? 'text/xml' : 'application/soap+xml')
  expect(reply).toEqual({ kind: 'result', value: Buffer.from('phản hồi').toString('base64') })
  expect(tally.view).toMatchObject({ answered: 1, refused: 0, unanswered: 0 })
})

describe('a failure', () => {
  const failWith = (error: Error) => open({ desk: { receive: () => Promise.reject(error) } })

  test('of the caller is told with its code, counted, and noted', async () => {
    await failWith(new CongkyError('ERR_EXCHANGE_BASE64'))
    const { answer, reply } = await call('1.2')
    expect(answer.statusCode).toBe(400)
    expect(reply).toMatchObject({
      kind: 'fault',
      code: 'sender',
      detail: expect.stringContaining('ERR_EXCHANGE_BASE64'),
    })
    expect(tally.view).toMatchObject({ refused: 1 })
    expect(notes).toMatchObject([{ kind: 'exchange', code: 'ERR_EXCHANGE_BASE64' }])
  })

  test.each([
    ['a bug', new Error('secret-inside'), 'ERR_INTERNAL'],
    [
      'a database that is away',
      new CongkyError('ERR_SOURCE_UNAVAILABLE', { source: 'secret-inside' }),
      'ERR_SOURCE_UNAVAILABLE',
    ],
    [
      'a locked token',
      new CongkyError(
        'ERR_EXCHANGE_UNAVAILABLE',
        {},
        { cause: new CongkyError('ERR_TOKEN_LOCKED', { token: 'secret-inside' }) },
      ),
      'ERR_TOKEN_LOCKED',
    ],
  ])('of ours (%s) is told without its reason, which people here see', async (_, error, code) => {
    await failWith(error)
    const { answer, reply } = await call()
    expect(answer).toMatchObject({ statusCode: 500, headers: { 'retry-after': '5' } })
    expect(reply).toMatchObject({ code: 'receiver', detail: expect.stringContaining('ERR_EXCHANGE_UNAVAILABLE') })
    expect(answer.body).not.toContain('secret-inside')
    expect(tally.view).toMatchObject({
      refused: 0,
      unanswered: 1,
      lastProblem: { code, messageVi: expect.any(String) },
    })
    expect(notes).toEqual([])
  })

  test('with so much to do that nothing more fits asks to come again', async () => {
    await failWith(new CongkyError('ERR_QUEUE_FULL', { limit: 1 }))
    expect((await call()).reply).toMatchObject({
      code: 'receiver',
      detail: expect.stringContaining('ERR_EXCHANGE_BUSY'),
    })
  })
})

test('who is not answered in time is told to call again', async () => {
  await open({ answerMs: 5, desk: { receive: () => new Promise(() => {}) } })
  expect((await call()).reply).toMatchObject({ detail: expect.stringContaining('ERR_EXCHANGE_UNAVAILABLE') })
})

test('a restored gateway that nobody confirmed takes nothing in', async () => {
  await open({
    refusal: () => new CongkyError('ERR_RESTORE_UNCONFIRMED'),
    desk: { receive: async () => expect.fail('it was taken in') },
  })
  expect((await call()).reply).toMatchObject({ detail: expect.stringContaining('ERR_EXCHANGE_UNAVAILABLE') })
})

test('other networks are refused before anything is read', async () => {
  await open({ allowFrom: ['192.0.2.0/24'], desk: { receive: async () => expect.fail('it was read') } })
  expect((await call()).reply).toMatchObject({ detail: expect.stringContaining('ERR_EXCHANGE_FORBIDDEN') })
  expect((await app.inject({ method: 'GET', url: `${PATH}?wsdl` })).statusCode).toBe(500)
})

test('a body beyond 4 MB of message is not read to its end', async () => {
  await open({ desk: { receive: async () => expect.fail('it was read') } })
  const { reply } = await call('1.1', { body: 'a'.repeat(CALL_BYTES_MAX + 1) })
  expect(reply).toMatchObject({ detail: expect.stringContaining('ERR_DOCUMENT_TOO_LARGE') })
})

test('the description is XML that names the address it was asked at', async () => {
  await open()
  const { body, headers } = await app.inject({
    method: 'GET',
    url: `${PATH}?WSDL`,
    headers: { host: 'cong-ky.example:8443' },
  })
  expect(headers['content-type']).toContain('text/xml')
  expect(body.match(/location="https:\/\/cong-ky\.example:8443\/WEBSV_TN_CANG\.asmx"/g)).toHaveLength(2)
  expect(parseXml(body)).toMatchObject({ name: 'definitions', namespace: 'http://schemas.xmlsoap.org/wsdl/' })
})

test('whoever hangs up is counted until the work for the call is done', async () => {
  const answers: (() => void)[] = []
  const finished = () => new Promise<string>((resolve) => answers.push(() => resolve('phản hồi')))
  await open({ answerMs: 10, desk: { receive: finished } })
  const codeOf = async () => {
    const { reply } = await call()
    return reply.kind === 'fault' ? /ERR_\w+/.exec(reply.detail)?.[0] : reply.kind
  }
  // As many as one machine may have at a time; none of them waits for its answer.
  const early = await Promise.all(Array.from({ length: 8 }, codeOf))
  expect(new Set(early)).toEqual(new Set(['ERR_EXCHANGE_UNAVAILABLE']))
  expect(await codeOf()).toBe('ERR_EXCHANGE_BUSY')
  for (const answer of answers) answer()
  await expect.poll(() => codeOf()).toBe('ERR_EXCHANGE_UNAVAILABLE')
})
