import { CongkyError } from '@congky/shared'
import Fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { arrivalOf, settleArrival, trustedProxies } from './arrival.ts'

const PUBLIC = 'https://ky.van-phong.vn'
const PROXY = '192.168.1.5'
const ways = { publicUrl: PUBLIC, proxies: [PROXY, '127.0.0.1', '2001:DB8::5'] }
const forwarded = { host: 'ky.van-phong.vn', 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' }

interface Call {
  readonly from?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly console?: { readonly publicUrl: string | null; readonly proxies: readonly string[] }
}

/** What a call is taken for, or the code of its refusal. */
async function seen({ from = PROXY, headers = {}, console = ways }: Call) {
  const app = Fastify({ trustProxy: trustedProxies(() => console) })
  app.get('/', async (request) => {
    try {
      settleArrival(request, console)
      return { ...arrivalOf(request), ip: request.ip }
    } catch (error) {
      return { code: error instanceof CongkyError ? error.code : String(error), ip: request.ip }
    }
  })
  const answer = await app.inject({ url: '/', remoteAddress: from, headers: { host: 'congky.local:8443', ...headers } })
  return answer.json()
}

describe('a call through a proxy of ours', () => {
  test('is from outside, encrypted, of the public origin, and from the address that the proxy names', async () => {
    const expected = { overProxy: true, isTls: true, origin: PUBLIC, ip: '203.0.113.9' }
    for (const from of [PROXY, '127.0.0.1', '::ffff:127.0.0.1', '2001:db8::5']) {
      expect([from, await seen({ from, headers: forwarded })]).toEqual([from, expected])
    }
    expect(await seen({ headers: { ...forwarded, host: 'KY.van-phong.vn:443' } })).toEqual(expected)
  })

  test('what its client wrote into the header counts for nothing', async () => {
    const headers = { ...forwarded, 'x-forwarded-for': '127.0.0.1, 10.0.0.1, 203.0.113.9', forwarded: 'for=10.0.0.1' }
    expect(await seen({ headers })).toMatchObject({ ip: '203.0.113.9' })
    expect(await seen({ headers: { ...headers, 'x-forwarded-host': 'evil.example' } })).toMatchObject({
      origin: PUBLIC,
    })
  })

  test('through a chain of ours it is from the one before them', async () => {
    const headers = {
      ...forwarded,
      'x-forwarded-for': '10.9.9.9, 203.0.113.9, 127.0.0.1',
      'x-forwarded-proto': 'https, https',
    }
    expect(await seen({ headers })).toMatchObject({ overProxy: true, ip: '203.0.113.9' })
  })

  test('under another name of ours it is from outside all the same', async () => {
    expect(await seen({ headers: { ...forwarded, host: 'congky.local' } })).toMatchObject({
      overProxy: true,
      origin: PUBLIC,
    })
  })

  const without = (name: string) => Object.fromEntries(Object.entries(forwarded).filter(([key]) => key !== name))
  const unclear = {
    'says not who calls': without('x-forwarded-for'),
    'says not whether it was encrypted': without('x-forwarded-proto'),
    'was called without TLS': { ...forwarded, 'x-forwarded-proto': 'http' },
    'was called without TLS by another proxy': { ...forwarded, 'x-forwarded-proto': 'http, https' },
    'names no address': { ...forwarded, 'x-forwarded-for': 'unknown' },
    'names an address with its port': { ...forwarded, 'x-forwarded-for': '203.0.113.9:4711' },
    'names markup': { ...forwarded, 'x-forwarded-for': '<script>alert(1)</script>' },
    'leaves the address empty': { ...forwarded, 'x-forwarded-for': '' },
  }
  test.each(Object.entries(unclear))('that %s is refused', async (_what, headers) => {
    expect(await seen({ headers })).toMatchObject({ code: 'ERR_PROXY_HEADERS' })
  })
})

describe('a call that comes by itself', () => {
  const straight = { overProxy: false, isTls: false, origin: 'http://congky.local:8443' }

  test('is one of the office, also from the machine of a proxy', async () => {
    expect(await seen({ from: PROXY })).toEqual({ ...straight, ip: PROXY })
  })

  test('is not believed what it says of its way', async () => {
    const spoof = { 'x-forwarded-for': '10.0.0.1', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'ky.van-phong.vn' }
    expect(await seen({ from: '192.168.1.77', headers: spoof })).toEqual({ ...straight, ip: '192.168.1.77' })
    const none = { publicUrl: null, proxies: [] }
    expect(await seen({ headers: { ...forwarded, host: 'congky.local:8443' }, console: none })).toEqual({
      ...straight,
      ip: PROXY,
    })
  })

  test('under the public name it is from the office when no proxy stands before it, else refused', async () => {
    const { host } = forwarded
    expect(await seen({ from: '192.168.1.77', headers: { host } })).toMatchObject({ overProxy: false })
    expect(await seen({ from: '192.168.1.77', headers: forwarded })).toMatchObject({ code: 'ERR_PROXY_UNKNOWN' })
    const unlisted = { publicUrl: PUBLIC, proxies: [] }
    expect(await seen({ headers: forwarded, console: unlisted })).toMatchObject({
      code: 'ERR_PROXY_UNKNOWN',
      ip: PROXY,
    })
  })
})
