import { expect, test } from 'vitest'
import { checkPassword, normalizePassword } from './password-policy.ts'

const NAME = 'nguyenlan'

test.each([
  ['Short-2026!', 'fewer than 12'],
  ['x'.repeat(257), 'more than 256'],
  ['aaaaaaaaaaaaa', 'repeats'],
  ['abababababab', 'repeats'],
  ['123456789012', 'anybody would try'],
  ['12345678901234567890', 'anybody would try'],
  ['zyxwvutsrqpo', 'anybody would try'],
  ['Password2026!', 'anybody would try'],
  ['P@ssw0rd123456', 'anybody would try'],
  ['Mật_khẩu-2026!', 'anybody would try'],
  ['Hải quan 2026 !!', 'anybody would try'],
  ['qwertyuiop123', 'anybody would try'],
  ['adminadmin2026', 'anybody would try'],
  ['NguyenLan2026!', 'name of the account'],
])('%s is refused: %s', (password, why) => {
  expect(() => checkPassword(password, NAME)).toThrow(why)
})

test('the refusal never repeats the password', () => {
  try {
    checkPassword('Password2026!', NAME)
    expect.unreachable()
  } catch (error) {
    expect(String(error)).not.toContain('2026')
  }
})

test.each(['đôi dép cũ ngoài hiên', 'correct horse battery', 'k3-Trung-thu-Ngoc-Ha', 'Canary-Password-48151'])(
  '%s is taken',
  (password) => {
    expect(() => checkPassword(password, NAME)).not.toThrow()
  },
)

test('a Vietnamese password is the same however the keyboard composes its letters', () => {
  const [composed, inParts] = ['đường phố Hà Nội'.normalize('NFC'), 'đường phố Hà Nội'.normalize('NFD')]
  expect(composed).not.toBe(inParts)
  expect(normalizePassword(composed)).toBe(normalizePassword(inParts))
})
