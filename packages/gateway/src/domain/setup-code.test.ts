import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { encodeSetupCode, normalizeSetupCode, SETUP_CODE_BYTES } from './setup-code.ts'

test('a code holds all of its bits, in letters and digits that nobody confuses', () => {
  expect(encodeSetupCode(new Uint8Array(16))).toBe('00000-00000-00000-00000-00000-0')
  expect(encodeSetupCode(new Uint8Array(16).fill(255))).toBe('ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-W')
  expect(encodeSetupCode(Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]))).toMatch(/-4$/)
  const codes = Array.from({ length: 200 }, () => encodeSetupCode(randomBytes(SETUP_CODE_BYTES)))
  expect(new Set(codes).size).toBe(200)
  for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]$/)
})

test('a code is the same in small letters, without dashes, and with look-alikes typed', () => {
  const code = '01ABC-00000-11111-ABCDE-FGHJK-M'
  expect(normalizeSetupCode(code)).toBe('01ABC0000011111ABCDEFGHJKM')
  expect(normalizeSetupCode(' o1abc ooooo iL1lI abcde fghjkm ')).toBe(normalizeSetupCode(code))
})

test('what can be no code is none', () => {
  for (const typed of ['', '01ABC', `${'0'.repeat(26)}0`, `${'0'.repeat(25)}U`, `${'0'.repeat(25)}é`])
    expect(normalizeSetupCode(typed)).toBeNull()
})
