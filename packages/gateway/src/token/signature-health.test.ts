import { expect, test } from 'vitest'
import { SignatureHealth } from './signature-health.ts'

test('five failures in a row are too many', () => {
  const health = new SignatureHealth()
  expect([1, 2, 3, 4, 5].map(() => health.failed())).toEqual([false, false, false, false, true])
})

test('a signature between failures starts the count anew', () => {
  const health = new SignatureHealth()
  for (let failure = 1; failure <= 4; failure++) health.failed()
  health.signed()
  expect(health.failed()).toBe(false)
})

test('three wrong signatures are too many, even when reports come after others were signed', () => {
  const health = new SignatureHealth()
  const sign = (count: number) => Array.from({ length: count }, () => health.signed())
  sign(16)
  expect(health.wrong()).toBe(false)
  sign(16)
  expect(health.wrong()).toBe(false)
  sign(16)
  expect(health.wrong()).toBe(true)
})

test('a wrong signature now and then is not in a row', () => {
  const health = new SignatureHealth()
  for (let report = 1; report <= 10; report++) {
    for (let signature = 1; signature <= 100; signature++) health.signed()
    expect(health.wrong()).toBe(false)
  }
})
