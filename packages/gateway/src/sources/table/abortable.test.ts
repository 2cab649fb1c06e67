import { expect, test } from 'vitest'
import { ABORTED, unlessAborted, WakeableSleep } from './abortable.ts'

test('a promise is waited for until the signal aborts', async () => {
  const abort = new AbortController()
  expect(await unlessAborted(Promise.resolve(1), abort.signal)).toBe(1)
  await expect(unlessAborted(Promise.reject(new Error('no')), abort.signal)).rejects.toThrow('no')
  const waiting = unlessAborted(new Promise(() => {}), abort.signal)
  abort.abort()
  expect(await waiting).toBe(ABORTED)
  expect(await unlessAborted(new Promise(() => {}), abort.signal)).toBe(ABORTED)
})

test('a sleep ends when woken, also when the call came just before it', async () => {
  const { signal } = new AbortController()
  const waker = new WakeableSleep()
  const sleeping = waker.sleep(60_000, signal)
  waker.wake()
  await sleeping
  waker.wake()
  await waker.sleep(60_000, signal)
})

test('a sleep ends by itself, and at once when aborted', async () => {
  const abort = new AbortController()
  const waker = new WakeableSleep()
  await waker.sleep(1, abort.signal)
  const sleeping = waker.sleep(60_000, abort.signal)
  abort.abort()
  await sleeping
  await waker.sleep(60_000, abort.signal)
})
