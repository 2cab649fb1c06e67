import { parseTaxCode } from '@congky/shared'
import { expect, test } from 'vitest'
import { toTaxCode } from './tax-code.ts'

test('tax codes are read as the gateway reads them', () => {
  const codes = ['0101300842', ' 0101 300 842', '0101300842001', '0101300842-001', '001234567890', '01.013.008.42']
  expect(codes.map(toTaxCode)).toEqual(codes.map(parseTaxCode))
  for (const wrong of ['', '123', '01013008421', '0101300842-01', 'abc']) {
    expect(toTaxCode(wrong)).toBeNull()
    expect(() => parseTaxCode(wrong)).toThrow()
  }
})
