import { CongkyError } from '@congky/shared'
import { expect, test } from 'vitest'
import type { Message } from '../domain/notification.ts'
import { Courier } from './courier.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const message = (id: string, at = new Date()): Message => ({
  id,
  at: at.toISOString(),
  kind: 'notice',
  items: [],
  more: 0,
})
const DAY_MS = 86_400_000

/** A channel that keeps what it was given, and can be told to fail or to hang. */
class Line {
  readonly got: string[] = []
  error: CongkyError | null = null
  tries = 0
  readonly name: string
  hangs = false
  before: () => Promise<void> = async () => {}
  constructor(name: string) {
    this.name = name
  }
  readonly send = async ({ id }: Message, signal: AbortSignal) => {
    this.tries++
    if (this.hangs)
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
    await this.before()
    if (this.error) throw this.error
    this.got.push(id)
  }
}

function courierOf(...lines: Line[]) {
  return new Courier({ channels: () => lines, onChange: () => {}, log: silent })
}

test('messages go through each channel in order, and a channel that fails or hangs stops no other', async () => {
  const [good, bad, slow] = [new Line('good'), new Line('bad'), new Line('slow')]
  bad.error = new CongkyError('ERR_MAIL_LOGIN', { host: 'h', code: 535 })
  slow.hangs = true
  const courier = courierOf(good, bad, slow)
  for (const id of ['1', '2', '3']) courier.add(message(id))
  courier.bring()
  await expect.poll(() => good.got).toEqual(['1', '2', '3'])
  expect(courier.queue.map(({ channel }) => channel)).toEqual(['bad', 'slow', 'bad', 'slow', 'bad', 'slow'])
  const health = courier.views().find(({ channel }) => channel === 'bad')
  expect(health).toMatchObject({ waiting: 3, lastSentAt: null })
  expect(health?.problem?.vi).toContain('không chấp nhận tên đăng nhập')
  await courier.stop()
  expect(courier.queue).toHaveLength(6)
})

test('a refused password is not tried again and again, and is tried at once when settings change', async () => {
  const line = new Line('email')
  line.error = new CongkyError('ERR_MAIL_LOGIN', { host: 'h', code: 535 })
  const courier = courierOf(line)
  courier.add(message('1'))
  courier.bring()
  await expect.poll(() => courier.views()[0]?.problem).not.toBeNull()
  courier.bring(Date.now() + 29 * 60_000)
  expect(line.tries).toBe(1)
  line.error = null
  courier.retryNow()
  await expect.poll(() => courier.views()[0]).toMatchObject({ waiting: 0, problem: null })
  expect(line.got).toEqual(['1'])
})

test('settings that change while a message is being refused are tried at once', async () => {
  const line = new Line('email')
  const courier = courierOf(line)
  let refuse = () => {}
  const slowly = new Promise<void>((resolve) => (refuse = resolve))
  line.before = () => slowly
  line.error = new CongkyError('ERR_MAIL_LOGIN', { host: 'h', code: 535 })
  courier.add(message('1'))
  courier.bring()
  await expect.poll(() => line.tries).toBe(1)
  courier.retryNow()
  line.before = async () => {
    line.error = null
  }
  refuse()
  await expect.poll(() => line.got).toEqual(['1'])
})

test('pauses grow while the world is unwell', async () => {
  const line = new Line('email')
  line.error = new CongkyError('ERR_CONNECTION_REFUSED', { address: 'a' })
  const courier = courierOf(line)
  courier.add(message('1'))
  const dueAfter: number[] = []
  for (let tries = 1; tries <= 12; tries++) {
    const before = Date.now()
    // Looks ever later until the channel is tried.
    for (let ms = 0; line.tries < tries; ms += 1_000) {
      courier.bring(before + ms)
      if (line.tries === tries) dueAfter.push(Math.round(ms / 1_000))
    }
    await expect.poll(() => courier.queue[0]?.attempts).toBe(tries)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(dueAfter.slice(0, 5)).toEqual([0, 5, 10, 20, 40])
  expect(Math.max(...dueAfter)).toBe(1800)
})

test('what waits has a limit and an age, and goes with its channel', async () => {
  const line = new Line('email')
  const lines = [line]
  const courier = new Courier({ channels: () => lines, onChange: () => {}, log: silent })
  for (let index = 0; index < 60; index++) courier.add(message(String(index)))
  expect(courier.queue.map(({ message: { id } }) => id)).toEqual(
    Array.from({ length: 50 }, (_, index) => String(index + 10)),
  )
  courier.load([
    { channel: 'email', message: message('old'), createdAt: Date.now() - DAY_MS - 1, attempts: 9 },
    { channel: 'gone', message: message('nobody'), createdAt: Date.now(), attempts: 0 },
    { channel: 'email', message: message('young'), createdAt: Date.now(), attempts: 1 },
  ])
  courier.bring()
  await expect.poll(() => courier.queue).toEqual([])
  expect(line.got).toEqual(['young'])
})
