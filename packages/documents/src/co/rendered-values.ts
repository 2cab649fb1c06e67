/** Values as people read them: dates with the day first, numbers with marks, codes with what they stand for. */
import type { Bilingual, Language, RenderedPart } from '@congky/shared'

const VALUE_LENGTH_MAX = 2_000

/** A field with its value; nothing where it has none. */
export function fieldPart(name: string, label: Bilingual, value: string, meaning: Bilingual | null = null) {
  return value === '' ? [] : [{ kind: 'field', name, label, value: shown(value), meaning } satisfies RenderedPart]
}

/** Longer ones are cut, and one sees that they are. */
export function shown(value: string): string {
  return value.length > VALUE_LENGTH_MAX ? `${value.slice(0, VALUE_LENGTH_MAX)}…` : value
}

/** `yyyy-MM-dd`, perhaps with a time, as `dd/MM/yyyy`; anything else as it is. */
export function shownDate(text: string): string {
  return text.replace(/^(\d{4})-(\d{2})-(\d{2})(?=$| \d{2}:\d{2}$)/, '$3/$2/$1')
}

/** A decimal number, digit for digit, with marks: `58.200,5` in Vietnamese. Anything else as it is. */
export function shownNumber(text: string, language: Language): string {
  const [, whole, fraction] = /^(\d{1,30})(?:\.(\d{1,30}))?$/.exec(text) ?? []
  if (whole === undefined) return text
  const [group, decimal] = language === 'vi' ? ['.', ','] : [',', '.']
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, group)
  return fraction === undefined ? grouped : `${grouped}${decimal}${fraction}`
}

/** ISO 3166-1; null for what is no code of a country. */
export function countryName(code: string): Bilingual | null {
  return /^[A-Z]{2}$/.test(code) ? nameOf(code, 'region') : null
}

/** ISO 4217 */
export function currencyName(code: string): Bilingual | null {
  return /^[A-Z]{3}$/.test(code) ? nameOf(code, 'currency') : null
}

function nameOf(code: string, type: 'region' | 'currency'): Bilingual | null {
  const [vi, en] = (['vi', 'en'] as const).map((language) =>
    new Intl.DisplayNames([language], { type, fallback: 'none' }).of(code),
  )
  return vi === undefined || en === undefined ? null : { vi, en }
}
