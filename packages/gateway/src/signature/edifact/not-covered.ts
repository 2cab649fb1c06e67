/** What of an interchange a signature does not cover: the segments and messages of which it leaves out anything. */
import type { ReadSegment } from '@congky/documents'
import type { Range, SecurityPair } from './covered-octets.ts'
import type { OpenedInterchange } from './open-interchange.ts'
import { pathOf, type SecuredStructure, structuresOf } from './secured-structure.ts'

interface Part extends Range {
  readonly name: string
}

/** More are counted only: an interchange may hold a hundred thousand messages. */
const LISTED_MAX = 50

/**
 * @param covered In any order.
 * @param own The groups of the signature itself, which is not told of what it leaves out of them.
 */
export function notCovered(opened: OpenedInterchange, covered: readonly Range[], own: SecurityPair | null): string[] {
  const ranges = merged(covered)
  const ofItself = new Set(own && [...own.header.segments, ...own.trailer.segments].map(({ start }) => start))
  const left = partsOf(opened, ranges)
    .filter((part) => !isCovered(ranges, part) && !ofItself.has(part.start))
    .map(({ name }) => name)
  const more = left.length - LISTED_MAX
  return more > 0 ? [...left.slice(0, LISTED_MAX), `… (+${more})`] : left
}

/** In order, and none beginning where another goes on. */
function merged(ranges: readonly Range[]): readonly Range[] {
  const joined: Range[] = []
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1)
    if (last && start <= last.end) joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, end) }
    else joined.push({ start, end })
  }
  return joined
}

/** @param ranges Merged: there may be as many as messages, so that each is looked for in few steps. */
function isCovered(ranges: readonly Range[], { start, end }: Range): boolean {
  const range = lastFrom(ranges, start)
  return range !== undefined && end <= range.end
}

function isTouched(ranges: readonly Range[], { start, end }: Range): boolean {
  const range = lastFrom(ranges, end - 1)
  return range !== undefined && start < range.end
}

/** The last one that begins there or before. */
function lastFrom(ranges: readonly Range[], at: number): Range | undefined {
  let [low, high] = [0, ranges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.start ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return ranges[low - 1]
}

function partsOf(opened: OpenedInterchange, covered: readonly Range[]): Part[] {
  const { interchange, bytes } = opened
  const [whole, ...messages] = structuresOf(opened)
  if (whole === undefined) return []
  const { header, trailer, groups } = interchange
  const parts = [
    ...(interchange.hasServiceString ? [{ name: 'UNA', start: 0, end: header.start }] : []),
    part(header),
    ...securityParts(whole),
    ...groups.flatMap((group) => [part(group.header), ...(group.trailer ? [part(group.trailer)] : [])]),
    ...messages.flatMap((message) => messageParts(message, covered)),
    ...(trailer ? [part(trailer)] : []),
    ...(bytes.length > whole.end ? [{ name: 'UNZ…EOF', start: whole.end, end: bytes.length }] : []),
  ]
  return parts.sort((a, b) => a.start - b.start)
}

/** A message that is covered in part is told by its parts. */
function messageParts(message: SecuredStructure, covered: readonly Range[]): Part[] {
  const { header, trailer, body, start, end, path } = message
  const name = path.slice(path.indexOf('/') + 1)
  const whole = { name, start, end }
  if (!isTouched(covered, whole) || isCovered(covered, whole)) return [whole]
  return [
    part(header),
    ...securityParts(message),
    ...(body ? [{ name: `${name}/…`, start: body.start, end: body.end }] : []),
    ...(trailer ? [{ ...part(trailer), name: `${name}/UNT` }] : []),
  ]
}

function securityParts({ headers, trailers }: SecuredStructure): Part[] {
  return [...headers, ...trailers].flatMap(({ segments }) => segments.map(part))
}

function part(segment: ReadSegment): Part {
  const { tag, start, end } = segment
  return { name: ['UNB', 'UNH', 'UNG', 'USH', 'UST'].includes(tag) ? pathOf(segment) : tag, start, end }
}
