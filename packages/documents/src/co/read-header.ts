import type { SegmentNode } from '../edifact/tables/message-tree.ts'
import { valueName, valuePlace } from '../edifact/tables/value-place.ts'
import { formatOf, readDay } from './co-dates.ts'
import type { CoFindings } from './co-findings.ts'
import { type NumberAndForm, splitNumber } from './co-number.ts'
import type { FieldPlaces } from './field-places.ts'
import { cut, tellLost, tellUnread, valuesOf } from './read-values.ts'

/** BGM: number and form, together or apart (`co-number.ts`). */
export function readNumber(node: SegmentNode, findings: CoFindings, places: FieldPlaces): NumberAndForm {
  tellLost(node, findings, (element, component) => {
    return (element === 1 && [1, 4].includes(component)) || (element <= 3 && component === 1)
  })
  const name = valuesOf(node, 1)[3] ?? ''
  const identifier = valuesOf(node, 2)[0] ?? ''
  places.set('number', valuePlace(node, 2, 1))
  places.set('form', name === '' ? valuePlace(node, 2, 1) : valuePlace(node, 1, 4))
  if (name !== '') return { number: identifier, form: name }
  const { number, form, isAmbiguous } = splitNumber(identifier)
  if (isAmbiguous) {
    findings.addAt('warning', 'form-ambiguous', valuePlace(node, 2, 1), 'form', () => ({
      vi: `không rõ số C/O kết thúc ở đâu trong “${cut(identifier)}”; đọc là số ${cut(number)}, mẫu ${form}`,
      en: `where the number ends in “${cut(identifier)}” is not clear; read as ${cut(number)}, form ${form}`,
    }))
  }
  return { number, form }
}

const dayFields = { '150': 'signedDate', '136': 'shipmentDate' } as const
type DayField = (typeof dayFields)[keyof typeof dayFields]

/** DTM: each day once; one that cannot be read stays as it is written. */
export function readDays(
  nodes: readonly SegmentNode[],
  findings: CoFindings,
  places: FieldPlaces,
): Partial<Record<DayField, string>> {
  const days: Partial<Record<DayField, string>> = {}
  for (const node of nodes) {
    const [qualifier = '', text = '', code = ''] = valuesOf(node, 1)
    const field = Object.hasOwn(dayFields, qualifier) ? dayFields[qualifier as keyof typeof dayFields] : undefined
    if (field === undefined || days[field] !== undefined) {
      tellUnread(node, findings)
      continue
    }
    places.set(field, valuePlace(node, 1, 2))
    tellLost(node, findings, (element, component) => element === 1 && component <= 3)
    days[field] = dayOf(node, field, text, code, findings)
  }
  return days
}

function dayOf(node: SegmentNode, field: DayField, text: string, code: string, findings: CoFindings): string {
  const read = readDay(text, code)
  if (read === null) return text
  const name = valueName(node, 1, 2)
  const own = formatOf(code)
  if (!read.isByCode) {
    const shown = own === '' ? `“${cut(code)}”` : `${code} (${own})`
    findings.addAt('warning', 'date-format', valuePlace(node, 1, 2), field, () => ({
      vi: `${name}: “${text}” không đúng khuôn dạng ${shown}; đọc theo ${read.readAs} là ngày ${read.day}`,
      en: `${name}: “${text}” is not of format ${shown}; read by ${read.readAs} as ${read.day}`,
    }))
  } else if (own.includes('HH')) {
    findings.addAt('notice', 'value-lost', valuePlace(node, 1, 2), field, () => ({
      vi: `${name}: giờ trong “${text}” không được giữ; bản ghi chỉ có ngày ${read.day}`,
      en: `${name}: the time in “${text}” is not kept; the record has the day ${read.day}`,
    }))
  }
  return read.day
}
