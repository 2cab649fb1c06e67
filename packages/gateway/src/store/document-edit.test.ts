import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editOf } from './document-edit.ts'

test.each([
  ['<a>x</a>', '<a>x<Signature/></a>', 5, 3, 'Signature/><'],
  ['same', 'same', 4, 0, ''],
  ['aa', 'aaaa', 2, 0, 'aa'],
  ['', 'whole', 0, 0, 'whole'],
  ['xml', '\x00\xff', 0, 0, '\x00\xff'],
  ['abc', 'ac', 1, 1, ''],
])('%j becomes %j', (before, after, head, tail, middle) => {
  const edit = editOf(Buffer.from(before, 'latin1'), Buffer.from(after, 'latin1'))
  expect({ ...edit, middle: Buffer.from(edit.middle).toString('latin1') }).toEqual({ head, tail, middle })
})

test('SQLite gives the second of any two documents back, byte for byte', () => {
  const rebuild = new Database(':memory:')
    .prepare<[object], Buffer>(
      'SELECT CAST(substr(@before, 1, @head) || @middle || substr(@before, length(@before) - @tail + 1) AS BLOB)',
    )
    .pluck()
  // Few different bytes, so that heads, tails and repetitions meet; among them NUL and such as no UTF-8 has.
  const bytes = fc
    .uint8Array({ max: 3, maxLength: 40 })
    .map((some) => some.map((byte) => [0, 0x41, 0xff, 0xc3][byte] ?? 0))
  fc.assert(
    fc.property(bytes, bytes, bytes, bytes, (head, removed, added, tail) => {
      const before = Buffer.concat([head, removed, tail])
      const after = Buffer.concat([head, added, tail])
      fc.pre(before.length > 0 && after.length > 0) // no document is empty, and an empty blob is bound as NULL
      const edit = editOf(new Uint8Array(before), after)
      expect(edit.middle.length).toBeLessThanOrEqual(added.length)
      expect(rebuild.get({ before, ...edit })).toEqual(after)
    }),
    { numRuns: 2_000 },
  )
})
