import { expect, test } from 'vitest'
import { ownBuffers } from './own-buffers.ts'

const LARGE = 100_000

test('large arrays with a buffer of their own are found in plain data, each once', () => {
  const document = new Uint8Array(LARGE)
  const other = Buffer.alloc(LARGE)
  expect(ownBuffers({ result: { result: { document, again: document }, list: [other] } })).toEqual([
    document.buffer,
    other.buffer,
  ])
})

test('small ones, and parts of a buffer that holds more, are left to be copied', () => {
  const whole = new Uint8Array(2 * LARGE)
  expect(ownBuffers({ small: new Uint8Array(10), part: whole.subarray(LARGE), pooled: Buffer.from('x') })).toEqual([])
})

test('what the whole system shares is not handed over, and what is deep is not searched', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(LARGE))
  const deep = { a: { b: { c: { d: { e: new Uint8Array(LARGE) } } } } }
  expect(ownBuffers({ shared, deep })).toEqual([])
})
