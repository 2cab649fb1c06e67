/**
 * What can be secured in an interchange, and the security groups that stand there: header groups (USH, USA, USC, USR)
 * directly behind the header of the interchange or message, trailer groups (UST, USR) directly before its trailer
 * (ISO 9735-5, clauses 5 and 6). Security segments anywhere else mean something to one reader and nothing to another, so they
 * are kept apart, to be told.
 */
import type { EdifactMessage, ReadSegment } from '@congky/documents'
import { valueAt } from '@congky/documents'
import type { OpenedInterchange } from './open-interchange.ts'

export interface SecurityGroup {
  /** USH or UST. */
  readonly first: ReadSegment
  /** That one and what belongs to it. */
  readonly segments: readonly ReadSegment[]
}

/** An interchange or a message. */
export interface SecuredStructure {
  readonly level: 'interchange' | 'message'
  /** `UNB+VCCI081216` or `UNB+VCCI081216/UNH+1234`. */
  readonly path: string
  /** UNB, or UNH; the trailer may be missing. */
  readonly header: ReadSegment
  readonly trailer: ReadSegment | null
  /** Bytes of the whole; that of an interchange begins with UNA, where there is one. */
  readonly start: number
  readonly end: number
  readonly headers: readonly SecurityGroup[]
  /** What lies between header and trailer groups, from the first to the last segment; null: nothing. */
  readonly body: { readonly start: number; readonly end: number; readonly segments: readonly ReadSegment[] } | null
  readonly trailers: readonly SecurityGroup[]
  /** Segments of such groups that stand where none belong. */
  readonly strays: readonly ReadSegment[]
}

const HEADER_TAGS: readonly string[] = ['USH', 'USA', 'USC', 'USR']
const TRAILER_TAGS: readonly string[] = ['UST', 'USR']
/** Nobody takes the others for security where none of these stands before them. */
const GROUP_TAGS: readonly string[] = ['USH', 'UST']

const known = new WeakMap<OpenedInterchange, readonly SecuredStructure[]>()

/** The interchange itself first, then its messages. Looked at once: each of a thousand signatures asks for all. */
export function structuresOf(opened: OpenedInterchange): readonly SecuredStructure[] {
  const found = known.get(opened) ?? readStructures(opened)
  known.set(opened, found)
  return found
}

function readStructures(opened: OpenedInterchange): readonly SecuredStructure[] {
  const { interchange } = opened
  const path = pathOf(interchange.header)
  const messages = messagesOf(opened).map((message) => messageStructure(message, path))
  return [interchangeStructure(opened, path), ...messages]
}

export function messagesOf({ interchange }: OpenedInterchange): readonly EdifactMessage<ReadSegment>[] {
  return [...interchange.messages, ...interchange.groups.flatMap((group) => group.messages)]
}

/** Which element of a segment is its reference; the first of all that are not listed. */
const REFERENCE_AT: Readonly<Record<string, number>> = { UNB: 5, UNG: 5, USH: 2 }

/** A segment by its tag and its reference. */
export function pathOf(segment: ReadSegment): string {
  return `${segment.tag}+${referenceOf(segment)}`
}

export function referenceOf(segment: ReadSegment): string {
  return valueAt(segment, REFERENCE_AT[segment.tag] ?? 1)
}

function interchangeStructure({ interchange, end }: OpenedInterchange, path: string): SecuredStructure {
  const { header, trailer, security, groups, messages } = interchange
  const parts: readonly EdifactMessage<ReadSegment>[] = groups.length > 0 ? groups.map(groupAsOne) : messages
  const [first, last] = [parts[0]?.header, parts.at(-1)]
  const headers = groupsOf(security.headers, 'USH', HEADER_TAGS)
  const bodyEnd = last ? endOf(last) : header.end
  const isBehind = ({ start: at }: ReadSegment) => at >= bodyEnd
  const trailers = groupsOf(security.trailers.filter(isBehind), 'UST', TRAILER_TAGS)
  const between = security.trailers.filter((segment) => !isBehind(segment))
  return {
    level: 'interchange',
    ...{ path, header, trailer, start: 0, end: trailer?.end ?? end },
    headers: headers.groups,
    body: first && last ? { start: first.start, end: bodyEnd, segments: [] } : null,
    trailers: trailers.groups,
    strays: [...headers.strays, ...between, ...trailers.strays],
  }
}

function groupAsOne({ header, messages, trailer }: OpenedInterchange['interchange']['groups'][number]) {
  const body = messages.flatMap((message) => [
    message.header,
    ...message.body,
    ...(message.trailer ? [message.trailer] : []),
  ])
  return { header, body, trailer }
}

function messageStructure(message: EdifactMessage<ReadSegment>, above: string): SecuredStructure {
  const { header, body, trailer } = message
  const path = `${above}/${pathOf(header)}`
  const behindHeaders = body.findIndex(({ tag }, at) => !HEADER_TAGS.includes(tag) || (at === 0 && tag !== 'USH'))
  const headerCount = behindHeaders < 0 ? body.length : behindHeaders
  const beforeTrailers = body.findLastIndex(({ tag }) => !TRAILER_TAGS.includes(tag))
  const trailersAt = Math.max(beforeTrailers + 1, headerCount)
  const middle = body.slice(headerCount, trailersAt)
  const headers = groupsOf(body.slice(0, headerCount), 'USH', HEADER_TAGS)
  const trailers = groupsOf(body.slice(trailersAt), 'UST', TRAILER_TAGS)
  const [first, last] = [middle[0], middle.at(-1)]
  return {
    level: 'message',
    ...{ path, header, trailer, start: header.start, end: endOf(message) },
    headers: headers.groups,
    body: first && last ? { start: first.start, end: last.end, segments: middle } : null,
    trailers: trailers.groups,
    strays: [...headers.strays, ...middle.filter(({ tag }) => GROUP_TAGS.includes(tag)), ...trailers.strays],
  }
}

function endOf({ header, body, trailer }: EdifactMessage<ReadSegment>): number {
  return (trailer ?? body.at(-1) ?? header).end
}

function groupsOf(
  segments: readonly ReadSegment[],
  firstTag: 'USH' | 'UST',
  tags: readonly string[],
): { readonly groups: readonly SecurityGroup[]; readonly strays: readonly ReadSegment[] } {
  const groups: { first: ReadSegment; segments: ReadSegment[] }[] = []
  const strays: ReadSegment[] = []
  for (const segment of segments) {
    const group = groups.at(-1)
    if (segment.tag === firstTag) groups.push({ first: segment, segments: [segment] })
    else if (group && tags.includes(segment.tag)) group.segments.push(segment)
    else strays.push(segment)
  }
  return { groups, strays }
}
