import { type ReadInterchange, valueAt } from '@congky/documents'

/** What UNB says (S001 to S004, 0020), as it stands there. */
export interface Envelope {
  readonly syntax: string
  readonly sender: string
  readonly recipient: string
  readonly date: string
  readonly time: string
  readonly controlReference: string
}

/** All year. */
export const VIETNAM = '+07:00'

export function envelopeOf({ header, syntax }: ReadInterchange): Envelope {
  return {
    syntax: `${syntax.identifier}:${syntax.version}`,
    sender: valueAt(header, 2),
    recipient: valueAt(header, 3),
    date: valueAt(header, 4, 1),
    time: valueAt(header, 4, 2),
    controlReference: valueAt(header, 5),
  }
}

/** `081216` or `20081216`, `1503`: in Vietnam's time, as UNB has no zone. Null for what is no date. */
export function preparedAt({ date, time }: Envelope): Date | null {
  const [, year = '', month = '', day = ''] = /^(\d{2}|\d{4})(\d{2})(\d{2})$/.exec(date) ?? []
  const [, hour = '', minute = ''] = /^(\d{2})(\d{2})$/.exec(time) ?? []
  const at = new Date(`${year.length === 2 ? `20${year}` : year}-${month}-${day}T${hour}:${minute}${VIETNAM}`)
  return Number.isNaN(at.getTime()) ? null : at
}
