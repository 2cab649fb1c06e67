import { afterEach, expect, test, vi } from 'vitest'
import { TokenLane } from './token-lane.ts'

/** A job that ends when told. */
function startJob(lane: TokenLane, started: string[], name: string, fairnessKey = 'a', signal?: AbortSignal) {
  let end = () => {}
  let fail = (_error: Error) => {}
  const ended = new Promise<string>((resolve, reject) => {
    end = () => resolve(name)
    fail = reject
  })
  const run = () => {
    started.push(name)
    return ended
  }
  const done = lane.run(run, signal ? { fairnessKey, signal } : { fairnessKey })
  return { done, end, fail }
}

afterEach(() => {
  vi.useRealTimers()
})

test('the first two jobs are handed over at once, and each one that ends makes room for the next', async () => {
  const lane = new TokenLane({ name: 't' }, 10)
  const started: string[] = []
  const jobs = ['1', '2', '3', '4'].map((name) => startJob(lane, started, name))
  expect(started).toEqual(['1', '2'])
  expect(lane.length).toBe(4)
  jobs[0]?.end()
  expect(await jobs[0]?.done).toBe('1')
  await new Promise((resolve) => setImmediate(resolve))
  expect(started).toEqual(['1', '2', '3'])
  for (const job of jobs) job.end()
  expect(await Promise.all(jobs.map(({ done }) => done))).toEqual(['1', '2', '3', '4'])
  await lane.finishRunning()
  expect(lane.length).toBe(0)
})

test.each([
  [0.5, 16],
  [3, 4],
  [100, 2],
])('a device that takes %s ms a job gets %i jobs at a time', async (jobMs, expected) => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] })
  const lane = new TokenLane({ name: 't' }, 100)
  const run = () => new Promise<void>((resolve) => setTimeout(resolve, jobMs))
  for (let job = 0; job < 50; job++) {
    const done = lane.run(run, { fairnessKey: 'a' })
    vi.advanceTimersByTime(jobMs)
    await done
    await lane.finishRunning()
  }
  vi.useRealTimers()
  const started: string[] = []
  const jobs = Array.from({ length: 20 }, (_, index) => startJob(lane, started, `${index}`))
  expect(started.length).toBe(expected)
  for (const job of jobs) job.end()
  await Promise.all(jobs.map(({ done }) => done))
})

test('ten jobs of one source do not keep the one job of another waiting', async () => {
  const lane = new TokenLane({ name: 't' }, 20)
  const started: string[] = []
  const greedy = Array.from({ length: 10 }, (_, index) => startJob(lane, started, `greedy ${index}`, 'greedy'))
  const modest = startJob(lane, started, 'modest', 'modest')
  for (const job of [...greedy, modest]) job.end()
  await Promise.all([...greedy, modest].map(({ done }) => done))
  expect(started.indexOf('modest')).toBeLessThanOrEqual(4)
})

test('a full lane says how many are waiting', async () => {
  const lane = new TokenLane({ name: 'agent' }, 3)
  const jobs = ['1', '2', '3'].map((name) => startJob(lane, [], name))
  await expect(startJob(lane, [], '4').done).rejects.toMatchObject({
    code: 'ERR_TOKEN_BUSY',
    details: { token: 'agent', limit: 3 },
  })
  for (const job of jobs) job.end()
  await Promise.all(jobs.map(({ done }) => done))
  const next = startJob(lane, [], '5')
  next.end()
  expect(await next.done).toBe('5')
})

test('a place given up is free at once, and its job never runs', async () => {
  const lane = new TokenLane({ name: 't' }, 3)
  const started: string[] = []
  const jobs = ['1', '2'].map((name) => startJob(lane, started, name))
  const giveUp = new AbortController()
  const given = startJob(lane, started, 'given', 'a', giveUp.signal)
  giveUp.abort()
  await expect(given.done).rejects.toMatchObject({ code: 'ERR_CANCELLED' })
  expect(lane.length).toBe(2)
  for (const job of jobs) job.end()
  await lane.finishRunning()
  expect(started).toEqual(['1', '2'])
})

test('a job given up while it runs goes on, and its result is thrown away', async () => {
  const lane = new TokenLane({ name: 't' }, 3)
  const giveUp = new AbortController()
  const job = startJob(lane, [], '1', 'a', giveUp.signal)
  giveUp.abort()
  await expect(job.done).rejects.toMatchObject({ code: 'ERR_CANCELLED' })
  expect(lane.length).toBe(1)
  job.end()
  await lane.finishRunning()
  expect(lane.length).toBe(0)
})

test('a job whose signal fired before does not enter', async () => {
  const lane = new TokenLane({ name: 't' }, 3)
  const job = startJob(lane, [], '1', 'a', AbortSignal.abort())
  await expect(job.done).rejects.toMatchObject({ code: 'ERR_CANCELLED' })
  expect(lane.length).toBe(0)
})

test('a job that fails tells its caller and lets the next one go on', async () => {
  const lane = new TokenLane({ name: 't' }, 3)
  const job = startJob(lane, [], '1')
  job.fail(new Error('broken'))
  await expect(job.done).rejects.toThrow('broken')
  expect(await lane.run(async () => 'next', { fairnessKey: 'a' })).toBe('next')
})
