import { networkInterfaces } from 'node:os'
import { encodeBinaryFrame } from '@congky/shared'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { parseAddress } from '../address.ts'
import { connect, type GatewayConnection } from '../index.ts'
import { signedFields } from '../testing/memory-platform.ts'
import { type StandInGateway, type StandInOptions, startStandInGateway } from '../testing/stand-in-gateway.ts'
import { makeTestCertificate, type TestCertificate } from '../testing/test-certificate.ts'
import { dial } from './dial.ts'
import { nodePlatform } from './node-platform.ts'

let certificate: TestCertificate
beforeAll(() => {
  certificate = makeTestCertificate()
})

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close()
})
async function startGateway(options: StandInOptions): Promise<StandInGateway> {
  const gateway = await startStandInGateway(options)
  open.push(gateway)
  return gateway
}
async function connectTo(
  gateway: StandInGateway,
  options: Partial<Parameters<typeof connect>[0]> = {},
): Promise<GatewayConnection> {
  const connection = await connect({ url: gateway.url, accessKey: 'ck_secret', ...options })
  open.push(connection)
  return connection
}
const code = (errorCode: string) => expect.objectContaining({ code: errorCode })

/** An address of this machine that others can reach, where there is one. */
const lan = Object.values(networkInterfaces())
  .flat()
  .find((entry) => entry?.family === 'IPv4' && !entry.internal)

/** Signs by repeating the document, as one binary frame. */
function echo(socket: WebSocket): void {
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (!isBinary) return
    const end = data.indexOf(10)
    const { requestId } = JSON.parse(data.subarray(0, end).toString())
    socket.send(encodeBinaryFrame({ type: 'signed', requestId, ...signedFields }, data.subarray(end + 1)))
  })
}

describe('who is at the other end', () => {
  test('a pinned certificate of its own making is accepted, and the key goes in the header', async () => {
    const gateway = await startGateway({ certificate, onWebSocket: echo })
    const fingerprint = certificate.fingerprint.toUpperCase().replace(/(..)(?=.)/g, '$1:')
    const connection = await connectTo(gateway, { fingerprint })
    const document = Uint8Array.from({ length: 300_000 }, (_, index) => index)
    const { signedDocument } = await connection.sign(document)
    expect(Buffer.from(signedDocument).equals(document)).toBe(true)
    expect(signedDocument.constructor).toBe(Uint8Array) // a Buffer would print and slice otherwise
    expect(gateway.heads[0]?.headers).toMatchObject({
      authorization: 'Bearer ck_secret',
      'sec-websocket-protocol': 'congky.v1',
    })
    expect(gateway.heads[0]?.headers['sec-websocket-extensions']).toBeUndefined()
  })

  test('another certificate than the pinned one: not one byte of ours arrives, over WebSocket or HTTP', async () => {
    const gateway = await startGateway({ certificate, onWebSocket: echo })
    const fingerprint = 'ab'.repeat(32)
    await expect(connectTo(gateway, { fingerprint })).rejects.toMatchObject({
      code: 'ERR_FINGERPRINT_MISMATCH',
      retryable: false,
    })
    const { call } = nodePlatform(parseAddress(gateway.url, fingerprint), 'ck_secret')
    await expect(
      call({ method: 'POST', path: '/verify', body: Buffer.from('<a/>'), timeoutMs: 5_000 }),
    ).rejects.toEqual(code('ERR_FINGERPRINT_MISMATCH'))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(gateway.heads).toEqual([])
    expect(gateway.bytesRead()).toBe(0)
  })

  test('without a pin a certificate of its own making is not trusted', async () => {
    const gateway = await startGateway({ certificate, onWebSocket: echo })
    await expect(connectTo(gateway)).rejects.toMatchObject({ code: 'ERR_TLS_UNTRUSTED', retryable: false })
    expect(gateway.bytesRead()).toBe(0)
  })

  test('a pinned address that answers without TLS is not spoken to', async () => {
    const gateway = await startGateway({ onWebSocket: echo })
    const url = gateway.url.replace('http:', 'https:')
    await expect(connectTo(gateway, { url, fingerprint: certificate.fingerprint })).rejects.toEqual(
      code('ERR_GATEWAY_NOT_RUNNING'),
    )
    expect(gateway.heads).toEqual([])
  })

  test.skipIf(lan === undefined)('without TLS only this machine is spoken to, wherever its name led', async () => {
    const gateway = await startGateway({ onWebSocket: echo, host: lan?.address ?? '' })
    const address = { ...parseAddress('http://localhost'), host: lan?.address ?? '', port: gateway.port }
    await expect(dial(address, AbortSignal.timeout(5_000))).rejects.toEqual(code('ERR_ADDRESS_INVALID'))
  })

  test('the certificate is compared again for every new link', async () => {
    const first = await startGateway({ certificate, onWebSocket: echo })
    const connection = await connectTo(first, { fingerprint: certificate.fingerprint })
    const ended = new Promise<string>((resolve) => {
      void connection.find('k').catch((error: { code: string }) => resolve(error.code))
    })
    await first.close()
    open.splice(open.indexOf(first), 1)
    const impostor = await startStandInGatewayAt(first.port)
    expect(await ended).toBe('ERR_FINGERPRINT_MISMATCH')
    expect(impostor.bytesRead()).toBe(0)
  })
})

async function startStandInGatewayAt(port: number): Promise<StandInGateway> {
  const gateway = await startStandInGateway({ certificate: makeTestCertificate(), onWebSocket: echo, port })
  open.push(gateway)
  return gateway
}

describe('a handshake that is refused', () => {
  test.each([
    [401, '', 'ERR_UNAUTHENTICATED', false],
    [429, '', 'ERR_RATE_LIMITED', true],
    [404, 'nothing here', 'ERR_GATEWAY_NOT_RUNNING', true],
    [
      503,
      JSON.stringify({
        type: 'about:blank',
        title: 'The gateway is stopping.',
        status: 503,
        detail: 'The gateway is stopping.',
        code: 'ERR_STOPPING',
        messageVi: 'Cổng ký đang dừng.',
        next: '',
        nextVi: '',
        retryable: true,
      }),
      'ERR_STOPPING',
      true,
    ],
  ])('with %i %s is %s', async (status, body, errorCode, retryable) => {
    const gateway = await startGateway({ refuseHandshake: { status, body } })
    await expect(connectTo(gateway)).rejects.toMatchObject({ code: errorCode, retryable })
  })

  test('nobody listening is ERR_GATEWAY_NOT_RUNNING', async () => {
    const gateway = await startStandInGateway({})
    await gateway.close()
    await expect(connectTo(gateway)).rejects.toMatchObject({ code: 'ERR_GATEWAY_NOT_RUNNING', retryable: true })
  })

  test('an access key that would break out of its header is refused before anything is sent', async () => {
    const gateway = await startGateway({ onWebSocket: echo })
    await expect(connectTo(gateway, { accessKey: 'a\r\nX-Evil: 1' })).rejects.toEqual(code('ERR_UNAUTHENTICATED'))
    expect(gateway.bytesRead()).toBe(0)
  })
})

test('a revoked key, told by the close code, ends the connection for good', async () => {
  const gateway = await startGateway({ onWebSocket: (socket) => socket.on('message', () => socket.close(4401)) })
  const connection = await connectTo(gateway)
  await expect(connection.sign('<a/>')).rejects.toEqual(code('ERR_UNAUTHENTICATED'))
})

test('a socket torn down under a document is opened again, and the document asked for first', async () => {
  const seen: string[] = []
  let links = 0
  const gateway = await startGateway({
    onWebSocket(socket) {
      links += 1
      const isFirst = links === 1
      socket.on('message', (data: Buffer) => {
        seen.push(data.toString())
        if (isFirst) socket.terminate()
        else socket.send(encodeBinaryFrame({ type: 'signed', requestId: 'k1', ...signedFields }, Buffer.from('<ký/>')))
      })
    },
  })
  const connection = await connectTo(gateway)
  const { signedDocument } = await connection.sign('<a/>', { idempotencyKey: 'k1' })
  expect(Buffer.from(signedDocument).toString()).toBe('<ký/>')
  expect(seen).toEqual(['{"type":"sign","requestId":"k1"}\n<a/>', '{"type":"resume","requestIds":["k1"]}'])
})

test('a gateway that falls silent is noticed and left', async () => {
  let links = 0
  const gateway = await startGateway({
    onWebSocket(socket) {
      links += 1
      if (links === 1) socket.pause()
      else echo(socket)
    },
  })
  const lost: string[] = []
  const connection = await connectTo(gateway, {
    heartbeatMs: 50,
    onEvent: (event) => event.type === 'lost' && lost.push(event.error.code),
  })
  const abort = new AbortController()
  const finding = expect(connection.find('k1', { signal: abort.signal })).rejects.toEqual(code('ERR_CANCELLED'))
  // Sooner than its patience would end.
  await expect.poll(() => links).toBe(2)
  expect(lost).toEqual(['ERR_CONNECTION_LOST'])
  abort.abort()
  await finding
})

test('a hundred documents under one signal are signed without a warning of Node', async () => {
  const warnings: string[] = []
  const onWarning = (warning: Error) => warnings.push(warning.message)
  process.on('warning', onWarning)
  const gateway = await startGateway({ onWebSocket: echo })
  const connection = await connectTo(gateway)
  const documents = Array.from({ length: 100 }, (_, index) => `<a n="${index}"/>`)
  const results = await connection.signAll(documents, { concurrency: 100, signal: new AbortController().signal })
  expect(
    results.map((result) => result.status === 'fulfilled' && Buffer.from(result.value.signedDocument).toString()),
  ).toEqual(documents)
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', onWarning)
  expect(warnings).toEqual([])
})

describe('calls over HTTP', () => {
  const report = { valid: true, documentSha256: 'ab'.repeat(32), signatures: [], warnings: ['SHA-1'] }

  test('verify sends the bytes as they are and returns the report', async () => {
    const bodies: string[] = []
    const gateway = await startGateway({
      certificate,
      onWebSocket: echo,
      onRequest(request, response) {
        request.on('data', (chunk) => bodies.push(String(chunk)))
        request.on('end', () => response.end(JSON.stringify(report)))
      },
    })
    const connection = await connectTo(gateway, { fingerprint: certificate.fingerprint })
    expect(await connection.verify('<tờ-khai/>')).toEqual(report)
    expect(bodies.join('')).toBe('<tờ-khai/>')
    const call = gateway.heads.at(-1)
    expect(call).toMatchObject({ method: 'POST', url: '/api/v1/verify' })
    expect(call?.headers).toMatchObject({ authorization: 'Bearer ck_secret', 'content-length': '12' })
  })

  test('a gateway that is not ready says so, and why', async () => {
    const readiness = {
      status: 'unavailable',
      state: 'running',
      problems: ['token A: locked'],
      tokens: [{ name: 'A', state: 'locked' }],
      sources: [],
      jobs: { received: 1 },
    }
    const gateway = await startGateway({
      onWebSocket: echo,
      onRequest: (_, response) => response.writeHead(503).end(JSON.stringify(readiness)),
    })
    const connection = await connectTo(gateway)
    expect(await connection.status()).toEqual(readiness)
  })

  test('an answer of something else than a gateway is told as such', async () => {
    const gateway = await startGateway({ onWebSocket: echo, onRequest: (_, response) => response.end('<html>') })
    const connection = await connectTo(gateway)
    await expect(connection.verify('<a/>')).rejects.toEqual(code('ERR_ANSWER_UNKNOWN'))
    await expect(connection.status()).rejects.toEqual(code('ERR_ANSWER_UNKNOWN'))
  })

  test('a call can be called off', async () => {
    const gateway = await startGateway({ onWebSocket: echo, onRequest: () => {} })
    const connection = await connectTo(gateway)
    await expect(connection.verify('<a/>', { signal: AbortSignal.timeout(50) })).rejects.toEqual(code('ERR_CANCELLED'))
  })
})
