import { CongkyError, hasValidCheckDigit, parseTaxCode, type TaxCode } from '@congky/shared'

/** A code that a person types: the check digit counts. @throws {CongkyError} ERR_TAX_CODE_INVALID */
export function parseCheckedTaxCode(written: string): TaxCode {
  const taxCode = parseTaxCode(written)
  if (hasValidCheckDigit(taxCode)) return taxCode
  throw new CongkyError('ERR_TAX_CODE_INVALID', {
    value: taxCode,
    detail: {
      en: 'its check digit is wrong, so one of its digits is mistyped',
      vi: 'sai chữ số kiểm tra, có chữ số bị gõ nhầm',
    },
  })
}
