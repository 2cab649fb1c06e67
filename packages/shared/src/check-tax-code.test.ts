import { expect, test } from 'vitest'
import { checkTaxCode } from './check-tax-code.ts'
import { hasValidCheckDigit, parseTaxCode } from './tax-code.ts'

test.each([
  ['', { kind: 'incomplete', digits: 0 }],
  ['01013', { kind: 'incomplete', digits: 5 }],
  ['0101300842', { kind: 'valid', form: 'enterprise' }],
  [' 0101.300 842 ', { kind: 'valid', form: 'enterprise' }],
  ['0101300843', { kind: 'wrong-check-digit', expected: 2 }],
  ['0101300842-', { kind: 'incomplete', digits: 10 }],
  ['0101300843-0', { kind: 'wrong-check-digit', expected: 2 }],
  ['0101300842-01', { kind: 'incomplete', digits: 12 }],
  ['0101300842-001', { kind: 'valid', form: 'branch' }],
  ['0101300842001', { kind: 'valid', form: 'branch' }],
  ['0101300843001', { kind: 'wrong-check-digit', expected: 2 }],
  ['001099012345', { kind: 'valid', form: 'person' }],
  ['01013008420011', { kind: 'too-long', digits: 14 }],
  ['01013-00842', { kind: 'no-digits' }],
  ['MST:0101300842', { kind: 'no-digits' }],
  ['０１０１３００８４２', { kind: 'no-digits' }],
] as const)('%j is %j', (written, check) => {
  expect(checkTaxCode(written)).toEqual(check)
})

test('nine digits without a valid tenth say that one of the nine is mistyped', () => {
  expect(checkTaxCode('0101300850')).toEqual({ kind: 'wrong-check-digit', expected: null })
})

test('says valid exactly where the gateway takes a code', () => {
  for (let last = 0; last < 10; last++) {
    const code = `010130084${last}`
    expect(checkTaxCode(code).kind === 'valid', code).toBe(hasValidCheckDigit(parseTaxCode(code)))
  }
})
