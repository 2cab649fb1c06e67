import { expect, test } from 'vitest'
import { KeptRows, writeKept } from './kept-rows.ts'

/** A table of one row, and how often it was read. */
function table(value: string | undefined) {
  const state = { value, reads: 0 }
  const rows = new KeptRows<string, string>(() => {
    state.reads++
    return state.value
  })
  return { state, rows }
}
/** As the state database does it: the change happens at once, and is stored or taken back later. */
const database = (end: () => Promise<void>) => ({
  write: async <T>(change: () => T): Promise<T> => {
    const result = change()
    await end()
    return result
  },
})

test('a row is read once, and one that is not there each time', () => {
  const { state, rows } = table('a')
  expect([rows.get('k'), rows.get('k'), state.reads]).toEqual(['a', 'a', 1])
  const none = table(undefined)
  expect([none.rows.get('k'), none.rows.get('k'), none.state.reads]).toEqual([undefined, undefined, 2])
})

test('what a write changed is seen before it is stored', async () => {
  const { state, rows } = table('a')
  rows.get('k')
  let seenMeanwhile: string | undefined
  const stored = database(async () => {
    seenMeanwhile = rows.get('k')
  })
  await writeKept(stored, [rows], () => {
    state.value = 'b'
  })
  expect([seenMeanwhile, rows.get('k')]).toEqual(['b', 'b'])
})

test('a write that was taken back leaves nothing behind', async () => {
  const { state, rows } = table('a')
  const failed = database(async () => {
    rows.get('k')
    state.value = 'a'
    throw new Error('disk full')
  })
  const change = () => {
    state.value = 'b'
  }
  await expect(writeKept(failed, [rows], change)).rejects.toThrow('disk full')
  expect(rows.get('k')).toBe('a')
})
