/** The HTTP interface as a program in any language sees it, with nothing but bytes and headers. */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { problemSchema, readinessSchema, signRequestViewSchema, verifyReportSchema } from '@congky/shared'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeFolder, removeFolder } from './support/folder.ts'
import { GatewayFixture } from './support/gateway.ts'
import { readHistory } from './support/history.ts'
import { callHttp, type HttpAnswer, type HttpCallOptions } from './support/http-call.ts'
import { AGENT, CLIENT, createOffice, type Office, OWN_A, OWN_B, PIN, TOKENS } from './support/office.ts'
import { PairedWorkstation } from './support/workstation.ts'

const LIMIT = 100_000
const folder = makeFolder('http')
let office: Office
let gateway: GatewayFixture
let key: string
let limitedKey: string

beforeAll(async () => {
  office = await createOffice(folder)
  const config = { ...office.config, limits: { documentBytesMax: LIMIT }, autoStart: true }
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config, env: office.softHsm.env })
  for (const token of TOKENS) if (token !== OWN_B.token) await gateway.unlock(token, PIN)
  key = (await PairedWorkstation.pair(gateway, 'may-01', 'all')).pairing.accessKey
  limitedKey = (await PairedWorkstation.pair(gateway, 'may-02', [OWN_A.taxCode])).pairing.accessKey
})
afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

/** One call, as curl would make it. */
const call = (method: string, path: string, options: HttpCallOptions = {}) =>
  callHttp(gateway.url, method, path, { accessKey: key, ...options })

const postJson = (path: string, body: object, more: HttpCallOptions = {}) =>
  call('POST', path, {
    ...more,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...more.headers },
  })

function expectProblem(answer: HttpAnswer, status: number, code: string): void {
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(problemSchema.parse(answer.json())).toMatchObject({ status, code, type: `urn:congky:error:${code}` })
  expect(answer.status).toBe(status)
}

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex')
const toKhai = (text: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ToKhai><So>${text}</So><Hang>Vải dệt kim</Hang></ToKhai>`

describe('POST /sign', () => {
  test('takes the bytes as curl posts them and answers with signed bytes that verify', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const signed = await call('POST', `/sign?taxCode=${OWN_A.taxCode}`, { body: toKhai('1'), headers: form })
    expect(signed.status).toBe(200)
    expect(signed.headers['content-type']).toBe('application/xml; charset=utf-8')
    expect(signed.bytes.toString('utf8')).toContain('<Hang>Vải dệt kim</Hang>')

    const report = verifyReportSchema.parse((await call('POST', '/verify', { body: signed.bytes })).json())
    expect(report).toMatchObject({ valid: true, signatures: [{ certificate: { taxCode: OWN_A.taxCode } }] })

    const id = signed.headers['congky-request-id']
    const again = await call('GET', `/sign-requests/${id}/document`)
    expect(again.bytes.equals(signed.bytes)).toBe(true)
  })

  test('tells what a document waits for, and gives it by its id later', async () => {
    const waiting = await call('POST', `/sign?taxCode=${OWN_B.taxCode}&wait=1`, { body: toKhai('2') })
    expectProblem(waiting, 503, 'ERR_TOKEN_LOCKED')
    const id = waiting.headers['congky-request-id']
    const later = call('GET', `/sign-requests/${id}?wait=20`)
    await gateway.unlock(OWN_B.token, PIN)
    expect(signRequestViewSchema.parse((await later).json())).toMatchObject({ state: 'signed', taxCode: OWN_B.taxCode })
  })
})

describe('POST /sign-requests', () => {
  test('accepts at once, waits when asked to, and shows how the request stands', async () => {
    const accepted = await postJson('/sign-requests', {
      document: toKhai('3'),
      taxCode: CLIENT.taxCode,
      reference: 'TK-3',
    })
    expect(accepted.status).toBe(202)
    const { id } = signRequestViewSchema.parse(accepted.json())
    const finished = await call('GET', `/sign-requests/${id}?wait=20`)
    expect(finished.status).toBe(200)
    const view = signRequestViewSchema.parse(finished.json())
    expect(view).toMatchObject({ id, state: 'signed', reference: 'TK-3', documentSha256: sha256(toKhai('3')) })
    expect(view.certificate?.subject).toContain(AGENT.taxCode)
    expect(sha256(view.signedDocument ?? '')).toBe(view.signedDocumentSha256)
  })

  test('gives the same answer under the same key, and 409 for another document', async () => {
    const headers = { 'idempotency-key': 'to-khai-4' }
    const body = { documentBase64: Buffer.from(toKhai('4')).toString('base64'), taxCode: OWN_A.taxCode }
    const first = await postJson('/sign-requests?wait=20', body, { headers })
    const second = await postJson('/sign-requests?wait=20', body, { headers })
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.json()).toEqual(first.json())
    const conflicts = [{ document: toKhai('other') }, { ...body, taxCode: OWN_B.taxCode }]
    for (const conflict of conflicts) {
      expectProblem(await postJson('/sign-requests', conflict, { headers }), 409, 'ERR_IDEMPOTENCY_CONFLICT')
    }
  })

  test('refuses a body that is no request, and headers that are none of ours', async () => {
    expectProblem(await postJson('/sign-requests', {}), 400, 'ERR_REQUEST_INVALID')
    const broken = { body: '{"document":', headers: { 'content-type': 'application/json' } }
    expectProblem(await call('POST', '/sign-requests', broken), 400, 'ERR_REQUEST_INVALID')
    const headers = { 'idempotency-key': 'hai chữ'.replace('ữ', 'u') }
    expectProblem(await postJson('/sign-requests', { document: '<a/>' }, { headers }), 400, 'ERR_REQUEST_INVALID')
  })
})

describe('refusals', () => {
  test('404 for the requests of other workstations, as for none at all', async () => {
    const { headers } = await call('POST', '/sign', { body: toKhai('5') })
    const theirs = await call('GET', `/sign-requests/${headers['congky-request-id']}`, { accessKey: limitedKey })
    expectProblem(theirs, 404, 'ERR_NOT_FOUND')
    expect((await call('GET', '/sign-requests/none')).json()).toEqual(theirs.json())
    expectProblem(await call('GET', '/nothing-here'), 404, 'ERR_NOT_FOUND')
  })

  test('413 while the body is still being read, and the history knows', async () => {
    const headers = { 'idempotency-key': 'too-large', 'transfer-encoding': 'chunked' }
    expectProblem(
      await call('POST', '/sign', { body: Buffer.alloc(LIMIT + 1, 'x'), headers }),
      413,
      'ERR_DOCUMENT_TOO_LARGE',
    )
    const refused = (await readHistory(gateway)).filter(({ externalId }) => externalId === 'too-large')
    expect(refused).toMatchObject([{ kind: 'rejected', source: 'http', code: 'ERR_DOCUMENT_TOO_LARGE' }])
  })

  test('422 with the reason for a document that cannot be signed', async () => {
    expectProblem(await call('POST', '/sign', { body: 'Kính gửi' }), 422, 'ERR_DOCUMENT_NOT_XML')
    expectProblem(await call('POST', '/sign', { body: '<!DOCTYPE a><a/>' }), 422, 'ERR_DOCTYPE_FORBIDDEN')
    expectProblem(await call('POST', '/verify', { body: '<a' }), 422, 'ERR_DOCUMENT_NOT_XML')
  })

  test('a tax code that is none does not become a workstation', async () => {
    const adding = gateway.admin('POST', '/workstations', { name: 'may-03', enterprises: ['none'] })
    await expect(adding).rejects.toThrow('ERR_TAX_CODE_INVALID')
  })
})

describe('for machines that watch', () => {
  test('health names every token, and is not ready while signing is paused', async () => {
    expect(await call('GET', '/health/live', { accessKey: null })).toMatchObject({ status: 200 })
    const ready = await call('GET', '/health/ready', { accessKey: null })
    expect(ready.status).toBe(200)
    expect(
      readinessSchema
        .parse(ready.json())
        .tokens.map(({ name }) => name)
        .sort(),
    ).toEqual([...TOKENS].sort())
    await gateway.admin('POST', '/pause')
    const paused = await call('GET', '/health/ready', { accessKey: null })
    expect([paused.status, readinessSchema.parse(paused.json()).problems]).toEqual([503, ['signing is paused']])
    await gateway.admin('POST', '/resume')
  })

  test('metrics are Prometheus text without tax codes', async () => {
    const { status, bytes } = await call('GET', '/metrics', { accessKey: null })
    const text = bytes.toString('utf8')
    expect(status).toBe(200)
    expect(text).toMatch(/^congky_jobs\{state="signed"\} \d+$/m)
    expect(text).toContain(`congky_token_ready{token="${AGENT.token}"} 1`)
    expect(text).not.toContain(AGENT.taxCode)
  })

  test('the description lists every public path', async () => {
    const { paths } = (await call('GET', '/openapi.json', { accessKey: null })).json() as { paths: object }
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(
        ['/sign', '/verify', '/sign-requests/', '/sign-requests/{id}', '/pair'].map(
          (path) => `/api/v1${path.replace(/\/$/, '')}`,
        ),
      ),
    )
  })
})

test('the local socket and the state are for their owner only, and no PIN or key was written anywhere', async () => {
  const state = join(gateway.folder, 'state')
  expect(statSync(join(state, 'congky.sock')).mode & 0o777).toBe(0o600)
  expect(statSync(join(state, 'congky.sqlite')).mode & 0o777).toBe(0o600)
  const history = (await gateway.run(['history', 'export'])).stdout
  for (const secret of [PIN, key, limitedKey]) expect(gateway.output + history).not.toContain(secret)
})
