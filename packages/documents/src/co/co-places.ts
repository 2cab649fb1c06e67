/**
 * Where each field of a certificate stands in its message: annex 4, step 2 and 3 of QCVN:2008/BCT, as a table. Reading
 * and writing both follow it. Fields without a place here, and values wider than their place, stand in a text that
 * bears the field's name (`named-text.ts`); BGM, DTM, NAD and the texts of the header have files of their own.
 */
import type { CoGoods, CoRecord } from './co-record.ts'

export interface FixedValue {
  readonly element: number
  readonly component: number
  readonly value: string
  /** A qualifier: with another one the segment means something else, and the message's table tells of it. */
  readonly isCode: boolean
}

export interface FieldPlace<K extends string> {
  readonly key: K
  readonly element: number
  readonly component: number
  /** So many components from there hold lines of it; only the first is written. */
  readonly lines: number
  /** Characters that the component holds. */
  readonly max: number
  /** A code or number: blanks around it mean nothing. `number`: written with digits, a point or comma. */
  readonly kind: 'text' | 'code' | 'number'
}

export interface SegmentPattern<K extends string> {
  readonly tag: string
  /** The segment group that holds it alone, inside the one of the pattern's list. */
  readonly group: string | null
  /** Written always; when read, other values are told of. */
  readonly fixed: readonly FixedValue[]
  readonly fields: readonly FieldPlace<K>[]
}

type At = (element: number, component: number, value: string) => FixedValue
const code: At = (element, component, value) => ({ element, component, value, isCode: true })
const constant: At = (element, component, value) => ({ element, component, value, isCode: false })

function field<K extends string>(
  key: K,
  [element, component]: readonly [number, number],
  kind: FieldPlace<K>['kind'],
  max: number,
  lines = 1,
): FieldPlace<K> {
  return { key, element, component, kind, max, lines }
}

function pattern<K extends string>(
  tag: string,
  fixed: readonly FixedValue[],
  fields: readonly FieldPlace<K>[],
  group: string | null = null,
): SegmentPattern<K> {
  return { tag, fixed, fields, group }
}

/** `IMD+B++:::2'`: the state stands where a description does. */
export const statePattern: SegmentPattern<'state' & keyof CoRecord> = pattern(
  'IMD',
  [code(1, 1, 'B')],
  [field('state', [3, 4], 'code', 256)],
)

export const goodsPatterns: readonly SegmentPattern<keyof CoGoods>[] = [
  pattern('LIN', [], [field('ordinal', [1, 1], 'text', 6)]),
  pattern('PIA', [code(1, 1, '5'), code(2, 2, 'HS')], [field('hsCode', [2, 1], 'code', 35)]),
  // 161 stands in the example as the list of a code that is not there; both sides write it.
  pattern('IMD', [code(1, 1, 'F'), constant(3, 2, '161')], [field('description', [3, 4], 'text', 256, 2)]),
  // The unit is said as "one of it"; the quantity follows in QTY.
  pattern('MEA', [code(1, 1, 'AAE'), constant(3, 2, '1')], [field('unit', [3, 1], 'code', 8)]),
  pattern('QTY', [code(1, 1, '142')], [field('quantity', [1, 2], 'number', 35)]),
  pattern('MOA', [code(1, 1, '66')], [field('value', [1, 2], 'number', 35), field('currency', [1, 3], 'code', 3)]),
  pattern('RFF', [code(1, 1, 'ABU')], [field('categoryCode', [1, 2], 'code', 70)], 'SG33'),
]
