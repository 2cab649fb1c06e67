/** Brings a value into the form that we write, where it is clear what it means; says so, and judges nothing. */
import type { Bilingual } from '@congky/shared'
import { isWrittenDate, readDate } from './calendar.ts'
import type { FieldRule } from './tables/field-rule.ts'

export interface ReadValue {
  readonly value: string
  /** What was changed, or null. */
  readonly change: Bilingual | null
}

/** @param text As the element holds it. */
export function readValue({ type }: FieldRule, text: string): ReadValue {
  const value = text.trim().replace(/\r\n?/g, '\n')
  const written = writtenForm(type, value)
  if (written !== value) return changed(text, written)
  return value === text ? { value, change: null } : changed(text, value)
}

function changed(from: string, to: string): ReadValue {
  const [before, after] = [from, to].map((text) => (text.length > 40 ? `${text.slice(0, 40)}…` : text))
  return {
    value: to,
    change: { vi: `“${before}” được đọc là “${after}”`, en: `“${before}” is read as “${after}”` },
  }
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
