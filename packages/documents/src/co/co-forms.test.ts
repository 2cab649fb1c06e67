import { expect, test } from 'vitest'
import { coFormOf, coForms, coStates, otherCoForm } from './co-forms.ts'

test('the forms are those of annex 3, in its order', () => {
  const codes = (isPreferential: boolean) => coForms.filter((form) => form.isPreferential === isPreferential)
  expect(codes(true).map(({ code }) => code)).toEqual(['A', 'D', 'E', 'S', 'AK'])
  expect(codes(false).map(({ code }) => code)).toEqual(['B', 'T', 'ICO', 'Venezuela', 'M'])
  expect(Object.keys(coStates)).toEqual(['0', '1', '2'])
})

test('a form is found by its very code, and no other code is one of the list', () => {
  for (const form of coForms) expect(coFormOf(form.code)).toBe(form)
  for (const code of ['', 'a', 'X', 'constructor', 'VENEZUELA']) expect(coFormOf(code)).toBeNull()
})

test('another form keeps to the width of the annex', () => {
  for (const code of ['AI', 'AANZ', 'EUR1', 'RCEP']) expect(code).toMatch(otherCoForm)
  for (const code of ['', 'ABCDEF', 'A B', 'Á']) expect(code).not.toMatch(otherCoForm)
})
