/** The header of a batch interchange: what it must say, and dates that exist. */
import type { Bilingual } from '@congky/shared'
import type { Syntax } from './interchange.ts'
import { elementPlace, type ReadSegment, valueAt } from './segment.ts'
import type { SyntaxFindings } from './syntax-findings.ts'

/** Mandatory data elements of UNB (ISO 9735-1:2002, annex C), from 1. */
const MANDATORY: Readonly<Record<number, Bilingual>> = {
  2: { vi: 'bên gửi', en: 'sender' },
  3: { vi: 'bên nhận', en: 'recipient' },
  4: { vi: 'ngày giờ lập', en: 'date and time' },
  5: { vi: 'số tham chiếu', en: 'reference' },
}
const DATE: Bilingual = { vi: 'ngày', en: 'date' }
const TIME: Bilingual = { vi: 'giờ', en: 'time' }

export function checkHeader(header: ReadSegment, syntax: Syntax, findings: SyntaxFindings): void {
  if (header.tag !== 'UNB') return
  for (const [element, name] of Object.entries(MANDATORY)) {
    if (valueAt(header, Number(element)) !== '') continue
    findings.add('mandatory', elementPlace(header, Number(element)), { tag: header.tag, name })
  }
  const date = valueAt(header, 4, 1)
  const time = valueAt(header, 4, 2)
  const form = syntax.version >= 4 ? 'CCYYMMDD' : 'YYMMDD'
  if (date !== '' && !(date.length === form.length && isDay(date))) {
    findings.add('date', elementPlace(header, 4, 1), { found: date, name: DATE, form })
  }
  if (date !== '' && !/^([01]\d|2[0-3])[0-5]\d$/.test(time)) {
    findings.add('date', elementPlace(header, 4, 2), { found: time, name: TIME, form: 'HHMM' })
  }
}

/** A day of the calendar, with or without its century: a 29 February of two digits is judged within this century. */
function isDay(digits: string): boolean {
  if (!/^\d+$/.test(digits)) return false
  const year = digits.slice(0, -4).padStart(4, '20')
  const text = `${year}-${digits.slice(-4, -2)}-${digits.slice(-2)}`
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
