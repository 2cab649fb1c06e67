import type { CoFinding } from './co-finding.ts'
import type { CoRecord } from './co-record.ts'

/**
 * A record against annex 3: what must be there, widths, kinds of values, order of the goods. Findings have no place
 * in a message; their `field` says where.
 */
export function validateCoRecord(_record: CoRecord): readonly CoFinding[] {
  return []
}
