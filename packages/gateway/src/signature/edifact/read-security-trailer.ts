/**
 * What a security trailer group holds. No signature covers its own trailer whole, so each has one form only: written
 * anew from its values, it has to be the same bytes.
 */
import {
  type Composite,
  type ReadSegment,
  type Segment,
  SegmentWriter,
  securityElement,
  securitySegment,
  securityValue,
} from '@congky/documents'
import type { SecurityPair } from './covered-octets.ts'
import type { OpenedInterchange } from './open-interchange.ts'

export interface SecurityTrailer {
  /** Of USR; empty where there is none. */
  readonly results: readonly Composite[]
  readonly problems: readonly string[]
}

export function trailerOf(opened: OpenedInterchange, { header, trailer }: SecurityPair): SecurityTrailer {
  const { version } = opened.interchange.syntax
  const { first, segments } = trailer
  const [, result, ...more] = segments
  const counted = String(header.segments.length + segments.length)
  const reference = securityValue(first, 'UST', '0534', version)
  const written = securityValue(first, 'UST', '0588', version)
  const results = result ? securityElement(result, 'USR', 'S508', version) : []
  const expected = securitySegment('UST', { '0534': reference, '0588': counted }, version)
  const isCounted = written === counted
  const isExact =
    isWritten(opened, first, expected) &&
    (result === undefined || isWritten(opened, result, securitySegment('USR', { S508: results.slice(0, 2) }, version)))
  return {
    results,
    problems: [
      ...(more.length > 0 ? ['its trailer holds more than one result'] : []),
      ...(isCounted ? [] : ['its trailer counts other security segments than there are']),
      ...(isExact || !isCounted ? [] : ['its trailer is not written in the one form that it has']),
    ],
  }
}

function isWritten({ bytes, interchange }: OpenedInterchange, { start, end }: ReadSegment, expected: Segment): boolean {
  const text = new SegmentWriter(interchange.characters).write(expected)
  return bytes.subarray(start, end).equals(Buffer.from(text, 'latin1'))
}
