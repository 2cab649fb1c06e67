/**
 * A segment as the rules of exclusion and suppression want it (ISO 9735-1:2002, 8 and 9; draft regulation
 * QCVN:2008/BCT, 7.3.2 e and f): nothing absent at the end of composites, repetitions and segments, no blanks at the ends
 * of values. The standard speaks of blanks behind values only; those before them are read as needless too.
 */
import type { Envelope } from './envelopes.ts'
import type { Composite, DataElement, Segment } from './segment.ts'
import { trimBlanks } from './trim-blanks.ts'

export function strictSegment({ tag, elements }: Segment): Segment {
  const strict = elements.map((repetitions) => {
    const composites = repetitions.map((composite) => withoutEnd(composite.map(trimBlanks), (value) => value === ''))
    return withoutEnd(composites, (composite) => composite.length === 0)
  })
  return { tag, elements: withoutEnd(strict, (element) => element.length === 0) }
}

function withoutEnd<T>(list: readonly T[], isAbsent: (item: T) => boolean): readonly T[] {
  let length = list.length
  while (length > 0 && isAbsent(list[length - 1] as T)) length--
  return length === list.length ? list : list.slice(0, length)
}

/** The trailer with its count and the header's reference; what else it says stays. */
export function strictTrailer(envelope: Envelope, header: Segment, trailer: Segment | null, count: number): Segment {
  const reference = header.elements[envelope.headerReference - 1] ?? [[]]
  const counted = withElement(trailer?.elements ?? [], envelope.count, [[String(count)]])
  const elements = withElement(counted, envelope.trailerReference, reference)
  return strictSegment({ tag: envelope.trailer, elements })
}

/** @param element From 1. */
export function withElement(
  elements: readonly DataElement[],
  element: number,
  value: readonly Composite[],
): readonly DataElement[] {
  const length = Math.max(elements.length, element)
  return Array.from({ length }, (_, index) => (index === element - 1 ? value : (elements[index] ?? [[]])))
}
