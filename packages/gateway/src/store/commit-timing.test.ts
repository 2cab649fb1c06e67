import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CommitTiming } from './commit-timing.ts'

let commits: number
let onTheWay: number
let timing: CommitTiming

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout', 'performance'] })
  commits = 0
  const commit = () => {
    commits++
    timing.onGroup()
  }
  timing = new CommitTiming(commit, () => onTheWay)
})
afterEach(() => {
  vi.useRealTimers()
})

test.each([0, 1, 3])('with %d requests on their way nobody waits for others', (few) => {
  onTheWay = few
  timing.onWrite(1, false)
  vi.advanceTimersByTime(0)
  expect(commits).toBe(1)
})

test('in a crowd a group is committed once a part of it has come, or after 2 ms', () => {
  onTheWay = 16
  for (const waiting of [1, 2, 3, 4, 5]) timing.onWrite(waiting, false)
  vi.advanceTimersByTime(1)
  expect(commits).toBe(0)
  timing.onWrite(6, false)
  vi.advanceTimersByTime(0)
  expect(commits).toBe(1)
  timing.onWrite(1, false)
  vi.advanceTimersByTime(2)
  expect(commits).toBe(2)
})

test('a backlog of thousands is no reason to wait for more than eight', () => {
  onTheWay = 5_000
  timing.onWrite(8, false)
  vi.advanceTimersByTime(0)
  expect(commits).toBe(1)
})

test('what can wait waits, but not for ever, and no longer than what comes after it', () => {
  onTheWay = 0
  timing.onWrite(1, true)
  vi.advanceTimersByTime(19)
  expect(commits).toBe(0)
  vi.advanceTimersByTime(1)
  expect(commits).toBe(1)
  timing.onWrite(1, true)
  timing.onWrite(2, false)
  vi.advanceTimersByTime(0)
  expect(commits).toBe(2)
  vi.advanceTimersByTime(100)
  expect(commits).toBe(2)
})
