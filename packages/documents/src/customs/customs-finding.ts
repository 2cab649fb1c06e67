import type { Bilingual } from '@congky/shared'

/**
 * `error`: the message breaks the decision. `warning`: it may be refused, or means something else than intended.
 * `notice`: read in a way that the decision does not spell out; nothing is lost.
 */
export type CustomsSeverity = 'error' | 'warning' | 'notice'

/** Every rule that a message can break; stable, part of what programs read. */
export type CustomsRule =
  // Of the reading
  | 'element-name'
  | 'element-unknown'
  | 'element-repeated'
  | 'element-place'
  | 'attribute-unknown'
  | 'namespace'
  | 'text-outside'
  | 'value-form'
  | 'kind-unknown'
  // Of the tables
  | 'missing'
  | 'empty'
  | 'condition'
  | 'too-long'
  | 'wrong-length'
  | 'number'
  | 'date'
  | 'base64'
  | 'code-unknown'
  | 'characters'
  | 'blanks'
  | 'guid'
  | 'tax-code'
  | 'contradiction'
  | 'cimp'
  | 'more'

/** One thing about a message, told to people in both languages and to programs by its rule. */
export interface CustomsFinding extends Bilingual {
  readonly severity: CustomsSeverity
  /** Where, for example `/Envelope/Body/Content/Goods[3]/AWB`; entries of a list are counted from 1. */
  readonly path: string
  /** The element's name. */
  readonly element: string
  readonly rule: CustomsRule
  /** Part and number of the table in the decision's appendix, for example `II.2.4`; empty where none speaks of it. */
  readonly table: string
}
