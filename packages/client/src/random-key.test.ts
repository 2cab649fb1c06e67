import { expect, test } from 'vitest'
import { randomKey } from './random-key.ts'

test('keys are 128 bits in hex, in the order of time, and none comes twice', () => {
  const before = Date.now()
  const keys = Array.from({ length: 1_000 }, randomKey)
  expect(keys.every((key) => /^[0-9a-f]{32}$/.test(key))).toBe(true)
  expect(new Set(keys.map((key) => key.slice(12))).size).toBe(1_000)
  const times = keys.map((key) => Number.parseInt(key.slice(0, 12), 16))
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(times.every((time) => time >= before && time <= Date.now())).toBe(true)
  // Each digit behind the time takes each value: none of them is left out or fixed.
  const seen = new Set(keys.flatMap((key) => [...key.slice(12)].map((digit, at) => `${at}${digit}`)))
  expect(seen.size).toBe(20 * 16)
})
