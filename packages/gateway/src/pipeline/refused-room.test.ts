import { expect, test } from 'vitest'
import { RefusedRoom } from './refused-room.ts'

const MIB = 1024 * 1024

test('refused documents are kept up to a size, and so much of them in an hour', () => {
  const room = new RefusedRoom()
  expect(room.take(MIB + 1, 0)).toBe(false)
  const kept = Array.from({ length: 200 }, (_, at) => room.take(MIB, at)).filter(Boolean)
  expect([kept.length, room.take(1, 3_599_999), room.take(1, 3_600_000)]).toEqual([64, false, true])
})

test('a clock that was set back does not keep the room closed', () => {
  const room = new RefusedRoom()
  for (let at = 0; at < 64; at++) room.take(MIB, 10 * 3_600_000)
  expect([room.take(1, 10 * 3_600_000), room.take(1, 0)]).toEqual([false, true])
})
