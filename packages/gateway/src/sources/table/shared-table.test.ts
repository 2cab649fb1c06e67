import { expect, test } from 'vitest'
import type { OpenTable } from './open-table.ts'
import { SharedTable } from './shared-table.ts'

function openTable() {
  const seen = { closed: 0 }
  const table = { database: { close: async () => void seen.closed++ } } as unknown as OpenTable
  return { seen, shared: new SharedTable(Promise.resolve(table)) }
}

test('connections are closed when the last user has left', async () => {
  const { seen, shared } = openTable()
  await shared.enter()
  await shared.enter()
  const closing = shared.giveUp()
  shared.leave()
  await new Promise((resolve) => setImmediate(resolve))
  expect(seen.closed).toBe(0)
  shared.leave()
  await closing
  expect(seen.closed).toBe(1)
})

test('a table that nobody uses is closed at once, and once', async () => {
  const { seen, shared } = openTable()
  await Promise.all([shared.giveUp(), shared.giveUp()])
  expect(seen.closed).toBe(1)
})

test('a table that could not be opened is given up without a word', async () => {
  const shared = new SharedTable(Promise.reject(new Error('away')))
  await expect(shared.enter()).rejects.toThrow('away')
  const closing = shared.giveUp()
  shared.leave()
  await closing
})
