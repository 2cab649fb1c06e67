import { expect, test } from 'vitest'
import { fuzzEdifact } from './edifact/edifact-fuzz.ts'

/** About five seconds; `npm run test:soak -- edifact` goes on for an hour. */
const INPUTS = 400

test('spoilt interchanges are read without a throw, in pieces as whole, each segment where it stands', () => {
  let bytes = 0
  for (let seed = 1; seed <= INPUTS; seed++) bytes += fuzzEdifact(seed)
  expect(bytes).toBeGreaterThan(500_000)
})
