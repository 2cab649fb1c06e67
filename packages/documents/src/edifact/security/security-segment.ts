/**
 * Security segments built and read by the numbers of their data elements. An element that repeats uses the repetition
 * separator from syntax version 4 on; before, each repetition has a position of its own, as in all segments of those
 * versions (the reading of ISO 9735-11, whose text was not at hand).
 */
import type { Composite, DataElement, Segment } from '../segment.ts'
import { SECURITY_SEGMENTS, type SecurityTag } from './security-tables.ts'

/** Values by the number of the element: a text is a simple one, a list of lists the repetitions of a composite. */
export type SecurityValues = Readonly<Record<string, string | readonly Composite[]>>

/** @throws {Error} The segment has no such element, or not so many repetitions. */
export function securitySegment(tag: SecurityTag, values: SecurityValues, version: number): Segment {
  const known = SECURITY_SEGMENTS[tag]
  const unknown = Object.keys(values).find((code) => !known.some((element) => element.code === code))
  if (unknown !== undefined) throw new Error(`${tag} has no element ${unknown}`)
  const elements = known.flatMap(({ code, repeats }): readonly DataElement[] => {
    const value = values[code] ?? ''
    const repetitions: DataElement = typeof value === 'string' ? [[value]] : value
    if (repetitions.length > repeats) throw new Error(`${tag} has room for ${repeats} of ${code} only`)
    if (version >= 4) return [repetitions.length === 0 ? [['']] : repetitions]
    return Array.from({ length: repeats }, (_, at) => [repetitions[at] ?? ['']])
  })
  return { tag, elements: withoutEmptyEnds(elements) }
}

/** Components, elements that are empty at the end are left out (ISO 9735-1, 8). */
function withoutEmptyEnds(elements: readonly DataElement[]): readonly DataElement[] {
  const shortened = elements.map((element) => element.map(trimmed))
  const last = shortened.findLastIndex((element) => element.some((composite) => composite.some(Boolean)))
  return shortened.slice(0, last + 1)
}

function trimmed(composite: Composite): Composite {
  return composite.slice(0, Math.max(1, composite.findLastIndex(Boolean) + 1))
}

/** What repetitions of an element there are, each with its components; none where it is absent or empty. */
export function securityElement(
  segment: Segment,
  tag: SecurityTag,
  code: string,
  version: number,
): readonly Composite[] {
  const known = SECURITY_SEGMENTS[tag]
  const at = known.findIndex((element) => element.code === code)
  const repeats = known[at]?.repeats ?? 0
  const before = known.slice(0, at)
  const first = version >= 4 ? at : before.reduce((sum, element) => sum + element.repeats, 0)
  const found = version >= 4 ? (segment.elements[first] ?? []) : segment.elements.slice(first, first + repeats).flat(1)
  return found.filter((composite) => composite.some(Boolean))
}

/** The value of a simple element, or of a component of the first repetition; empty where there is none. */
export function securityValue(
  segment: Segment,
  tag: SecurityTag,
  code: string,
  version: number,
  component = 1,
): string {
  return securityElement(segment, tag, code, version)[0]?.[component - 1] ?? ''
}
