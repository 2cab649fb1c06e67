import { describe, expect, test } from 'vitest'
import { apiUrl, parseAddress, webSocketUrl } from './address.ts'

test('an address gives the places of HTTP and WebSocket', () => {
  const address = parseAddress('https://192.168.1.10:8443/', `${'AB:'.repeat(31)}AB`)
  expect(address).toEqual({
    base: 'https://192.168.1.10:8443',
    host: '192.168.1.10',
    port: 8443,
    secure: true,
    fingerprint: 'ab'.repeat(32),
  })
  expect(apiUrl(address, '/verify')).toBe('https://192.168.1.10:8443/api/v1/verify')
  expect(webSocketUrl(address)).toBe('wss://192.168.1.10:8443/api/v1/ws')
})

test('a path before the API is kept, for gateways behind a proxy', () => {
  expect(apiUrl(parseAddress('https://ky.example.vn/cong-ky/'), '/verify')).toBe(
    'https://ky.example.vn/cong-ky/api/v1/verify',
  )
})

test.each(['http://localhost:8080', 'http://127.0.0.1:8080', 'http://127.9.9.9', 'http://[::1]:8080'])(
  'plain HTTP stays on this machine: %s is allowed',
  (url) => expect(parseAddress(url).secure).toBe(false),
)

describe('an address is refused', () => {
  test.each([
    ['plain HTTP over the network', 'http://192.168.1.10:8080', undefined],
    ['a name that only looks local', 'http://localhost.example.vn', undefined],
    ['an address that only looks local', 'http://127.0.0.1.example.vn', undefined],
    ['another scheme', 'ftp://192.168.1.10', undefined],
    ['no URL at all', '192.168.1.10', undefined],
    ['a query', 'https://192.168.1.10?x=1', undefined],
    ['a fingerprint that plain HTTP would ignore', 'http://127.0.0.1', 'ab'.repeat(32)],
    ['a fingerprint that was cut off', 'https://192.168.1.10', 'ab'.repeat(31)],
    ['a SHA-1 fingerprint', 'https://192.168.1.10', 'ab'.repeat(20)],
  ])('with %s', (_, url, fingerprint) => {
    expect(() => parseAddress(url, fingerprint)).toThrow(expect.objectContaining({ code: 'ERR_ADDRESS_INVALID' }))
  })

  test('with a password, which the error does not repeat', () => {
    expect(() => parseAddress('https://admin:hunter2@192.168.1.10')).toThrow(
      expect.objectContaining({ code: 'ERR_ADDRESS_INVALID', message: expect.not.stringContaining('hunter2') }),
    )
  })
})
