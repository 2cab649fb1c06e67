import { expect, test } from 'vitest'
import { CongkyError } from './congky-error.ts'
import { decodePairingCode, encodePairingCode } from './pairing-code.ts'

const code = { url: 'https://192.168.1.10:8443', fingerprint: 'ab'.repeat(32), secret: 'once-and-only-once' }

test('a pairing code survives being shown, broken over lines and typed in again', () => {
  const shown = encodePairingCode(code)
  expect(shown).toMatch(/^congky1-[A-Za-z0-9_-]+$/)
  expect(decodePairingCode(`  ${shown.slice(0, 40)}\n${shown.slice(40)} `)).toEqual(code)
})

test('a code for plain HTTP on this machine carries no fingerprint', () => {
  expect(decodePairingCode(encodePairingCode({ url: 'http://127.0.0.1:8080', secret: 'once-and-only-once' }))).toEqual({
    url: 'http://127.0.0.1:8080',
    fingerprint: undefined,
    secret: 'once-and-only-once',
  })
})

const wrong = (value: object) => `congky1-${Buffer.from(JSON.stringify(value)).toString('base64url')}`
test.each([
  ['nothing', ''],
  ['some other text', 'hello'],
  ['a code that was cut off', encodePairingCode(code).slice(0, 60)],
  ['an address that is not HTTP', wrong({ u: 'file:///etc/passwd', s: code.secret })],
  ['a fingerprint of the wrong length', wrong({ u: code.url, f: 'abcd', s: code.secret })],
  ['a code without a secret', wrong({ u: code.url, f: code.fingerprint })],
])('%s is refused as a pairing code', (_, text) => {
  expect(() => decodePairingCode(text)).toThrow(
    expect.objectContaining({ constructor: CongkyError, code: 'ERR_PAIRING_CODE_INVALID' }),
  )
})
