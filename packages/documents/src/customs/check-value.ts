import type { Bilingual } from '@congky/shared'
import { isWrittenDate } from './calendar.ts'
import type { Catalogue } from './catalogues.ts'
import type { CustomsRule } from './customs-finding.ts'
import type { FieldType } from './tables/field-rule.ts'

export interface Objection extends Bilingual {
  readonly severity: 'error' | 'warning'
  readonly rule: CustomsRule
}

const error = (rule: CustomsRule, vi: string, en: string): Objection => ({ severity: 'error', rule, vi, en })
const warning = (rule: CustomsRule, vi: string, en: string): Objection => ({ severity: 'warning', rule, vi, en })

/** No character of XML 1.0, or one that XML itself would change (a carriage return). */
const FORBIDDEN = /[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u
const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** What is wrong with a value that is there, or null. */
export function checkValue(type: FieldType, value: string): Objection | null {
  if (FORBIDDEN.test(value)) {
    return error('characters', 'có ký tự mà XML không cho phép', 'it has characters that XML does not allow')
  }
  if (value !== value.trim()) {
    return error('blanks', 'có khoảng trắng ở đầu hoặc cuối', 'it has blanks at an end')
  }
  return checkType(type, value)
}

function checkType(type: FieldType, value: string): Objection | null {
  switch (type.is) {
    case 'text':
      return checkLength(type, value)
    case 'digits':
      return checkDigits(type, value)
    case 'decimal':
      return isDecimal(value, type.digitsMax)
        ? null
        : error(
            'number',
            `phải là số không âm, tối đa ${type.digitsMax} chữ số, dấu chấm thập phân`,
            `it must be a number of at most ${type.digitsMax} digits, with a decimal point`,
          )
    case 'date':
    case 'datetime':
      return checkDate(type.is, value)
    case 'code':
      return checkCode(type.catalogue, value)
    case 'guid':
      return checkGuid(value)
    case 'cimp':
      return isBase64(value) ? null : error('base64', 'không phải base64 hợp lệ', 'it is not valid base64')
  }
}

/** Characters as XML counts them: code points. */
export function lengthOf(value: string): number {
  let length = value.length
  for (let index = 0; index < value.length - 1; index++) {
    const unit = value.charCodeAt(index)
    if (unit >= 0xd800 && unit <= 0xdbff) length -= 1
  }
  return length
}

function checkLength({ min, max }: { readonly min: number; readonly max: number }, value: string): Objection | null {
  if (min > 1 && lengthOf(value) !== max) {
    return error(
      'wrong-length',
      `dài ${lengthOf(value)} ký tự, phải đúng ${max}`,
      `it has ${lengthOf(value)} characters, not ${max}`,
    )
  }
  if (value.length <= max || lengthOf(value) <= max) return null
  return error(
    'too-long',
    `dài ${lengthOf(value)} ký tự, tối đa ${max}`,
    `it has ${lengthOf(value)} characters, more than ${max}`,
  )
}

function checkDigits({ min, max }: { readonly min: number; readonly max: number }, value: string): Objection | null {
  if (/^[0-9]+$/.test(value) && value.length >= min && value.length <= max) return null
  const count = min === max ? `${max}` : `${min}–${max}`
  return error('number', `phải gồm ${count} chữ số`, `it must have ${count} digits`)
}

function isDecimal(value: string, digitsMax: number): boolean {
  const [, whole, fraction = ''] = /^([0-9]+)(?:\.([0-9]+))?$/.exec(value) ?? []
  return whole !== undefined && whole.length + fraction.length <= digitsMax
}

function checkDate(kind: 'date' | 'datetime', value: string): Objection | null {
  if (isWrittenDate(value, kind)) return null
  const form = kind === 'date' ? 'yyyy-MM-dd' : 'yyyy-MM-dd HH:mm:ss'
  return error('date', `phải là ngày có thật, dạng ${form}`, `it must be a real date, written ${form}`)
}

function checkCode({ codes, openShape }: Catalogue, value: string): Objection | null {
  if (Object.hasOwn(codes, value)) return null
  const known = Object.keys(codes).join(', ')
  const shown = value.length > 20 ? `${value.slice(0, 20)}…` : value
  if (openShape?.test(value)) {
    return warning(
      'code-unknown',
      `mã ${shown} không có trong danh mục đã công bố (${known})`,
      `code ${shown} is not among the published ones (${known})`,
    )
  }
  return error(
    'code-unknown',
    `mã ${shown} không có trong danh mục (${known})`,
    `code ${shown} is not in the list (${known})`,
  )
}

function checkGuid(value: string): Objection | null {
  const length = lengthOf(value)
  if (length !== 36) {
    return error('wrong-length', `dài ${length} ký tự, phải đúng 36`, `it has ${length} characters, not 36`)
  }
  return GUID.test(value) ? null : warning('guid', 'không có dạng GUID', 'it does not look like a GUID')
}

/** Line breaks are allowed, as in MIME. */
export function isBase64(value: string): boolean {
  const plain = value.replace(/\s/g, '')
  return plain.length % 4 === 0 && BASE64.test(plain)
}
