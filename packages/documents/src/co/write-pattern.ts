import { lengthOf } from '../customs/check-value.ts'
import { type Segment, segment } from '../edifact/segment.ts'
import type { FieldPlace, SegmentPattern } from './co-places.ts'

/** As reading gives it back: a point, and nothing that means the same. */
const NUMBER = /^-?\d+(?:\.\d+)?$/

/** Whether a field's place holds this very value. */
export function fitsPlace({ max, kind }: Pick<FieldPlace<string>, 'max' | 'kind'>, value: string): boolean {
  if (lengthOf(value) > max) return false
  return kind === 'text' || (kind === 'number' ? NUMBER.test(value) : value === value.trim())
}

/** The segment with those values that fit; null: there are none. */
export function writePattern<K extends string>(
  { tag, fixed, fields }: SegmentPattern<K>,
  values: Readonly<Record<K, string>>,
): Segment | null {
  const written = fields
    .map(({ key, ...place }) => ({ ...place, value: fitsPlace(place, values[key]) ? values[key] : '' }))
    .filter(({ value }) => value !== '')
  if (written.length === 0) return null
  const elements: string[][] = []
  for (const { element, component, value } of [...fixed, ...written]) {
    while (elements.length < element) elements.push([])
    const components = elements[element - 1]
    while (components !== undefined && components.length < component) components.push('')
    if (components !== undefined) components[component - 1] = value
  }
  return segment(tag, ...elements.map((components) => (components.length === 0 ? '' : components)))
}
