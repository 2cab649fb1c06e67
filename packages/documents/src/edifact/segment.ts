import type { EdifactPlace } from './edifact-finding.ts'

/**
 * A segment of UN/EDIFACT as plain data (ISO 9735-1): a tag and data elements, each with its repetitions, each of
 * those a list of components. A simple data element is a composite of one component. Values are free of release
 * characters. What is absent is an empty text or missing at the end.
 */

/** The components of one composite data element, in order. */
export type Composite = readonly string[]

/** A data element: its repetitions (syntax version 4), mostly just one. */
export type DataElement = readonly Composite[]

export interface Segment {
  /** Three upper-case letters or digits. */
  readonly tag: string
  readonly elements: readonly DataElement[]
}

/** A segment as it stood in an interchange. */
export interface ReadSegment extends Segment {
  /** From 1, counted through the interchange; UNA is none. */
  readonly number: number
  /** Bytes from the beginning of the interchange: from the first of the tag to behind the terminator. */
  readonly start: number
  readonly end: number
}

/**
 * A segment of the simplest shape: nothing repeats.
 *
 * @param elements A text is a simple element, a list the components of a composite.
 */
export function segment(tag: string, ...elements: readonly (string | Composite)[]): Segment {
  return { tag, elements: elements.map((element) => [typeof element === 'string' ? [element] : element]) }
}

/**
 * One value; empty where there is none.
 *
 * @param element From 1, as directories count them.
 * @param component From 1.
 * @param repetition From 1.
 */
export function valueAt({ elements }: Segment, element: number, component = 1, repetition = 1): string {
  return elements[element - 1]?.[repetition - 1]?.[component - 1] ?? ''
}

/**
 * Where a data element of a segment that was read stands. Its first byte is not kept: the segment's is told.
 *
 * @param element From 1.
 * @param component From 1; null: all of the element.
 */
export function elementPlace(
  { number, tag, start }: ReadSegment,
  element: number,
  component: number | null = null,
): EdifactPlace {
  return { segment: number, tag, element, component, offset: start, path: '' }
}
