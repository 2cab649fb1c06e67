import { expect, test } from 'vitest'
import { CallLimits } from './call-limits.ts'

let nowMs = 0
const create = (perMinute: number, connections = 2) =>
  new CallLimits(
    () => ({ requestsPerMinutePerWorkstation: perMinute, connectionsPerWorkstationMax: connections }),
    () => nowMs,
  )
const refusals = (limits: CallLimits, id: string, calls: number) => {
  let refused = 0
  for (let call = 0; call < calls; call++) {
    try {
      limits.take(id)
    } catch {
      refused += 1
    }
  }
  return refused
}

test('a burst of a minute is fine, and what goes beyond is told when to come back', () => {
  const limits = create(60)
  expect(refusals(limits, 'a', 61)).toBe(1)
  expect(() => limits.take('a')).toThrow(
    expect.objectContaining({ code: 'ERR_RATE_LIMITED', details: { retryAfterMs: 1000 } }),
  )
  nowMs += 1000
  expect(refusals(limits, 'a', 2)).toBe(1)
})

test('one that asks too much takes nothing from the others', () => {
  const limits = create(10)
  refusals(limits, 'a', 100)
  expect(refusals(limits, 'b', 10)).toBe(0)
})

test('what cannot be refused is paid for by the calls that follow, a minute at most', () => {
  const limits = create(60)
  limits.charge('a', 1_000_000)
  nowMs += 59_000
  expect(refusals(limits, 'a', 1)).toBe(1)
  nowMs += 2_000
  expect(refusals(limits, 'a', 1)).toBe(0)
})

test('so many connections are open at a time', () => {
  const limits = create(60)
  const leave = limits.enter('a')
  limits.enter('a')
  expect(() => limits.enter('a')).toThrow(expect.objectContaining({ code: 'ERR_TOO_MANY_CONNECTIONS' }))
  leave()
  leave()
  limits.enter('a')
  expect(() => limits.enter('a')).toThrow()
})
