/** Reads the line of a status along its slots. */
import type { CimpFindings } from './cimp-finding.ts'
import { CIMP_ITEMS, shown } from './cimp-finding.ts'
import { CIMP_STATUSES, type CimpStatus } from './cimp-message.ts'
import { type AnySlot, STATUS_LINES, type StatusFields } from './status-lines.ts'
import type { LineField, TextLine } from './text-line.ts'

/** Scheduled, estimated and actual times behind the fields of a movement, such as `S0720` or `A1117-P`. */
const MOVEMENT_TIME = /^(?:[SEA]\d{4}(?:-[A-Z])?)?$/

export function isStatus(code: string): code is CimpStatus {
  return Object.hasOwn(CIMP_STATUSES, code)
}

export function readStatusLine(status: CimpStatus, line: TextLine, findings: CimpFindings): StatusFields {
  const values: { -readonly [Key in keyof StatusFields]: StatusFields[Key] } = {
    ...{ flight: null, moment: null, place: null, discrepancy: null, statusQuantity: null, party: null },
  }
  const rest = line.fields.slice(1)
  for (const slot of STATUS_LINES[status]) {
    const field = rest[0]
    const value = field === undefined ? undefined : slot.read(field.text)
    if (value !== undefined) {
      Object.assign(values, { [slot.key]: value })
      rest.shift()
    } else if (slot.required) {
      complain(slot, field, status, line, findings)
      rest.shift()
    } else if (field?.text === '') rest.shift()
  }
  for (const field of rest.filter(({ text }) => !MOVEMENT_TIME.test(text))) {
    findings.warning('ignored', 'status', field, {
      vi: `“${shown(field.text)}” không thuộc dòng ${status} nên không được đọc.`,
      en: `“${shown(field.text)}” does not belong in a ${status} line and is not read.`,
    })
  }
  return values
}

function complain(
  slot: AnySlot,
  field: LineField | undefined,
  status: CimpStatus,
  line: TextLine,
  findings: CimpFindings,
): void {
  const { vi, en } = CIMP_ITEMS[slot.item]
  if (field === undefined || field.text === '') {
    findings.error('missing', slot.item, field ?? endOf(line), {
      vi: `Dòng ${status} thiếu ${vi.toLowerCase()} (ví dụ ${slot.example}).`,
      en: `The ${status} line lacks the ${en.toLowerCase()} (such as ${slot.example}).`,
    })
    return
  }
  findings.error('field', slot.item, field, {
    vi: `“${shown(field.text)}” không phải là ${vi.toLowerCase()} (ví dụ ${slot.example}).`,
    en: `“${shown(field.text)}” is no ${en.toLowerCase()} (such as ${slot.example}).`,
  })
}

const endOf = ({ line, text }: TextLine) => ({ line, column: text.length + 1 })
