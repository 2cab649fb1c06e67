import { expect, test } from 'vitest'
import { randomKey } from './random-key.ts'

test('keys are 128 bits in hex, and none comes twice', () => {
  const keys = Array.from({ length: 1_000 }, randomKey)
  expect(keys.every((key) => /^[0-9a-f]{32}$/.test(key))).toBe(true)
  expect(new Set(keys).size).toBe(1_000)
  // Each of their digits takes each value: none of them is left out or fixed.
  const seen = new Set(keys.flatMap((key) => [...key].map((digit, at) => `${at}${digit}`)))
  expect(seen.size).toBe(32 * 16)
})
