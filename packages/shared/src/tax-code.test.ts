import { describe, expect, test } from 'vitest'
import { hasValidCheckDigit, parentTaxCode, parseTaxCode } from './tax-code.ts'

describe('parseTaxCode', () => {
  test.each([
    ['0101300842', '0101300842'],
    [' 0101 300 842 ', '0101300842'],
    ['0101.300.842', '0101300842'],
    ['0101300842-001', '0101300842-001'],
    ['0101300842001', '0101300842-001'],
    ['001099012345', '001099012345'],
  ])('reads %j as %s', (written, expected) => {
    expect(parseTaxCode(written)).toBe(expected)
  })

  test.each([
    '',
    '   ',
    '101300842',
    '01013008421',
    '0101300842-01',
    'MST:0101300842',
    '０１０１３００８４２',
    "0101300842' OR 1=1",
  ])('refuses %j with ERR_TAX_CODE_INVALID', (written) => {
    expect(() => parseTaxCode(written)).toThrow(expect.objectContaining({ code: 'ERR_TAX_CODE_INVALID' }))
  })
})

test.each([
  ['0101300842', true],
  ['0101300843', false],
  ['0301519977', true],
  ['0301519977-029', true],
  ['0100109106', true],
  ['0100109107', false],
  ['001099012345', true],
])('the check digit of %s is valid: %s', (written, valid) => {
  expect(hasValidCheckDigit(parseTaxCode(written))).toBe(valid)
})

test('only a branch has a parent', () => {
  expect(parentTaxCode(parseTaxCode('0101300842-001'))).toBe('0101300842')
  expect(parentTaxCode(parseTaxCode('0101300842'))).toBeNull()
  expect(parentTaxCode(parseTaxCode('001099012345'))).toBeNull()
})
