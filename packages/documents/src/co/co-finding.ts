import type { EdifactFinding } from '../edifact/edifact-finding.ts'
import type { TableRule } from '../edifact/tables/table-finding.ts'

/** What can be wrong with a certificate of origin or its message; stable, part of what programs read. */
export type CoRule =
  | TableRule
  // Of the record
  | 'missing'
  | 'characters'
  | 'blanks'
  | 'number'
  | 'date'
  | 'state'
  | 'form'
  | 'country'
  | 'currency'
  | 'hs-code'
  | 'tax-code'
  | 'ean-code'
  | 'ordinal'
  // Of reading the message
  | 'date-format'
  | 'form-ambiguous'
  | 'text-place'
  | 'value-lost'
  | 'count'

export interface CoFinding extends EdifactFinding<CoRule> {
  /** Of the record, as `goods[2].hsCode` counted from 1; empty where it is about the message. */
  readonly field: string
}
