/**
 * Reads an interchange in pieces and hands it out in parts: header, messages one by one, trailers. Memory is bounded by
 * the largest message. Lenient: whatever is wrong is a finding, and reading goes on.
 */
import { checkHeader } from './check-header.ts'
import { checkTrailer } from './check-trailer.ts'
import type { EdifactPlace } from './edifact-finding.ts'
import { ENVELOPES, type Envelope, type Envelopes, SEGMENT_ROLES, type SegmentRole } from './envelopes.ts'
import type { EdifactMessage, Interchange, ServiceCharacters, Syntax } from './interchange.ts'
import { READ_LIMITS, type ReadLimits } from './read-limits.ts'
import { repairServiceSegment } from './repair-service-segment.ts'
import type { ReadSegment } from './segment.ts'
import { type SyntaxFinding, SyntaxFindings } from './syntax-findings.ts'
import { type Remainder, Tokenizer } from './tokenizer.ts'

/** In the order of the interchange. A trailer that is missing is null. */
export type InterchangePart =
  | {
      readonly kind: 'interchange'
      readonly mode: Interchange['mode']
      readonly characters: ServiceCharacters
      readonly hasServiceString: boolean
      readonly syntax: Syntax
      readonly header: ReadSegment
    }
  | { readonly kind: 'security'; readonly segment: ReadSegment; readonly isTrailer: boolean }
  | { readonly kind: 'group'; readonly header: ReadSegment }
  | { readonly kind: 'message'; readonly message: EdifactMessage<ReadSegment>; readonly isInGroup: boolean }
  | { readonly kind: 'group-end'; readonly trailer: ReadSegment | null }
  | { readonly kind: 'interchange-end'; readonly trailer: ReadSegment | null }

interface OpenMessage {
  readonly header: ReadSegment
  readonly body: ReadSegment[]
  /** Body segments, those beyond the limit included. */
  count: number
}

export class InterchangeReader {
  readonly #limits: ReadLimits
  readonly #findings = new SyntaxFindings()
  readonly #tokenizer: Tokenizer
  #envelopes: Envelopes = ENVELOPES.batch
  #roles: ReadonlyMap<string, SegmentRole> = SEGMENT_ROLES.batch
  #header: ReadSegment | null = null
  #group: { readonly header: ReadSegment; messages: number } | null = null
  #message: OpenMessage | null = null
  #groups = 0
  #messagesOutside = 0
  /** The tag that ended the interchange. */
  #endedBy: string | null = null
  #parts: InterchangePart[] = []

  constructor(limits: Partial<ReadLimits> = {}) {
    this.#limits = { ...READ_LIMITS, ...limits }
    this.#tokenizer = new Tokenizer(limits, this.#findings)
  }

  /** So far; complete after `end`. */
  get findings(): readonly SyntaxFinding[] {
    return this.#findings.all
  }

  /** What these bytes complete. */
  push(piece: Uint8Array): readonly InterchangePart[] {
    for (const segment of this.#tokenizer.push(piece)) this.#take(segment)
    return this.#handOver()
  }

  /** Nothing follows. */
  end(): readonly InterchangePart[] {
    const { segments, remainder } = this.#tokenizer.end()
    for (const segment of segments) this.#take(segment)
    if (remainder !== null) this.#takeRemainder(remainder)
    if (this.#header === null) this.#findings.add('no-header', null)
    else if (this.#endedBy === null) this.#endInterchange(null)
    return this.#handOver()
  }

  #handOver(): readonly InterchangePart[] {
    const parts = this.#parts
    this.#parts = []
    return parts
  }

  #take(found: ReadSegment): void {
    const role = this.#roles.get(found.tag)
    if (role === undefined && this.#message !== null) {
      this.#addToBody(this.#message, found)
      return
    }
    const segment = repairServiceSegment(found, this.#findings)
    if (this.#header === null) this.#begin(segment)
    else this.#takeService(segment, role)
  }

  #begin(header: ReadSegment): void {
    const { start } = this.#tokenizer
    if (start === null) return
    const mode = header.tag === 'UIB' ? 'interactive' : 'batch'
    const { characters, syntax } = start.coding
    this.#envelopes = ENVELOPES[mode]
    this.#roles = SEGMENT_ROLES[mode]
    this.#header = header
    checkHeader(header, syntax, this.#findings)
    const { hasServiceString } = start
    this.#parts.push({ kind: 'interchange', mode, characters, hasServiceString, syntax, header })
  }

  #takeService(segment: ReadSegment, role: SegmentRole | undefined): void {
    const isInMessage = this.#message !== null
    if (role === 'message') this.#beginMessage(segment)
    else if (role === 'message-end' && isInMessage) this.#endMessage(segment)
    else if (role === 'group') this.#beginGroup(segment)
    else if (role === 'group-end' && this.#group !== null) this.#endGroup(segment)
    else if (role === 'interchange-end') this.#endInterchange(segment)
    else if (role === 'security') this.#takeSecurity(segment)
    else this.#findings.add('outside', placeOf(segment), { tag: segment.tag })
  }

  /** Of a message, or of the interchange: before and behind its messages. */
  #takeSecurity(segment: ReadSegment): void {
    if (this.#message !== null) this.#addToBody(this.#message, segment)
    else if (this.#group !== null) this.#findings.add('outside', placeOf(segment), { tag: segment.tag })
    else {
      const isTrailer = this.#groups + this.#messagesOutside > 0 || segment.tag === 'UST'
      this.#parts.push({ kind: 'security', segment, isTrailer })
    }
  }

  #beginMessage(header: ReadSegment): void {
    if (this.#message !== null) this.#endMessage(null)
    if (this.#group === null && this.#groups > 0) this.#findings.addOnce('mixed', placeOf(header))
    this.#message = { header, body: [], count: 0 }
  }

  #addToBody(message: OpenMessage, segment: ReadSegment): void {
    const max = this.#limits.messageSegmentsMax
    if (message.count === max) {
      this.#findings.add('limit', placeOf(segment), { limit: 'messageSegmentsMax', allowed: max })
    }
    if (message.count < max) message.body.push(segment)
    message.count += 1
  }

  #endMessage(trailer: ReadSegment | null): void {
    const message = this.#message
    if (message === null) return
    this.#checkEnd(this.#envelopes.message, message.header, trailer, message.count + 2)
    this.#message = null
    if (this.#group === null) this.#messagesOutside += 1
    else this.#group.messages += 1
    const { header, body } = message
    this.#parts.push({ kind: 'message', message: { header, body, trailer }, isInGroup: this.#group !== null })
  }

  #beginGroup(header: ReadSegment): void {
    this.#endMessage(null)
    this.#endGroup(null)
    if (this.#messagesOutside > 0) this.#findings.addOnce('mixed', placeOf(header))
    this.#groups += 1
    this.#group = { header, messages: 0 }
    this.#parts.push({ kind: 'group', header })
  }

  #endGroup(trailer: ReadSegment | null): void {
    this.#endMessage(null)
    if (this.#group === null) return
    const { group } = this.#envelopes
    if (group !== null) this.#checkEnd(group, this.#group.header, trailer, this.#group.messages)
    this.#group = null
    this.#parts.push({ kind: 'group-end', trailer })
  }

  #endInterchange(trailer: ReadSegment | null): void {
    if (this.#header === null || this.#endedBy !== null) return
    this.#endGroup(null)
    const { interchange } = this.#envelopes
    this.#checkEnd(interchange, this.#header, trailer, this.#groups + this.#messagesOutside)
    this.#endedBy = trailer?.tag ?? interchange.trailer
    this.#parts.push({ kind: 'interchange-end', trailer })
  }

  #checkEnd(envelope: Envelope, header: ReadSegment, trailer: ReadSegment | null, counted: number): void {
    if (trailer !== null) checkTrailer(envelope, header, trailer, counted, this.#findings)
    else this.#findings.add('no-trailer', placeOf(header), { tag: header.tag, trailer: envelope.trailer })
  }

  #takeRemainder({ offset, text }: Remainder): void {
    const place = { segment: 0, tag: '', element: null, component: null, offset, path: '' }
    const isAnother = this.#header !== null && /^U(?:[NI]B|NA)/.test(text)
    if (isAnother) this.#endInterchange(null)
    if (isAnother) this.#findings.add('further-interchange', place, { tag: text.slice(0, 3) })
    else if (this.#endedBy !== null) this.#findings.add('text-after', place, { tag: this.#endedBy, found: text })
    else this.#findings.add('unterminated', place, { found: text })
  }
}

function placeOf({ number, tag, start }: ReadSegment): EdifactPlace {
  return { segment: number, tag, element: null, component: null, offset: start, path: '' }
}
