import { expect, test } from 'vitest'
import { RunningParts } from './running-parts.ts'

test('one that hangs leaves the others their time, and all are told, newest first', async () => {
  const parts = new RunningParts()
  const told: string[] = []
  let finished = false
  parts.push(async () => void told.push('first'))
  parts.push(async () => {
    told.push('works for a while')
    await new Promise((resolve) => setTimeout(resolve, 200))
    finished = true
  })
  parts.push(() => {
    told.push('hangs')
    return new Promise(() => {})
  }, 5_000)
  parts.push(() => Promise.reject(new Error('fails')))
  await expect(parts.stop(5_050)).rejects.toThrow(AggregateError)
  expect(told).toEqual(['hangs', 'works for a while', 'first'])
  expect(finished).toBe(true)
  await parts.stop(10)
})
