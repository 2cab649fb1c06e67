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

const WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3] as const

/**
 * Whether the tenth digit agrees with the first nine: N10 = 10 − (Σ weight·digit mod 11), where 10 means
 * that no valid digit exists. A personal number has no check digit and always passes.
 * Source: the rule of the public validators; it holds for sixteen codes in use.
 */
export function hasValidCheckDigit(taxCode: TaxCode): boolean {
  if (taxCode.length === 12) return true
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(taxCode[index]), 0)
  const expected = 10 - (sum % 11)
  return expected !== 10 && expected === Number(taxCode[9])
}

/** The head enterprise of a branch (`0101300842-001` → `0101300842`), or null when it is no branch. */
export function parentTaxCode(taxCode: TaxCode): TaxCode | null {
  return taxCode.length === 14 ? (taxCode.slice(0, 10) as TaxCode) : null
}
