import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Outbox } from './outbox.ts'

const MIB = 1024 * 1024

/** A socket whose reader takes what the test says. */
class SlowSocket {
  readonly OPEN = 1
  readonly readyState = 1
  bufferedAmount = 0
  isTerminated = false
  /** What was sent since it was corked last, and what left in one piece before. */
  held = 0
  readonly pieces: number[] = []
  cork(): void {
    this.held = 0
  }
  uncork(): void {
    this.pieces.push(this.held)
  }
  send(data: string | Uint8Array, done: () => void): void {
    this.bufferedAmount += data.length
    this.held++
    done()
  }
  terminate(): void {
    this.isTerminated = true
  }
}

let socket: SlowSocket
let outbox: Outbox
let failures: unknown[]
beforeEach(() => {
  vi.useFakeTimers()
  socket = new SlowSocket()
  failures = []
  outbox = new Outbox(socket, socket, (error) => failures.push(error))
})
afterEach(() => {
  outbox.close()
  vi.useRealTimers()
})

const push = (bytes: number) => outbox.push(() => new Uint8Array(bytes))

test('a frame is made only when the socket has room for it', () => {
  let made = 0
  for (let i = 0; i < 5; i++) outbox.push(() => new Uint8Array(4 * MIB).fill(++made))
  expect(made).toBe(3)
  socket.bufferedAmount = 0
  vi.advanceTimersByTime(100)
  expect(made).toBe(5)
})

test('a reader that takes nothing for 30 s is gone', () => {
  push(9 * MIB)
  push(1)
  vi.advanceTimersByTime(29_000)
  expect(socket.isTerminated).toBe(false)
  vi.advanceTimersByTime(2_000)
  expect(socket.isTerminated).toBe(true)
})

test('a slow reader that keeps reading is waited for', () => {
  push(9 * MIB)
  push(1)
  for (let i = 0; i < 60; i++) {
    socket.bufferedAmount -= 1000
    vi.advanceTimersByTime(1_000)
  }
  expect(socket.isTerminated).toBe(false)
})

test('an old wait does not count against a new one', () => {
  push(9 * MIB)
  push(9 * MIB)
  socket.bufferedAmount = 0
  vi.advanceTimersByTime(60_000)
  push(1)
  vi.advanceTimersByTime(1_000)
  expect(socket.isTerminated).toBe(false)
})

test('a client that talks and never listens ends', () => {
  push(9 * MIB)
  for (let i = 0; i < 60_000; i++) push(1)
  expect(socket.isTerminated).toBe(true)
})

test('the frames of one callback leave in one piece right after it, those of the next in another', async () => {
  for (let i = 0; i < 3; i++) push(1)
  await new Promise((resolve) => process.nextTick(resolve))
  push(1)
  await new Promise((resolve) => process.nextTick(resolve))
  expect(socket.pieces).toEqual([3, 1])
})

test('a frame that nobody waits for leaves with the next one, in order, or after a moment', () => {
  const left: string[] = []
  const make = (name: string) => () => {
    left.push(name)
    return name
  }
  outbox.pushSoon(make('a'))
  outbox.pushSoon(make('b'))
  expect(left).toEqual([])
  outbox.push(make('c'))
  expect(left).toEqual(['a', 'b', 'c'])
  outbox.pushSoon(make('d'))
  vi.advanceTimersByTime(10)
  expect(left).toEqual(['a', 'b', 'c', 'd'])
})

test('what is no news any more by then is left out', () => {
  let isNews = true
  outbox.pushSoon(() => (isNews ? 'state' : null))
  isNews = false
  push(3)
  expect([socket.held, socket.bufferedAmount]).toEqual([1, 3])
})

test('a frame that nobody waits for waits for a slow reader like any other', () => {
  push(9 * MIB)
  push(1)
  outbox.pushSoon(() => new Uint8Array(1))
  vi.advanceTimersByTime(1_000)
  expect(socket.held).toBe(1)
  socket.bufferedAmount = 0
  vi.advanceTimersByTime(100)
  expect(socket.bufferedAmount).toBe(2)
})

test.each([
  ['at once', () => outbox.push(fail)],
  ['after a moment', () => outbox.pushSoon(fail)],
] as const)('a frame that cannot be made %s ends the connection, and nothing else', (_, pushFailing) => {
  push(1)
  pushFailing()
  vi.advanceTimersByTime(100)
  expect(failures).toEqual([new Error('a page of the database')])
  expect([socket.isTerminated, socket.bufferedAmount]).toEqual([true, 1])
})
const fail = () => {
  throw new Error('a page of the database')
}
