/** A CIMP text in words, for people who read documents. */
import type { Bilingual } from '@congky/shared'
import { discrepancies } from '../customs/catalogues.ts'
import { decodeBase64Text } from './base64-text.ts'
import { writeFlight } from './cimp-fields.ts'
import { CIMP_ITEMS, type CimpItem } from './cimp-finding.ts'
import { CIMP_KINDS, CIMP_STATUSES, type CimpMessage, type CimpMoment, type CimpQuantity } from './cimp-message.ts'
import { parseCimp } from './parse-cimp.ts'

export interface CimpLine {
  readonly label: Bilingual
  readonly value: Bilingual
}

export interface CimpDescription {
  /** As it was written. */
  readonly text: string
  /** What it says; empty where it cannot be made out. */
  readonly lines: readonly CimpLine[]
}

/** What the element says; null when it is no base64. */
export function describeCimp(base64: string): CimpDescription | null {
  const text = decodeBase64Text(base64)
  if (text === null) return null
  const { message } = parseCimp(text)
  return { text, lines: message === null ? [] : linesFor(message) }
}

function linesFor(message: CimpMessage): CimpLine[] {
  const { kind, status, discrepancy, house } = message
  const values: readonly (readonly [CimpItem, Bilingual | string | null])[] = [
    ['message', coded(kind, CIMP_KINDS[kind])],
    ['status', coded(status, CIMP_STATUSES[status])],
    ['awb', message.awb],
    ['hwb', house?.serial ?? null],
    ['pieces', quantityWords(message.statusQuantity ?? house?.quantity ?? message.quantity)],
    ['flight', message.flight && writeFlight(message.flight)],
    ['moment', message.moment && momentWords(message.moment)],
    ['place', message.place],
    ['discrepancy', discrepancy && coded(discrepancy, discrepancies.codes[discrepancy])],
    ['party', message.party],
    ['remarks', message.remarks],
  ]
  return values.flatMap(([item, value]) => {
    if (value === null) return []
    const { vi, en } = CIMP_ITEMS[item]
    return [{ label: { vi, en }, value: typeof value === 'string' ? { vi: value, en: value } : value }]
  })
}

function coded(code: string, meaning: Bilingual | undefined): Bilingual {
  return { vi: `${code} – ${meaning?.vi ?? ''}`, en: `${code} – ${meaning?.en ?? ''}` }
}

function quantityWords(quantity: CimpQuantity | null): Bilingual | null {
  if (quantity === null) return null
  const { pieces, weight } = quantity
  const unit = weight?.unit === 'L' ? 'lb' : 'kg'
  return {
    vi: `${pieces} kiện${weight === null ? '' : `, ${weight.value} ${unit}`}`,
    en: `${pieces} pc${weight === null ? '' : `, ${weight.value} ${unit}`}`,
  }
}

/** `16/10 13:17`: the year is not in the text. */
function momentWords({ day, month, time }: CimpMoment): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const clock = time === null ? '' : ` ${time.slice(0, 2)}:${time.slice(2)}`
  return `${two(day)}/${two(month)}${clock}`
}
