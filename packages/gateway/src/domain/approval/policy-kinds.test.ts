import { expect, test } from 'vitest'
import { findRule, type KindName, type PathValues, type PolicyFacts } from './policy.ts'

const when = { taxCodes: [], sources: [], profiles: [], kinds: [], requesters: [], values: [] }
const rest = { signWith: 'enterprise', expiresAfterHours: 1, atExpiry: 'return', anonymousRequester: 'allow' } as const
const rule = (exempt: boolean, more: object) => ({ name: 'r', when: { ...when, ...more }, exempt, steps: [], ...rest })
const fits = (exempt: boolean, more: object, facts: Partial<PolicyFacts>) => {
  const about = { source: 'http', profile: 'p', taxCode: null, requester: null, kinds: [], values: {}, isAnswer: false }
  return findRule({ rules: [rule(exempt, more)], people: [] }, { ...about, ...facts }) !== null
}

test('a kind that no signature covers asks for an approval, and saves none', () => {
  const kinds: KindName[] = [
    { name: 'customs:02', isCovered: false },
    { name: 'xml:Content', isCovered: true },
  ]
  expect(fits(false, { kinds: ['customs:02'] }, { kinds })).toBe(true)
  expect(fits(true, { kinds: ['customs:02'] }, { kinds })).toBe(false)
  expect(fits(true, { kinds: ['xml:Content'] }, { kinds })).toBe(true)
  expect(fits(false, { kinds: ['customs:03'] }, { kinds })).toBe(false)
})

test('what it is more exactly nobody can tell: that asks, and saves none', () => {
  const kinds: KindName[] = [{ name: 'binary', isCovered: true, isVague: true }]
  expect(fits(false, { kinds: ['xml:HDon'] }, { kinds })).toBe(true)
  expect(fits(true, { kinds: ['xml:HDon'] }, { kinds })).toBe(false)
  expect(fits(false, { kinds: ['xml:HDon'] }, { kinds: [] })).toBe(true)
})

test('values beside what is signed ask for an approval, and save none', () => {
  const values = [{ path: '/a', is: ['1'], above: null }]
  const found = (more: Partial<PathValues>) => ({ '/a': { values: ['1'], isComplete: true, ...more } })
  expect(fits(true, { values }, { values: found({ isCovered: true }) })).toBe(true)
  expect(fits(true, { values }, { values: found({ isCovered: false }) })).toBe(false)
  expect(fits(true, { values }, { values: found({ isComplete: false }) })).toBe(false)
  expect(fits(true, { values }, { values: found({ values: ['1', '2'] }) })).toBe(false)
  expect(fits(false, { values }, { values: found({ values: ['2', '1'], isCovered: false }) })).toBe(true)
  expect(fits(false, { values }, { values: found({ values: ['2'], isComplete: false }) })).toBe(true)
  expect(fits(false, { values }, { values: found({ values: ['2'] }) })).toBe(false)
})
