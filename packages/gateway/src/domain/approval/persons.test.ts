import { expect, test } from 'vitest'
import { type PersonConfig, Persons, personsOf } from './persons.ts'

const person = (more: Partial<PersonConfig>): PersonConfig => ({
  ...{ accounts: [], requesters: [], workstations: [], certificate: null, email: null, ...more },
})
const account = (name: string, displayName = name) => ({ name, displayName })

test('a person has every name that the configuration lists together, and shares all with whoever shares one', () => {
  const people = [
    person({ accounts: ['an'], workstations: ['PC-1'] }),
    person({ accounts: ['binh'], requesters: ['NV-02'] }),
    person({ accounts: ['an2'], workstations: ['pc-1'] }),
  ]
  const persons = new Persons(people, [])
  expect([...persons.namesOf(['AN2'])].sort()).toEqual(['an', 'an2', 'pc-1'])
  expect(persons.isOneOf(['an'], 'an2')).toBe(true)
  expect(persons.isOneOf(['an'], 'binh')).toBe(false)
})

test('a chain of shared names makes one person, in whatever order it is told', () => {
  const links = [
    ['c', 'd'],
    ['a', 'b'],
    ['b', 'c'],
  ].map((requesters) => person({ requesters }))
  for (const people of [links, links.toReversed()]) expect(new Persons(people, []).isOneOf(['a'], 'd')).toBe(true)
})

test.each([
  ['Nguyễn Văn An', 'NGUYỄN VĂN AN'],
  ['Nguyễn Văn An', 'Nguyễn Văn An'.normalize('NFD')],
  ['Nguyễn Văn An', '  Nguyễn\u00a0 Văn An '],
  ['an', 'a\u200bn'],
  ['Hùng', 'Hu\u200b\u0300ng'],
  ['an', 'a\ufe0fn\u034f'],
  ['an', 'ａｎ'],
])('%s and %s are one name', (one, other) => {
  expect(new Persons([], []).isOneOf([one], other)).toBe(true)
})

test('names that are empty are nobody’s', () => {
  const persons = new Persons([person({ accounts: ['an'], requesters: [' '] })], [account('binh', '')])
  expect(persons.isOneOf([''], 'an')).toBe(false)
  expect(persons.isOneOf(['an'], 'binh')).toBe(false)
})

test('two accounts that are displayed by one name are one person', () => {
  const persons = new Persons([], [account('an', 'Trần Mai'), account('an2', 'Trần  mai'), account('chi', 'Chi')])
  expect(persons.isOneOf(['an'], 'an2')).toBe(true)
  expect(persons.isOneOf(['Trần Mai'], 'an')).toBe(true)
  expect(persons.isOneOf(['an'], 'chi')).toBe(false)
})

test('names are joined once for a list of people, and anew when an account comes or is renamed', () => {
  const people = [person({ accounts: ['an'] })]
  const first = personsOf(people, [account('an')])
  expect(personsOf(people, [account('an')])).toBe(first)
  expect(personsOf(people, [account('an', 'Mai')]).isOneOf(['Mai'], 'an')).toBe(true)
  expect(personsOf([...people], [account('an')])).not.toBe(first)
})

test('the certificate of an account is that of the first entry that has one', () => {
  const people = [person({ accounts: ['an'] }), person({ accounts: ['an'], certificate: '5402E12' })]
  expect(new Persons(people, []).certificateOf('an')).toBe('5402E12')
  expect(new Persons(people, []).certificateOf('binh')).toBeNull()
})
