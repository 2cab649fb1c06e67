/**
 * How many signatures of an interchange are looked at. Each costs a digest of what it covers, with every algorithm
 * where it names none, and a walk over all messages for what it leaves out: hostile input gets no minutes of it.
 */
import { tooComplex } from '../xml/document-errors.ts'
import { isAutack } from './autack-references.ts'
import type { SecuredStructure } from './secured-structure.ts'

/** Of one interchange or message; the standard has 99. */
const OF_ONE_MAX = 20
/** Segments of one header or trailer group; the standard has 14. */
const OF_ONE_GROUP_MAX = 100
/** In all: interchanges of messages that are signed one by one. */
const IN_ALL_MAX = 500
/** Lines of a report about messages AUTACK: headers times segments, so that two headers may speak of 9,999 messages. */
const LINES_MAX = 50_000
/** To be digested in all. */
const OCTETS_MAX = 1 << 29
/** Signatures times messages. */
const STEPS_MAX = 10_000_000

/** @throws {CongkyError} ERR_DOCUMENT_TOO_COMPLEX */
export function assertBounded(structures: readonly SecuredStructure[]): void {
  const counts = structures.map((structure) => {
    const { headers, trailers, body, start, end } = structure
    const count = Math.max(headers.length, trailers.length)
    const lines = isAutack(structure) ? count * (body?.segments.length ?? 0) : 0
    return { count, octets: count * (end - start), lines }
  })
  const inAll = counts.reduce((sum, { count }) => sum + count, 0)
  const octets = counts.reduce((sum, each) => sum + each.octets, 0)
  const lines = counts.reduce((sum, each) => sum + each.lines, 0)
  const groups = structures.flatMap(({ headers, trailers }) => [...headers, ...trailers])
  if (groups.some(({ segments }) => segments.length > OF_ONE_GROUP_MAX)) throw tooMany()
  if (counts.some(({ count }) => count > OF_ONE_MAX) || inAll > IN_ALL_MAX || lines > LINES_MAX) throw tooMany()
  assertBoundedWork(inAll, octets, structures.length)
}

/** @throws {CongkyError} ERR_DOCUMENT_TOO_COMPLEX */
export function assertBoundedWork(signatures: number, octets: number, messages: number): void {
  if (octets > OCTETS_MAX || signatures * messages > STEPS_MAX) throw tooMany()
}

function tooMany(): Error {
  return tooComplex('more signatures than are looked at', 'có nhiều chữ ký hơn mức được kiểm tra')
}
