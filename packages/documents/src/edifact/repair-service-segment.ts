/**
 * Blanks that print put inside codes of service segments (`UNH+1234+ORD ERS:D:04B:UN`): no code has one, so they are
 * left out. Codes of other segments are the business of message tables.
 */
import { elementPlace, type ReadSegment } from './segment.ts'
import type { SyntaxFindings } from './syntax-findings.ts'

/** Data elements, from 1, that hold only codes and numbers. */
const CODED: Readonly<Record<string, readonly number[]>> = {
  UNB: [1, 4],
  UIB: [1],
  UNG: [1, 4, 7],
  UNH: [2],
  UIH: [1],
  UNT: [1],
  UIT: [2],
  UNE: [1],
  UNZ: [1],
  UIZ: [2],
}

export function repairServiceSegment(segment: ReadSegment, findings: SyntaxFindings): ReadSegment {
  const coded = CODED[segment.tag]
  if (coded === undefined) return segment
  const hasBlank = coded.some((element) => segment.elements[element - 1]?.flat().some((value) => value.includes(' ')))
  if (!hasBlank) return segment
  const repair = (found: string, element: number, component: number): string => {
    const read = found.replaceAll(' ', '')
    if (read !== found) findings.add('blank-inside', elementPlace(segment, element, component), { found, read })
    return read
  }
  const elements = segment.elements.map((repetitions, index) =>
    coded.includes(index + 1)
      ? repetitions.map((composite) => composite.map((value, at) => repair(value, index + 1, at + 1)))
      : repetitions,
  )
  return { ...segment, elements }
}
