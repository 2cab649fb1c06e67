/** Writes a Cargo-IMP text from its fields. Strict: what was written has to read back as what was asked for. */
import { CongkyError } from '@congky/shared'
import { writeQuantity } from './cimp-fields.ts'
import type { CimpHouse, CimpMessage } from './cimp-message.ts'
import { parseCimp } from './parse-cimp.ts'
import { STATUS_LINES } from './status-lines.ts'

const REMARKS_LINE_LENGTH = 65

/**
 * Lines end with CR LF, as in Cargo-IMP.
 *
 * @throws {CongkyError} ERR_CIMP_INVALID: a field does not fit the text, or would be read as something else.
 */
export function buildCimp(message: CimpMessage): string {
  const text = `${linesFor(message).join('\r\n')}\r\n`
  const { message: readBack, findings } = parseCimp(text)
  const [wrong] = findings
  if (wrong !== undefined) throw new CongkyError('ERR_CIMP_INVALID', { detail: wrong.message })
  const different = fieldThatDiffers(message, readBack)
  if (different === null) return text
  throw new CongkyError('ERR_CIMP_INVALID', {
    detail: {
      vi: `trường ${different} không viết được trong điện CIMP`,
      en: `field ${different} cannot be written in a CIMP text`,
    },
  })
}

function linesFor(message: CimpMessage): string[] {
  const { kind, version, awb, route, quantity, house, status, remarks } = message
  return [
    `${kind}/${version}`,
    joined(`${awb}${route ?? ''}`, quantity && writeQuantity(quantity)),
    ...(house === null ? [] : [houseLine(house)]),
    statusLine(message, status),
    ...(remarks === null ? [] : remarkLines(remarks)),
  ]
}

function houseLine({ serial, route, quantity }: CimpHouse): string {
  return joined('HWB', serial, route, quantity && writeQuantity(quantity))
}

function statusLine(message: CimpMessage, status: CimpMessage['status']): string {
  const written = STATUS_LINES[status].filter(({ isOnlyRead }) => isOnlyRead !== true)
  const fields = written.map((slot) => {
    switch (slot.key) {
      case 'flight':
        return message.flight && slot.write(message.flight)
      case 'moment':
        return message.moment && slot.write(message.moment)
      case 'statusQuantity':
        return message.statusQuantity && slot.write(message.statusQuantity)
      case 'discrepancy':
        return message.discrepancy && slot.write(message.discrepancy)
      default:
        return message[slot.key]
    }
  })
  return joined(status, ...fields)
}

/** A blank at the end of a line would not count, so that it starts the next one. */
function remarkLines(remarks: string): string[] {
  const first = remarks.length <= REMARKS_LINE_LENGTH ? remarks : remarks.slice(0, REMARKS_LINE_LENGTH).trimEnd()
  const second = remarks.slice(first.length)
  return [`OSI/${first}`, ...(second === '' ? [] : [`/${second}`])]
}

function joined(...fields: readonly (string | null)[]): string {
  return fields.filter((field) => field !== null).join('/')
}

function fieldThatDiffers(asked: CimpMessage, read: CimpMessage | null): string | null {
  const values = read === null ? {} : flat(read)
  const wishes = flat(asked)
  return Object.keys({ ...values, ...wishes }).find((key) => values[key] !== wishes[key]) ?? null
}

/** Every single value by its path, whatever the order of the fields. */
function flat(value: object, path = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      inner !== null && typeof inner === 'object'
        ? Object.entries(flat(inner, `${path}${key}.`))
        : [[`${path}${key}`, inner]],
    ),
  )
}
