import { expectedCheckDigit } from './check-tax-code.ts'
import { CongkyError } from './congky-error.ts'

declare const brand: unique symbol
/** A tax code (mã số thuế) that went through `parseTaxCode`: trimmed, shape checked, dash kept for a branch. */
export type TaxCode = string & { readonly [brand]: 'TaxCode' }

/**
 * Reads a tax code: 10 digits (enterprise), 10 + 3 with or without dash (branch), or 12 digits (personal
 * identification number, in force since 2025-07-01). Blanks and dots are dropped; a branch is normalised
 * to `##########-###`. The check digit is not judged here: see `hasValidCheckDigit`.
 *
 * @throws {CongkyError} ERR_TAX_CODE_INVALID
 */
export function parseTaxCode(value: string): TaxCode {
  const compact = value.replace(/[\s.]/g, '')
  const branch = /^(\d{10})-?(\d{3})$/.exec(compact)
  if (branch) return `${branch[1]}-${branch[2]}` as TaxCode
  if (/^(\d{10}|\d{12})$/.test(compact)) return compact as TaxCode
  const shown = value.length > 32 ? `${value.slice(0, 32)}…` : value
  throw new CongkyError('ERR_TAX_CODE_INVALID', {
    value: shown,
    detail:
      compact === ''
        ? { en: 'it is empty', vi: 'để trống' }
        : { en: 'it has neither 10, 13 nor 12 digits', vi: 'không có 10, 13 hoặc 12 chữ số' },
  })
}

/** Whether the tenth digit agrees with the first nine. A personal number has no check digit and always passes. */
export function hasValidCheckDigit(taxCode: TaxCode): boolean {
  return taxCode.length === 12 || expectedCheckDigit(taxCode) === Number(taxCode[9])
}

/** The head enterprise of a branch (`0101300842-001` → `0101300842`), or null when it is no branch. */
export function parentTaxCode(taxCode: TaxCode): TaxCode | null {
  return taxCode.length === 14 ? (taxCode.slice(0, 10) as TaxCode) : null
}
