import { lengthOf } from '../customs/check-value.ts'
import { type Segment, segment } from '../edifact/segment.ts'
import type { FieldPlace, SegmentPattern } from './co-places.ts'

/** As reading gives it back: a point, and nothing that means the same. */
const NUMBER = /^-?\d+(?:\.\d+)?$/

/** Whether a field's place holds this very value. */
export function fitsPlace({ max, kind }: Pick<FieldPlace<string>, 'max' | 'kind'>, value: string): boolean {
  if (value.length > max && lengthOf(value) > max) return false
  return kind === 'text' || value === '' || (kind === 'number' ? NUMBER.test(value) : value === value.trim())
}

export interface WrittenPattern<K extends string> {
  /** null: there is nothing to say. */
  readonly segment: Segment | null
  /** Fields whose value does not fit. */
  readonly left: readonly K[]
}

export function writePattern<K extends string>(
  { tag, fixed, fields }: SegmentPattern<K>,
  values: Readonly<Record<K, string>>,
): WrittenPattern<K> {
  const fitting = fields.filter((field) => fitsPlace(field, values[field.key]))
  const left = fields.filter((field) => !fitting.includes(field)).map(({ key }) => key)
  const said = fitting.map((field) => ({ ...field, value: values[field.key] })).filter(({ value }) => value !== '')
  if (said.length === 0) return { segment: null, left }
  const elements: string[][] = []
  for (const { element, component, value } of [...fixed, ...said]) {
    while (elements.length < element) elements.push([])
    const components = elements[element - 1]
    while (components !== undefined && components.length < component) components.push('')
    if (components !== undefined) components[component - 1] = value
  }
  return { segment: segment(tag, ...elements.map((components) => (components.length === 0 ? '' : components))), left }
}
