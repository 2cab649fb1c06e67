import { expect, test } from 'vitest'
import { PollPace } from './poll-pace.ts'

test('a database without work is asked less and less often, within bounds, and often again once something came', () => {
  let now = 0
  const pace = new PollPace({ pollMs: 1_000, idlePollMs: 5_000 }, () => now)
  const isAbout = (ms: number) => {
    const next = pace.nextMs()
    expect(next).toBeGreaterThanOrEqual(ms * 0.9)
    expect(next).toBeLessThanOrEqual(ms * 1.1)
  }
  isAbout(1_000)
  now = 15_000
  isAbout(1_000)
  now = 60_000
  isAbout(3_000)
  expect([pace.idleMs, pace.pauseMs]).toEqual([60_000, 3_000])
  now = 3_600_000
  isAbout(5_000)
  pace.came()
  isAbout(1_000)
})

test('a longest pause below the shortest one changes nothing', () => {
  let now = 0
  const pace = new PollPace({ pollMs: 10_000, idlePollMs: 5_000 }, () => now)
  now = 3_600_000
  expect(pace.nextMs()).toBeGreaterThanOrEqual(9_000)
})
