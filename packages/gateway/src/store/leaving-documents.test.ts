import { expect, test } from 'vitest'
import { LeavingDocuments } from './leaving-documents.ts'

const KIB = 1024

test('a document is handed out once, and the last one that was put', () => {
  const leaving = new LeavingDocuments()
  leaving.put('a', Uint8Array.of(1))
  leaving.put('a', Uint8Array.of(2))
  expect([leaving.take('a'), leaving.take('a'), leaving.take('b')]).toEqual([Uint8Array.of(2), undefined, undefined])
})

test('of many the newest are kept, up to 4 MB together, and no large one', () => {
  const leaving = new LeavingDocuments()
  for (let at = 0; at < 100; at++) leaving.put(`${at}`, new Uint8Array(64 * KIB))
  const kept = Array.from({ length: 100 }, (_, at) => leaving.take(`${at}`) !== undefined)
  expect([kept.indexOf(true), kept.lastIndexOf(false), kept.filter(Boolean).length]).toEqual([36, 35, 64])
  leaving.put('large', new Uint8Array(64 * KIB + 1))
  expect(leaving.take('large')).toBeUndefined()
})

test('a large document takes the place of a small one, and nothing is kept of what was undone', () => {
  const leaving = new LeavingDocuments()
  leaving.put('a', Uint8Array.of(1))
  leaving.put('a', new Uint8Array(65 * KIB))
  leaving.put('b', Uint8Array.of(1))
  leaving.clear()
  expect([leaving.take('a'), leaving.take('b')]).toEqual([undefined, undefined])
})
