/** A CIMP text in words, for people who read documents. */
import type { Bilingual } from '@congky/shared'
import { discrepancies } from '../customs/catalogues.ts'
import { decodeBase64Text } from './base64-text.ts'
import { writeFlight } from './cimp-fields.ts'
import { CIMP_ITEMS, type CimpItem } from './cimp-finding.ts'
import { CIMP_KINDS, CIMP_STATUSES, type CimpMessage, type CimpMoment } from './cimp-message.ts'
import { parseCimp } from './parse-cimp.ts'

/** One thing that the text says. */
export interface CimpLine {
  /** As the decision calls it. */
  readonly name: string
  readonly label: Bilingual
  readonly value: string
  /** What a code stands for; null where the value speaks for itself. */
  readonly meaning: Bilingual | null
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
  const quantity = message.statusQuantity ?? house?.quantity ?? message.quantity
  const weight = quantity?.weight ?? house?.quantity?.weight ?? message.quantity?.weight ?? null
  return [
    ...line('message', kind, CIMP_KINDS[kind]),
    ...line('status', status, CIMP_STATUSES[status]),
    ...line('awb', message.awb),
    ...line('hwb', house?.serial ?? null),
    ...line('pieces', quantity && String(quantity.pieces)),
    ...line('weight', weight && `${weight.value} ${weight.unit === 'L' ? 'lb' : 'kg'}`),
    ...line('flight', message.flight && writeFlight(message.flight)),
    ...line('moment', message.moment && momentWords(message.moment)),
    ...line('place', message.place),
    ...line('discrepancy', discrepancy, discrepancy && discrepancies.codes[discrepancy]),
    ...line('party', message.party),
    ...line('remarks', message.remarks),
  ]
}

function line(item: CimpItem, value: string | null, meaning: Bilingual | null = null): CimpLine[] {
  if (value === null) return []
  const { name, vi, en } = CIMP_ITEMS[item]
  return [{ name, label: { vi, en }, value, meaning }]
}

/** `16/10 13:17`: the year is not in the text. */
function momentWords({ day, month, time }: CimpMoment): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const clock = time === null ? '' : ` ${time.slice(0, 2)}:${time.slice(2)}`
  return `${two(day)}/${two(month)}${clock}`
}
