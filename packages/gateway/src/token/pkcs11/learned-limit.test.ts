import { expect, test } from 'vitest'
import { LearnedLimit } from './learned-limit.ts'

function learn(maxMs: number, answersMs: readonly number[]): number {
  const limit = new LearnedLimit(maxMs)
  for (const ms of answersMs) limit.answered(ms)
  return limit.ms
}

test('a token that has not shown its pace has the whole time', () => {
  expect(learn(15_000, [])).toBe(15_000)
  expect(learn(15_000, [100, 100])).toBe(15_000)
})

test('a quick token is given up on after two seconds, a slow one after five times its slowest signature', () => {
  expect(learn(15_000, [100, 120, 90])).toBe(2_000)
  expect(learn(15_000, [100, 1_000, 90])).toBe(5_000)
})

test('the configured limit is never exceeded', () => {
  expect(learn(15_000, [9_000, 9_000, 9_000])).toBe(15_000)
  expect(learn(700, [1, 1, 1])).toBe(700)
})
