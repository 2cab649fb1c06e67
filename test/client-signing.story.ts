/** The same document by every way in, and never signed twice (C1, C2). */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { CongkyError, GatewayConnection } from '@congky/client'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeFolder, removeFolder } from './support/folder.ts'
import { GatewayFixture } from './support/gateway.ts'
import { readHistory } from './support/history.ts'
import { callHttp } from './support/http-call.ts'
import { AGENT, CLIENT, createOffice, type Office, OWN_A, PIN, TOKENS } from './support/office.ts'
import { PairedWorkstation } from './support/workstation.ts'

const folder = makeFolder('client')
let office: Office
let gateway: GatewayFixture
let workstation: PairedWorkstation

beforeAll(async () => {
  office = await createOffice(folder)
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: office.config,
    env: office.softHsm.env,
  })
  for (const token of TOKENS) await gateway.unlock(token, PIN)
  workstation = await PairedWorkstation.pair(gateway, 'may-1', 'all')
})
afterEach(() => workstation.close())
afterAll(async () => {
  await gateway?.stop()
  removeFolder(folder)
})

const declaration = (text: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ToKhai><Hang>Vải dệt kim ${text}</Hang></ToKhai>\n`
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const codeOf = (error: unknown) => (error as CongkyError).code

test('HTTP, WebSocket, curl and the command all bring the same document back signed', async () => {
  const document = declaration('bốn đường')
  const http = await callHttp(gateway.url, 'POST', '/sign-requests?wait=30', {
    accessKey: workstation.pairing.accessKey,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ document, taxCode: CLIENT.taxCode }),
  })
  const connection = await workstation.connect()
  const socket = await connection.sign(document, { taxCode: CLIENT.taxCode })
  const file = join(workstation.folder, 'to-khai.xml')
  writeFileSync(file, document)
  const curl = await promisify(execFile)('curl', [
    ...['--silent', '--fail', '--insecure', '--data-binary', `@${file}`],
    ...['-H', `Authorization: Bearer ${workstation.pairing.accessKey}`],
    `${gateway.url}/api/v1/sign?taxCode=${CLIENT.taxCode}`,
  ])
  const command = await workstation.run(['sign', 'to-khai.xml', '--tax-code', CLIENT.taxCode])
  expect([command.code, command.stderr]).toEqual([0, expect.stringContaining('to-khai.signed.xml')])
  expect(command.stdout).toContain(AGENT.name)

  const signed = [
    (http.json() as { signedDocument: string }).signedDocument,
    text(socket.signedDocument),
    curl.stdout,
    readFileSync(join(workstation.folder, 'to-khai.signed.xml'), 'utf8'),
  ]
  for (const each of signed) {
    expect(each.replace(/<(\w+:)?Signature [\s\S]*<\/(\w+:)?Signature>/, '')).toBe(document)
    expect((await connection.verify(each)).valid).toBe(true)
  }
  expect(socket).toMatchObject({
    taxCode: CLIENT.taxCode,
    certificate: { subject: expect.stringContaining(AGENT.name) },
  })
  const verified = await workstation.run(['verify', 'to-khai.signed.xml', '--json'])
  expect([verified.code, JSON.parse(verified.stdout).valid]).toEqual([0, true])
})

test('a key belongs to one workstation: another finds nothing by it', async () => {
  const other = await PairedWorkstation.pair(gateway, 'may-khac', 'all')
  await (await workstation.connect()).sign(declaration('của máy 1'), {
    taxCode: OWN_A.taxCode,
    idempotencyKey: 'TK-own',
  })
  const connection = await other.connect()
  expect(await connection.find('TK-own').catch(codeOf)).toBe('ERR_NOT_FOUND')
  await other.close()
})

test('two hundred documents at once come back in order, each with its own signature', async () => {
  const documents = Array.from({ length: 200 }, (_, index) => declaration(`số ${index}`))
  const connection = await workstation.connect()
  const results = await connection.signAll(documents, { taxCode: OWN_A.taxCode })
  const signed = results.map((result) =>
    result.status === 'fulfilled' ? text(result.value.signedDocument) : result.reason.code,
  )
  for (const [index, each] of signed.entries()) expect(each).toContain(`Vải dệt kim số ${index}<`)
  expect(new Set(signed).size).toBe(200)
})

test('every result that reached us is in the history, word for word (K2)', async () => {
  const connection = await workstation.connect()
  const results = await connection.signAll([declaration('k2 a'), declaration('k2 b')], { taxCode: CLIENT.taxCode })
  const history = await readHistory(gateway)
  for (const result of results) {
    if (result.status !== 'fulfilled') throw result.reason
    const { idempotencyKey, signedDocument } = result.value
    const line = history.find(({ kind, externalId }) => kind === 'signed' && externalId === idempotencyKey)
    expect(line?.signedSha256).toBe(sha256(signedDocument))
  }
})

describe('what the gateway refuses', () => {
  let connection: GatewayConnection
  const refusal = async (document: string, options: Parameters<GatewayConnection['sign']>[1]) =>
    connection.sign(document, options).catch((error: unknown) => error as CongkyError)

  test('is told with a code, in both languages, and the next document is signed', async () => {
    connection = await workstation.connect()
    const cases = [
      ['<not xml', {}, 'ERR_DOCUMENT_NOT_XML'],
      ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', {}, 'ERR_DOCTYPE_FORBIDDEN'],
      [declaration('a'), { profile: 'no-such-profile' }, 'ERR_PROFILE_UNKNOWN'],
      [declaration('a'), { taxCode: '12' }, 'ERR_TAX_CODE_INVALID'],
      ['', {}, 'ERR_DOCUMENT_EMPTY'],
    ] as const
    for (const [document, options, code] of cases) {
      const error = await refusal(document, options)
      expect(error).toMatchObject({ code, retryable: false })
      const [vi, en] = [(error as CongkyError).text('vi').message, (error as CongkyError).text('en').message]
      expect(vi).not.toBe(en)
      expect(vi + en).not.toContain('?')
    }
    await connection.sign(declaration('sau lỗi'), { taxCode: CLIENT.taxCode })
  })

  test('a document over the limit ends with ERR_DOCUMENT_TOO_LARGE however large, and others go on', async () => {
    connection = await workstation.connect()
    const megabytes = (count: number) => `<a>${'x'.repeat(count * 1024 * 1024)}</a>`
    const [overLimit, overFrame, fine] = await Promise.all([
      refusal(megabytes(5), { taxCode: CLIENT.taxCode }),
      refusal(megabytes(20), { taxCode: CLIENT.taxCode }),
      connection.sign(declaration('bên cạnh'), { taxCode: CLIENT.taxCode }),
    ])
    expect([overLimit, overFrame]).toEqual(Array(2).fill(expect.objectContaining({ code: 'ERR_DOCUMENT_TOO_LARGE' })))
    expect(text(fine.signedDocument)).toContain('bên cạnh')
  })
})
