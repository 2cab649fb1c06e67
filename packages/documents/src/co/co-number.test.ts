import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitNumber, writeNumber } from './co-number.ts'

test.each([
  ['VN08010001A', 'VN08010001', 'A', false],
  ['VN08010001AK', 'VN08010001', 'AK', false],
  ['VN08010001ICO', 'VN08010001', 'ICO', false],
  ['VN08010001Venezuela', 'VN08010001', 'Venezuela', false],
  ['VN08010001VJ', 'VN08010001', 'VJ', false],
  ['HN/A', 'HN/', 'A', true],
  ['A', 'A', '', false],
  ['VN0801', 'VN0801', '', false],
  ['VN0801abc', 'VN0801abc', '', false],
])('%s is number %s and form %s', (identifier, number, form, isAmbiguous) => {
  expect(splitNumber(identifier)).toEqual({ number, form, isAmbiguous })
})

test.each([
  ['together, as the print has them', 'VN08010001', 'A', { name: '', identifier: 'VN08010001A' }],
  ['apart where the number ends in a letter', 'VN0801X', 'A', { name: 'A', identifier: 'VN0801X' }],
  ['apart where the form has a digit', 'VN0801', 'D2', { name: 'D2', identifier: 'VN0801' }],
  ['apart where both are too wide', '1'.repeat(35), 'A', { name: 'A', identifier: '1'.repeat(35) }],
  ['a number alone', 'VN0801', '', { name: '', identifier: 'VN0801' }],
  ['not in BGM where it is wider', '1'.repeat(36), 'A', null],
])('number and form are written %s', (_, number, form, expected) => {
  expect(writeNumber({ number, form })).toEqual(expected)
})

test('what is written together is read as the same two', () => {
  const letters = fc.string({ unit: fc.constantFrom('A', 'K', 'D', 'e', '1', '9', '/'), maxLength: 12 })
  fc.assert(
    fc.property(letters, letters, (number, form) => {
      const written = writeNumber({ number, form })
      if (written === null || written.name !== '') return
      expect(splitNumber(written.identifier)).toEqual({ number, form, isAmbiguous: false })
    }),
    { numRuns: 500 },
  )
})
