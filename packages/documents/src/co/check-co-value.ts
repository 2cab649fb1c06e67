import { type Bilingual, checkTaxCode } from '@congky/shared'
import { isWrittenDate } from '../customs/calendar.ts'
import { lengthOf } from '../customs/check-value.ts'
import type { EdifactSeverity } from '../edifact/edifact-finding.ts'
import type { CoField, CoFieldType } from './co-fields.ts'
import type { CoRule } from './co-finding.ts'
import { coFormOf, coStates, otherCoForm } from './co-forms.ts'

export interface CoObjection extends Bilingual {
  readonly severity: EdifactSeverity
  readonly rule: CoRule
}

const say =
  (severity: EdifactSeverity) =>
  (rule: CoRule, vi: string, en: string): CoObjection => ({ severity, rule, vi, en })
const error = say('error')
const warning = say('warning')
const notice = say('notice')

/** Control characters, halves of surrogate pairs, no characters at all: no repertoire of EDIFACT has them. */
const FORBIDDEN = /[^\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** What a value that is there has against its field. */
export function checkCoValue(field: CoField, value: string): readonly CoObjection[] {
  if (FORBIDDEN.test(value)) {
    return [error('characters', 'có ký tự điều khiển hoặc xuống dòng', 'it has control characters or line breaks')]
  }
  const ofEnds =
    value === value.trim()
      ? []
      : // Suppressed when written (ISO 9735-1, 9).
        [warning('blanks', 'có khoảng trắng ở đầu hoặc cuối', 'it has blanks at an end')]
  return [...ofEnds, ...checkType(field.type, value), ...(byKey[field.key]?.(value) ?? [])]
}

function checkType(type: CoFieldType, value: string): readonly CoObjection[] {
  switch (type.is) {
    case 'text':
      return checkLength(value, type.max)
    case 'decimal':
      return checkDecimal(value, type.digitsMax)
    case 'date':
      return isWrittenDate(value, 'date')
        ? []
        : [error('date', 'phải là ngày có thật, dạng yyyy-MM-dd', 'it must be a real day, written yyyy-MM-dd')]
    case 'form':
      return checkForm(value)
    case 'state':
      return Object.hasOwn(coStates, value) ? [] : [error('state', 'phải là 0, 1 hoặc 2', 'it must be 0, 1 or 2')]
    case 'country':
      return /^[A-Z]{2}$/.test(value)
        ? []
        : [error('country', 'phải là mã 2 chữ cái của ISO 3166', 'it must be a code of ISO 3166, two letters')]
    case 'currency':
      return /^[A-Z]{3}$/.test(value)
        ? []
        : [error('currency', 'phải là mã 3 chữ cái của ISO 4217', 'it must be a code of ISO 4217, three letters')]
  }
}

function checkLength(value: string, max: number): readonly CoObjection[] {
  const length = lengthOf(value)
  return length <= max
    ? []
    : [error('too-long', `dài ${length} ký tự, tối đa ${max}`, `it has ${length} characters, more than ${max}`)]
}

function checkDecimal(value: string, digitsMax: number): readonly CoObjection[] {
  const [, whole = '', fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(value) ?? []
  if (whole === '' || whole.length + fraction.length > digitsMax) {
    const vi = `phải là số không âm, tối đa ${digitsMax} chữ số, dấu chấm thập phân`
    return [error('number', vi, `it must be a number of at most ${digitsMax} digits, with a decimal point`)]
  }
  // ISO 9735-1, 10 and annex 3, 7.3.2 f: leading zeros are left out.
  return /^0\d/.test(value) ? [warning('number', 'thừa số 0 ở đầu', 'it has leading zeros')] : []
}

function checkForm(value: string): readonly CoObjection[] {
  if (coFormOf(value) !== null) return []
  return otherCoForm.test(value)
    ? [notice('form', `mẫu ${value} không có trong bảng danh mục`, `form ${value} is not in the table of forms`)]
    : [error('form', 'không phải mẫu C/O', 'it is no form of a certificate of origin')]
}

/** What a field's type does not say. */
const byKey: Readonly<Record<string, (value: string) => readonly CoObjection[]>> = {
  hsCode: checkHsCode,
  taxCode: (value) =>
    checkTaxCode(value).kind === 'valid'
      ? []
      : [
          warning(
            'tax-code',
            'không phải mã số thuế (10, 13 hoặc 12 chữ số, đúng số kiểm tra)',
            'it is no tax code (10, 13 or 12 digits with the right check digit)',
          ),
        ],
  identifier: checkEanCode,
}

/** The harmonized system has six digits; tariffs add more, in pairs. */
function checkHsCode(value: string): readonly CoObjection[] {
  if (!/^\d+(?:\.\d+)*$/.test(value)) {
    return [error('hs-code', 'chỉ gồm chữ số, có thể có dấu chấm', 'it has digits only, perhaps with points')]
  }
  const digits = value.replaceAll('.', '').length
  return digits >= 4 && digits % 2 === 0
    ? []
    : [warning('hs-code', `có ${digits} chữ số; mã HS có 4, 6, 8, 10 hoặc 12`, `${digits} digits; HS codes have pairs`)]
}

/** A number of thirteen digits is one of EAN, and its last digit a check of the others. */
function checkEanCode(value: string): readonly CoObjection[] {
  if (!/^\d{13}$/.test(value)) return []
  const sum = [...value.slice(0, 12)].reduce(
    (total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3),
    0,
  )
  return (10 - (sum % 10)) % 10 === Number(value[12])
    ? []
    : [warning('ean-code', 'số EAN sai số kiểm tra', 'a number of EAN with a wrong check digit')]
}
