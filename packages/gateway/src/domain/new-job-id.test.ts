import { expect, test } from 'vitest'
import { newJobId, shortJobId } from './new-job-id.ts'

test('an id is a UUID of version 7 that says when it was made', () => {
  const at = Date.UTC(2026, 10, 23, 8)
  const id = newJobId(at)
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Number.parseInt(id.slice(0, 13).replace('-', ''), 16)).toBe(at)
  expect(newJobId(at + 1) > id).toBe(true)
})

test('ids of one moment differ, and so do their short forms', () => {
  const ids = Array.from({ length: 1_000 }, () => newJobId(0))
  expect(new Set(ids).size).toBe(1_000)
  expect(new Set(ids.slice(0, 20).map(shortJobId)).size).toBe(20)
})
