import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editOf } from './document-edit.ts'
import { migrate } from './migrate.ts'

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

test('the state database gives the second of any two documents back, byte for byte', () => {
  const sqlite = new Database(':memory:')
  migrate(sqlite)
  sqlite.pragma('foreign_keys = OFF') // no jobs
  const receive = sqlite.prepare("INSERT OR REPLACE INTO job_document (job_id, document) VALUES ('a', @before)")
  const sign = sqlite.prepare("INSERT OR REPLACE INTO signed_document VALUES ('a', @middle, @head, @tail)")
  const kept = sqlite.prepare<[], Buffer>('SELECT signed FROM kept_document').pluck()
  // Few different bytes, so that heads, tails and repetitions meet; among them NUL and such as no UTF-8 has.
  const bytes = fc
    .uint8Array({ max: 3, maxLength: 40 })
    .map((some) => some.map((byte) => [0, 0x41, 0xff, 0xc3][byte] ?? 0))
  fc.assert(
    fc.property(bytes, bytes, bytes, bytes, (head, removed, added, tail) => {
      const before = Buffer.concat([head, removed, tail])
      const after = Buffer.concat([head, added, tail])
      const edit = editOf(new Uint8Array(before), after)
      expect(edit.middle.length).toBeLessThanOrEqual(added.length)
      receive.run({ before })
      sign.run(edit)
      expect(kept.get()).toEqual(after)
    }),
    { numRuns: 2_000 },
  )
})
