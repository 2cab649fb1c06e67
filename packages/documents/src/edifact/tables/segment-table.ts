/**
 * What a segment may hold, as directories print it: rows in the order of their positions. Data only; `check-segment.ts`
 * holds a segment against it.
 */

/** `M` mandatory, `C` conditional. A component's counts only where its composite is used. */
export type Status = 'M' | 'C'

/** `a` letters, `n` a number, `an` anything; then exactly (`an3`) or at most (`an..35`) so many characters. */
export type Format = `${'a' | 'n' | 'an'}${'' | '..'}${number}`

export interface ComponentRow {
  /** Of the directory of data elements, for example `7140`. */
  readonly tag: string
  readonly status: Status
  readonly format: Format
}

export interface SimpleRow extends ComponentRow {
  /** `010`, `020` … */
  readonly position: string
  /** How often it may stand there (syntax version 4). */
  readonly repeats: number
}

export interface CompositeRow {
  readonly position: string
  /** For example `C212`. */
  readonly tag: string
  readonly status: Status
  readonly repeats: number
  readonly components: readonly ComponentRow[]
}

export type ElementRow = SimpleRow | CompositeRow

export interface SegmentTable {
  readonly tag: string
  /** As the directory calls it. */
  readonly name: string
  readonly elements: readonly ElementRow[]
}

export const simple = (position: string, tag: string, status: Status, format: Format, repeats = 1): SimpleRow => ({
  position,
  tag,
  status,
  format,
  repeats,
})

export const composite = (
  position: string,
  tag: string,
  status: Status,
  components: readonly ComponentRow[],
  repeats = 1,
): CompositeRow => ({ position, tag, status, repeats, components })

export const component = (tag: string, status: Status, format: Format): ComponentRow => ({ tag, status, format })
