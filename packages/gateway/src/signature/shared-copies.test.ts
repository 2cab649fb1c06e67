import { expect, test } from 'vitest'
import { SharedCopies } from './shared-copies.ts'

test('a document is copied once, into memory that threads share, and its copy stays as it was', async () => {
  const copies = new SharedCopies()
  const document = Buffer.from('<a/>')
  const [first, again] = await Promise.all([copies.of(document), copies.of(document)])
  expect(again).toBe(first)
  expect(first.buffer).toBeInstanceOf(SharedArrayBuffer)
  expect(document.equals(first)).toBe(true)
})

test('equal bytes in another array have a copy of their own', async () => {
  const copies = new SharedCopies()
  const [one, other] = await Promise.all([copies.of(Buffer.from('<a/>')), copies.of(Buffer.from('<a/>'))])
  expect(other).not.toBe(one)
})
