import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Alarm } from './alarm.ts'

let rings: number
let alarm: Alarm

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] })
  rings = 0
  alarm = new Alarm(() => rings++)
})
afterEach(() => {
  vi.useRealTimers()
})

const set = (ms: number) => alarm.set(ms, performance.now())

test('it rings once, when its time has passed', () => {
  set(100)
  vi.advanceTimersByTime(99)
  expect(rings).toBe(0)
  vi.advanceTimersByTime(1_000)
  expect(rings).toBe(1)
})

test('set anew again and again, it rings when the last time has passed', () => {
  for (let step = 0; step < 50; step++) {
    set(100)
    vi.advanceTimersByTime(90)
  }
  expect(rings).toBe(0)
  vi.advanceTimersByTime(9)
  expect(rings).toBe(0)
  vi.advanceTimersByTime(2)
  expect(rings).toBe(1)
})

test('a shorter time takes the place of a longer one', () => {
  set(15_000)
  set(100)
  vi.advanceTimersByTime(100)
  expect(rings).toBe(1)
})

test('cleared, it does not ring, and set again it does', () => {
  set(100)
  alarm.clear()
  vi.advanceTimersByTime(50)
  set(200)
  vi.advanceTimersByTime(199)
  expect(rings).toBe(0)
  vi.advanceTimersByTime(2)
  expect(rings).toBe(1)
})

test('stopped, it leaves no timer behind', () => {
  set(100)
  alarm.stop()
  expect(vi.getTimerCount()).toBe(0)
  vi.advanceTimersByTime(200)
  expect(rings).toBe(0)
})
