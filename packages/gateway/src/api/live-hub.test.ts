import type { LiveMessage, SeenStatus } from '@congky/shared'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { silent } from '../../../../test/support/pipeline.ts'
import type { Job } from '../domain/job.ts'
import { LiveHub } from './live-hub.ts'
import { type Audience, LivePage } from './live-page.ts'

/** A browser that reads when it is told to. */
class Reader {
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0
  closedWith: number | null = null
  isTerminated = false
  pings = 0
  readonly frames: LiveMessage[] = []

  send(data: string): void {
    this.frames.push(JSON.parse(data))
  }
  ping(): void {
    this.pings++
  }
  close(code: number): void {
    this.closedWith = code
    this.readyState = 2
  }
  terminate(): void {
    this.isTerminated = true
    this.readyState = 3
  }
  take(): LiveMessage[] {
    return this.frames.splice(0)
  }
}

let status: SeenStatus
let pictures: number
let costMs: number
let spentMs: number
let revision: string
let hub: LiveHub
let mayLook: Audience

beforeEach(() => {
  vi.useFakeTimers()
  status = { version: '1', state: 'running', jobs: { signed: 0 }, held: [] } as unknown as SeenStatus
  ;[pictures, costMs, spentMs, revision] = [0, 0, 0, 'r1']
  vi.spyOn(performance, 'now').mockImplementation(() => spentMs)
  mayLook = { maySee: true, seesRequests: true }
  const picture = () => {
    pictures++
    spentMs += costMs
    return status
  }
  hub = new LiveHub({ status: picture, revision: () => revision, log: silent })
})
afterEach(() => {
  hub.close()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

function open(audience: () => Audience = () => mayLook): { reader: Reader; page: LivePage } {
  const reader = new Reader()
  return { reader, page: new LivePage({ hub, socket: reader, audience }) }
}
const set = (changes: object) => {
  status = { ...status, ...changes } as SeenStatus
  hub.touch()
}
const job = (id: string) => ({ id, request: { taxCode: '0101300842', source: 'kho' } }) as unknown as Job

test('a page gets the whole status first, then what changes, and a beat when nothing does', () => {
  const { reader } = open()
  expect(reader.take()).toEqual([{ type: 'status', status, revision: 'r1' }])
  set({ state: 'paused' })
  vi.advanceTimersByTime(200)
  expect(reader.take()).toEqual([{ type: 'changes', changes: { state: 'paused' } }])
  hub.touch()
  vi.advanceTimersByTime(5_000)
  expect(reader.take()).toEqual([])
  vi.advanceTimersByTime(6_000)
  expect(reader.take()).toEqual([{ type: 'beat' }])
})

test('what changes without a word is seen within a second', () => {
  const { reader } = open()
  reader.take()
  status = { ...status, state: 'paused' }
  revision = 'r2'
  vi.advanceTimersByTime(1_200)
  expect(reader.take()).toEqual([
    { type: 'changes', changes: { state: 'paused' } },
    { type: 'configChanged', revision: 'r2' },
  ])
})

test('a thousand changes a second are five messages, and nobody looking costs nothing', () => {
  for (let at = 0; at < 1_000; at++) hub.touch()
  vi.advanceTimersByTime(10_000)
  expect(pictures).toBe(0)
  const { reader, page } = open()
  const { reader: other } = open()
  reader.take()
  const before = pictures
  for (let at = 1; at <= 1_000; at++) {
    set({ jobs: { signed: at } })
    vi.advanceTimersByTime(1)
  }
  expect(reader.frames.length).toBeGreaterThanOrEqual(4)
  expect(reader.frames.length).toBeLessThanOrEqual(6)
  expect(pictures - before).toBeLessThanOrEqual(6)
  expect(other.frames.at(-1)).toEqual(reader.frames.at(-1))
  page.close()
  vi.advanceTimersByTime(1_000)
  const closed = reader.frames.length
  set({ jobs: { signed: -1 } })
  vi.advanceTimersByTime(1_000)
  expect(reader.frames).toHaveLength(closed)
  expect(other.frames.at(-1)).toMatchObject({ changes: { jobs: { signed: -1 } } })
})

test('a reader that stands still holds no more than one message, and then learns the latest', () => {
  const { reader } = open()
  reader.take()
  reader.bufferedAmount = 100_000
  for (let at = 1; at <= 60; at++) {
    set({ jobs: { signed: at } })
    hub.follow(job(`j${at}`), 'signed')
    vi.advanceTimersByTime(250)
  }
  expect(reader.frames).toEqual([])
  reader.bufferedAmount = 0
  vi.advanceTimersByTime(1_000)
  const [changes, finished] = reader.take()
  expect(changes).toEqual({ type: 'changes', changes: { jobs: { signed: 60 } } })
  expect(finished).toMatchObject({ type: 'finished', more: 10 })
  expect(finished?.type === 'finished' && finished.requests.map(({ id }) => id).slice(0, 2)).toEqual(['j11', 'j12'])
})

test('a page that answers no ping is gone after half a minute; one that does stays', () => {
  const [gone, there] = [open(), open()]
  for (let at = 0; at < 40; at++) {
    vi.advanceTimersByTime(1_000)
    there.page.onPong()
  }
  expect(gone.reader.isTerminated).toBe(true)
  expect(there.reader.isTerminated).toBe(false)
  expect(there.reader.pings).toBeGreaterThanOrEqual(3)
})

test('finished requests are told once each, not when they are delivered, and not to who may not see them', () => {
  const { reader } = open()
  const { reader: blind } = open(() => ({ maySee: true, seesRequests: false }))
  hub.follow(job('a'), 'intent')
  hub.follow(job('a'), 'signed')
  hub.follow(job('a'), 'delivered')
  hub.follow(job('b'), 'rejected')
  vi.advanceTimersByTime(300)
  const told = reader.take().filter(({ type }) => type === 'finished')
  expect(told).toMatchObject([
    {
      requests: [
        { id: 'a', state: 'signed', taxCode: '0101300842', source: 'kho' },
        { id: 'b', state: 'rejected' },
      ],
    },
  ])
  expect(blind.take().map(({ type }) => type)).toEqual(['status'])
  // Who comes later has a list of its own to read.
  expect(
    open()
      .reader.take()
      .map(({ type }) => type),
  ).toEqual(['status'])
})

test('who may no longer look is sent nothing more', () => {
  const { reader } = open()
  reader.take()
  mayLook = { maySee: false, seesRequests: false }
  set({ state: 'paused' })
  vi.advanceTimersByTime(300)
  expect([reader.closedWith, reader.frames]).toEqual([4401, []])
  const late = open().reader
  expect([late.closedWith, late.frames]).toEqual([4401, []])
})

test('where a picture takes long, fewer are made', () => {
  costMs = 100
  open()
  const before = pictures
  for (let at = 0; at < 100; at++) {
    hub.touch()
    vi.advanceTimersByTime(100)
  }
  // Ten seconds have passed, with two seconds of rest after each.
  expect(pictures - before).toBeLessThanOrEqual(6)
})
