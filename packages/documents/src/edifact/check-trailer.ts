/** What a trailer says about what it ends. */
import type { Envelope } from './envelopes.ts'
import { elementPlace, type ReadSegment, valueAt } from './segment.ts'
import type { SyntaxFindings } from './syntax-findings.ts'

/** Count and reference of a trailer against what was read. */
export function checkTrailer(
  envelope: Envelope,
  header: ReadSegment,
  trailer: ReadSegment,
  counted: number,
  findings: SyntaxFindings,
): void {
  const { tag } = trailer
  const count = valueAt(trailer, envelope.count)
  const atCount = elementPlace(trailer, envelope.count)
  if (count === '' && envelope.isStrict) findings.add('mandatory', atCount, { tag, name: COUNT })
  else if (count !== '' && Number(count) !== counted) {
    findings.add('count', atCount, { tag, found: count, counted, name: envelope.counted })
  } else if (/^0\d/.test(count)) findings.add('leading-zeros', atCount, { found: count })
  const expected = wholeElement(header, envelope.headerReference)
  const found = wholeElement(trailer, envelope.trailerReference)
  const atReference = elementPlace(trailer, envelope.trailerReference)
  if (found === '' && (envelope.isStrict || expected !== ''))
    findings.add('mandatory', atReference, { tag, name: REFERENCE })
  else if (found !== expected) findings.add('reference', atReference, { tag, found, expected, header: header.tag })
}

const COUNT = { vi: 'số đếm', en: 'count' }
const REFERENCE = { vi: 'số tham chiếu', en: 'reference' }

/** References of interactive interchanges have several components. */
function wholeElement({ elements }: ReadSegment, element: number): string {
  const components = elements[element - 1]?.[0] ?? []
  return components.join(':').replace(/:+$/, '')
}
