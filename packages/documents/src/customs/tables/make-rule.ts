import type { Bilingual } from '@congky/shared'
import type { Catalogue } from '../catalogues.ts'
import type { FieldRule, FieldType, Need } from './field-rule.ts'

export interface RuleOptions {
  readonly need?: Need
  /** Default: whether `need` is not `optional`. */
  readonly marked?: boolean
  readonly spelled?: string
  /** What the notation alone does not say. */
  readonly type?: FieldType
}

/** One row: element, type as the decision writes it, how people call it. */
export function rule(element: string, notation: string, label: Bilingual, options: RuleOptions = {}): FieldRule {
  const { need = 'filled', marked = need !== 'optional', spelled, type = typeOf(notation) } = options
  return { element, notation, label, need, marked, type, ...(spelled === undefined ? {} : { spelled }) }
}

/** A row whose values are a list of the decision. */
export function coded(element: string, notation: string, catalogue: Catalogue): FieldRule {
  return rule(element, notation, catalogue.label, { type: { is: 'code', catalogue } })
}

export const said = (vi: string, en: string): Bilingual => ({ vi, en })

/** `an..36`, `an5`, `n2`, `n..2`, `n[..12]p`, `date`, `datetime`. */
function typeOf(notation: string): FieldType {
  if (notation === 'date' || notation === 'datetime') return { is: notation }
  const decimal = /^n\[\.\.(\d+)\]p$/.exec(notation)
  if (decimal) return { is: 'decimal', digitsMax: Number(decimal[1]) }
  const [, kind, upTo, length] = /^(an|n)(\.\.)?(\d+)$/.exec(notation) ?? []
  if (kind === undefined) throw new RangeError(`no such notation: ${notation}`)
  const max = Number(length)
  return { is: kind === 'an' ? 'text' : 'digits', min: upTo === undefined ? max : 1, max }
}
