import { expect, test } from 'vitest'
import { decodeFrame, documentOfFrame, encodeBinaryFrame } from './frame-codec.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('a binary frame brings back its line and every byte of its document', () => {
  const document = Uint8Array.from({ length: 256 }, (_, index) => index) // newlines, NUL and broken UTF-8 included
  const frame = decodeFrame(encodeBinaryFrame({ type: 'sign', reference: 'dòng 1\ndòng 2' }, document))
  expect(frame.head).toEqual({ type: 'sign', reference: 'dòng 1\ndòng 2' })
  expect(Buffer.from(frame.document ?? []).equals(document)).toBe(true)
})

test('an empty document differs from none', () => {
  expect(decodeFrame(encodeBinaryFrame({}, new Uint8Array())).document).toEqual(new Uint8Array())
  expect(decodeFrame('{}').document).toBeNull()
})

test.each([
  ['text that is not JSON', 'hello'],
  ['a binary frame without a newline', bytes('{"type":"sign"}')],
  ['a line that is not JSON', bytes('hello\n<a/>')],
  ['a line that is not UTF-8', Uint8Array.of(0x22, 0xff, 0x22, 0x0a)],
])('%s is refused', (_, data) => {
  expect(() => decodeFrame(data)).toThrow(expect.objectContaining({ code: 'ERR_REQUEST_INVALID' }))
})

test.each([10, 100_000])('a text of %i characters goes out as its UTF-8', (length) => {
  const document = 'Tờ khai 😀 '.repeat(length).slice(0, length)
  const frame = encodeBinaryFrame({ type: 'sign', reference: 'số 1\n' }, document)
  expect(frame).toEqual(encodeBinaryFrame({ type: 'sign', reference: 'số 1\n' }, bytes(document)))
  expect(documentOfFrame(frame)).toEqual(bytes(document))
  // One frame says nothing about the next.
  expect(decodeFrame(encodeBinaryFrame({}, 'a')).document).toEqual(bytes('a'))
})
