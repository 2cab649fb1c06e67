/** Brings a value into the form that we write, where it is clear what it means; says so, and judges nothing. */
import { type ReadValue, readAs } from '../changed-value.ts'
import { isWrittenDate, readDate } from './calendar.ts'
import type { FieldRule } from './tables/field-rule.ts'

/** @param text As the element holds it. */
export function readValue({ type }: FieldRule, text: string): ReadValue {
  return readAs(text, writtenForm(type, text.trim().replace(/\r\n?/g, '\n')))
}

function writtenForm(type: FieldRule['type'], value: string): string {
  switch (type.is) {
    case 'date':
    case 'datetime':
      return isWrittenDate(value, type.is) ? value : (readDate(value, type.is) ?? value)
    case 'guid':
      return /^\{(.*)\}$/s.exec(value)?.[1]?.trim() ?? value
    case 'digits':
      return type.min === type.max && /^\d+$/.test(value) ? value.padStart(type.min, '0') : value
    case 'text':
      // The dash of a branch's tax code has no room in an13.
      return type.max === 13 ? value.replace(/^(\d{10})-(\d{3})$/, '$1$2') : value
    case 'code':
      return codeForm(Object.keys(type.catalogue.codes), value)
    case 'decimal':
    case 'cimp':
      return value
  }
}

function codeForm(codes: readonly string[], value: string): string {
  if (value === '' || codes.includes(value)) return value
  const plain = value.toUpperCase().replace(/^0+(?=\d)/, '')
  return codes.includes(plain) ? plain : value
}
