/**
 * Which octets a signature of security groups covers, by its scope (data element 0541; the words of its codes are
 * those of the service code list, and what they leave open is read so):
 *
 * - `whole` (3): every octet of the interchange (from UNA, where there is one, else UNB, to the terminator of UNZ) or
 *   of the message (UNH to UNT), line breaks between segments and all, save the segment USR that holds the signature.
 * - `header-to-trailer` (2): from the U of its USH to the last octet before its UST that belongs to a segment.
 * - `header-and-body` (1): its own header group, and what lies between the header and the trailer groups. What
 *   stands between the two counts when no other group does, and is left out otherwise.
 */
import type { ScopeName } from '@congky/documents'
import type { SecuredStructure, SecurityGroup } from './secured-structure.ts'

/** Bytes from `start` to before `end`. */
export interface Range {
  readonly start: number
  readonly end: number
}

export interface SecurityPair {
  readonly header: SecurityGroup
  readonly trailer: SecurityGroup
}

export function coveredRanges(
  structure: SecuredStructure,
  { header, trailer }: SecurityPair,
  scope: ScopeName,
): Range[] {
  switch (scope) {
    case 'whole': {
      const { start, end } = structure
      const result = trailer.segments.find(({ tag }) => tag === 'USR')
      return result ? [range(start, result.start), range(result.end, end)] : [range(start, end)]
    }
    case 'header-to-trailer':
      return [range(header.first.start, lastEndBefore(structure, trailer.first.start))]
    case 'header-and-body': {
      const { body, headers } = structure
      const own = range(header.first.start, endOf(header))
      if (body === null) return [own]
      return headers.at(-1) === header ? [range(own.start, body.end)] : [own, range(body.start, body.end)]
    }
  }
}

export function octetsOf(bytes: Uint8Array, ranges: readonly Range[]): Buffer {
  return Buffer.concat(ranges.map(({ start, end }) => bytes.subarray(start, end)))
}

function range(start: number, end: number): Range {
  return { start, end }
}

function endOf({ first, segments }: SecurityGroup): number {
  return segments.at(-1)?.end ?? first.end
}

function lastEndBefore({ headers, body, trailers }: SecuredStructure, at: number): number {
  const ends = [...headers.map(endOf), ...(body ? [body.end] : []), ...trailers.map(endOf)]
  return Math.max(...ends.filter((end) => end <= at))
}
