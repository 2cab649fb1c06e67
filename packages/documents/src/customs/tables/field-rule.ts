/** Shape of the tables of Decision 1543/QĐ-TCHQ, appendix: one row is one `FieldRule`, one table one `ContentTable`. */

import type { Bilingual } from '@congky/shared'
import type { Catalogue } from '../catalogues.ts'
import type { CustomsHeader } from '../customs-message.ts'

/** What an element may hold. Lengths count characters (code points), as XML Schema does. */
export type FieldType =
  /** `an..36`: up to `max` characters; `an36`: exactly, where `min` equals `max`. */
  | { readonly is: 'text'; readonly min: number; readonly max: number }
  /** `n2`, `n..2`: so many digits. */
  | { readonly is: 'digits'; readonly min: number; readonly max: number }
  /** `n[..12]p`: up to so many digits in all, with a point. */
  | { readonly is: 'decimal'; readonly digitsMax: number }
  | { readonly is: 'date' }
  | { readonly is: 'datetime' }
  /** One of a list. */
  | { readonly is: 'code'; readonly catalogue: Catalogue }
  /** The GUID of a message. */
  | { readonly is: 'guid' }
  /** A CIMP text in base64. */
  | { readonly is: 'cimp' }

/**
 * `filled`: must be there with a value. `present`: must be there, may be empty. `expected`: needed under a condition
 * that the message itself does not show; may be missing or empty. `optional`: may be missing or empty.
 */
export type Need = 'filled' | 'present' | 'expected' | 'optional'

export interface FieldRule {
  /** The name that we write. */
  readonly element: string
  /** The name as the decision spells it, where that is no name of XML or another one. */
  readonly spelled?: string
  readonly type: FieldType
  /** The type as the decision writes it; empty where it gives none. */
  readonly notation: string
  readonly need: Need
  /** Whether the decision marks it as required. */
  readonly marked: boolean
  readonly label: Bilingual
}

export interface HeaderRule extends FieldRule {
  readonly parent: 'Reference' | 'From' | 'To' | 'Subject'
  readonly key: keyof CustomsHeader
}

export interface HeaderTable {
  /** For example `II.2.1`: part and number. */
  readonly number: string
  readonly rules: readonly HeaderRule[]
}

/** The element that a content lists. */
export interface ItemTable {
  readonly element: 'Goods' | 'Dec' | 'Error'
  readonly label: Bilingual
  /** Whether there may be more than one; there is always at least one. */
  readonly repeats: boolean
  readonly rules: readonly FieldRule[]
}

export interface ContentTable {
  readonly number: string
  /** Elements directly in `Content`. */
  readonly rules: readonly FieldRule[]
  readonly item: ItemTable | null
}
