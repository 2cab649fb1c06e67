/** The model of promise A1 in its short form, and whether it sees what is broken (test/model, `npm run model`). */
import { expect, test } from 'vitest'
import { cases } from './model/cases.ts'
import { explore } from './model/explore.ts'
import { tellEvent } from './model/model-event.ts'
import { brokenRules } from './model/mutant-rules.ts'
import { mutants } from './model/mutants.ts'

test.each(cases)('no path breaks A1: $name', (smallCase) => {
  const { broken, signatures } = explore(smallCase, { depth: smallCase.depth.short })
  const told = broken.map(({ says, events }) => [says, ...events.map(tellEvent)])
  expect(told).toEqual([])
  // Without a way to C_Sign nothing would have been shown.
  expect(signatures).toBeGreaterThan(0)
})

test.each(mutants)('without it the model finds a path: $rule', ({ file, text, instead, in: smallCase, depth }) => {
  const rules = brokenRules(file, text, instead)
  const { broken } = explore(smallCase, { depth, rules, isFirstEnough: true })
  expect(broken).not.toEqual([])
})
