import { hasValidCheckDigit, parseTaxCode } from '@congky/shared'
import type { CustomsKind } from './customs-kinds.ts'
import type { CustomsHeader } from './customs-message.ts'
import type { FindingList, Place } from './finding-list.ts'

/** The warehouse keeper is known by a tax code. One that looks wrong is no error: customs may know better. */
export function validateTaxCode(header: CustomsHeader, kind: CustomsKind, findings: FindingList): void {
  const toCustoms = kind.direction === 'to-customs'
  const value = toCustoms ? header.fromIdentity : header.toIdentity
  if (value === '' || isTaxCode(value)) return
  const path = `/Envelope/Header/${toCustoms ? 'From' : 'To'}/identity`
  const place: Place = { table: kind.header.number, path: () => path }
  findings.add('warning', 'tax-code', place, {
    vi: `mã số thuế doanh nghiệp không đúng dạng hoặc sai số kiểm tra (bảng ${kind.header.number})`,
    en: `the enterprise's tax code is not well formed or fails its check digit (table ${kind.header.number})`,
  })
}

function isTaxCode(value: string): boolean {
  try {
    return hasValidCheckDigit(parseTaxCode(value))
  } catch {
    return false
  }
}
