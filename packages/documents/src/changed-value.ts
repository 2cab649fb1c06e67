import type { Bilingual } from '@congky/shared'

/** A value in the form that we write, where it is clear what it means. */
export interface ReadValue {
  readonly value: string
  /** What was changed, in words; null: nothing. */
  readonly change: Bilingual | null
}

/** @param text As it was found. */
export function readAs(text: string, value: string): ReadValue {
  if (value === text) return { value, change: null }
  const [from, to] = [text, value].map((one) => (one.length > 40 ? `${one.slice(0, 40)}…` : one))
  return { value, change: { vi: `“${from}” được đọc là “${to}”`, en: `“${from}” is read as “${to}”` } }
}
