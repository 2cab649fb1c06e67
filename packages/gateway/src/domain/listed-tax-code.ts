/** Tax codes as spreadsheets leave them: without the leading zero, or as a power of ten. */
import {
  type Bilingual,
  checkTaxCode,
  hasValidCheckDigit,
  parseTaxCode,
  type TaxCode,
  toCongkyError,
} from '@congky/shared'

export type ReadTaxCode = { readonly taxCode: TaxCode; readonly isRestored: boolean } | { readonly problem: Bilingual }

export function readListedTaxCode(written: string): ReadTaxCode {
  const compact = written.replace(/^'/, '').replace(/[\s.]/g, '')
  if (/^\d+(,\d+)?E\+\d+$/i.test(compact)) {
    return {
      problem: {
        en: `${written}: the spreadsheet made a power of ten of the tax code; format the column as text`,
        vi: `${written}: bảng tính đã đổi mã số thuế thành lũy thừa; hãy định dạng cột là văn bản`,
      },
    }
  }
  const isRestored = lostItsZero(compact)
  try {
    const taxCode = parseTaxCode(isRestored ? `0${compact}` : compact)
    if (hasValidCheckDigit(taxCode)) return { taxCode, isRestored }
    return {
      problem: {
        en: `tax code ${written} has a wrong check digit`,
        vi: `mã số thuế ${written} sai chữ số kiểm tra`,
      },
    }
  } catch (error) {
    const { en, vi } = { en: toCongkyError(error).text('en').message, vi: toCongkyError(error).text('vi').message }
    return { problem: { en: en.replace(/\.$/, ''), vi: vi.replace(/\.$/, '') } }
  }
}

/**
 * Nine digits, with a branch's dash or not; eleven, since every personal number begins with 0 (its first three
 * digits are a province, 001 to 096: Circular 59/2021/TT-BCA, annex 1); twelve that begin otherwise, when they
 * are a branch with the zero.
 */
function lostItsZero(compact: string): boolean {
  if (/^\d{9}(-\d{3})?$/.test(compact) || /^\d{11}$/.test(compact)) return true
  return /^[1-9]\d{11}$/.test(compact) && checkTaxCode(`0${compact}`).kind === 'valid'
}
