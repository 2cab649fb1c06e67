import { customsEnvelope } from '../test/support/customs-envelopes.ts'
import { type Company, enterprises } from './office.ts'

/** A document of the demo: a message of a warehouse keeper to the customs. */
export interface Envelope {
  readonly company: Company
  readonly reference: string
  readonly xml: string
}

const LOTS_MAX = 4

/** Documents that take turns between the enterprises; the same every time but for the day. */
export function envelopes(count: number, prefix = 'TK'): Envelope[] {
  return Array.from({ length: count }, (_, index) => {
    const company = enterprises[index % enterprises.length]
    if (!company) throw new Error('the office has no enterprises')
    const { taxCode, name } = company
    const reference = `${prefix}-${String(index + 1).padStart(2, '0')}-${taxCode}`
    const options = { lots: 1 + (index % LOTS_MAX), seed: index, sentAt: new Date(), reference }
    return { company, reference, xml: customsEnvelope({ taxCode, enterprise: name, ...options }) }
  })
}
