import { EventEmitter } from 'node:events'
import type Pg from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PostgresListener, type PostgresListenerOptions } from './listen-to-postgres.ts'

// Fake timers leave those of `node:timers/promises` as they are.
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number, value: unknown) => new Promise((resolve) => setTimeout(resolve, ms, value)),
}))

class FakeClient extends EventEmitter {
  readonly asked: string[] = []
  async connect(): Promise<void> {}
  async query(statement: string): Promise<void> {
    this.asked.push(statement)
  }
  async end(): Promise<void> {}
}

const clients: FakeClient[] = []
let wakes = 0
let listener: PostgresListener | null = null

function listen(announce: PostgresListenerOptions['announce']): PostgresListener {
  const connect = () => {
    const client = new FakeClient()
    clients.push(client)
    return client as unknown as Pg.Client
  }
  listener = new PostgresListener({ connect, statement: 'LISTEN "t"', announce, wake: () => wakes++ })
  return listener
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  listener?.stop()
  vi.useRealTimers()
  clients.splice(0)
  wakes = 0
})

test('listening goes on when the trial cannot be made', async () => {
  const listening = listen(() => Promise.reject(new Error('permission denied for function pg_notify')))
  await vi.advanceTimersByTimeAsync(60_000)
  expect([clients.length, wakes, listening.hearing]).toEqual([1, 1, 'hears'])
  clients[0]?.emit('notification', { channel: 't' })
  expect(wakes).toBe(2)
})

test('the trial of a connection that broke says nothing of the next one', async () => {
  const listening = listen(async (channel) => clients[1]?.emit('notification', { channel }))
  await vi.advanceTimersByTimeAsync(0)
  clients[0]?.emit('error', new Error('reset'))
  await vi.advanceTimersByTimeAsync(1_500)
  expect([clients.length, listening.hearing]).toEqual([2, 'hears'])
  await vi.advanceTimersByTimeAsync(60_000)
  expect([clients.length, listening.hearing]).toEqual([2, 'hears'])
})

test('nothing that arrives is deafness, until something does', async () => {
  const listening = listen(async () => {})
  await vi.advanceTimersByTimeAsync(1_000)
  expect(listening.hearing).toBe('connecting')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(listening.hearing).toBe('deaf')
  clients[0]?.emit('notification', { channel: 't' })
  expect(listening.hearing).toBe('hears')
})

test('what is announced during the trial is hearing enough', async () => {
  const listening = listen(async () => {})
  await vi.advanceTimersByTimeAsync(1_000)
  clients[0]?.emit('notification', { channel: 't' })
  await vi.advanceTimersByTimeAsync(2_000)
  expect(listening.hearing).toBe('hears')
})
