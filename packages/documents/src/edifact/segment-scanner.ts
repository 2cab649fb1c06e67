/**
 * Takes bytes apart into segments: one pass, one table look-up a byte. Plain values are slices of the text; only
 * values with something else in them are read the slow way. Findings about a segment count once it is complete, since
 * an unfinished one is scanned again with more bytes.
 */
import { COMPONENT, ELEMENT, HIGH, PLAIN, RELEASE, REPETITION, TERMINATOR } from './byte-kinds.ts'
import { curlyTerminator } from './curly-terminator.ts'
import type { EdifactPlace } from './edifact-finding.ts'
import { ENVELOPES } from './envelopes.ts'
import { type Cut, mayHavePrint, printedParts } from './printed-page.ts'
import type { ReadLimits } from './read-limits.ts'
import { type ByteText, type Coding, readValue, type Tell } from './read-value.ts'
import type { ReadSegment } from './segment.ts'
import { SegmentBuilder } from './segment-builder.ts'
import type { FindingDetails, SyntaxFindings } from './syntax-findings.ts'
import type { SyntaxRule } from './syntax-rules.ts'

interface Pending {
  readonly rule: SyntaxRule
  readonly place: Omit<EdifactPlace, 'segment' | 'tag'>
  readonly details: FindingDetails | undefined
}

const TAG = /^[A-Z][A-Z0-9]{2}$/
/** What begins an interchange. */
const HEADERS = ['UNA', 'UNB', 'UIB']
const BLANK = 0x20

export class SegmentScanner {
  readonly #coding: Coding
  readonly #limits: ReadLimits
  readonly #findings: SyntaxFindings
  readonly #builder: SegmentBuilder
  #source: ByteText = { bytes: new Uint8Array(), text: '' }
  /** Bytes of the interchange before the source. */
  #base = 0
  #cuts: readonly Cut[] = []
  #isLast = false
  #pending: Pending[] = []
  #count = 0
  /** Inside of a segment that is too long. */
  #isSkipping = false
  /** The tag that will end the interchange; null before its header. */
  #trailer: string | null = null
  #isEnded = false
  /** Where blanks began that stand before the next segment. */
  #blanksFrom: number | null = null

  constructor(coding: Coding, limits: ReadLimits, findings: SyntaxFindings) {
    this.#coding = coding
    this.#limits = limits
    this.#findings = findings
    this.#builder = new SegmentBuilder(limits)
  }

  /** Segments so far, those that were passed over included. */
  get count(): number {
    return this.#count
  }

  /** What follows is no longer part of the interchange: its trailer came, or another header. */
  get isEnded(): boolean {
    return this.#isEnded
  }

  /**
   * Every segment that is complete, up to the end of the interchange.
   *
   * @param base Bytes before these.
   * @param isLast Nothing follows.
   * @returns Where the rest begins.
   */
  scan(source: ByteText, base: number, isLast: boolean, segments: ReadSegment[]): number {
    this.#source = source
    this.#base = base
    this.#isLast = isLast
    const hasPrint = mayHavePrint(source.text)
    let at = this.#isSkipping ? this.#skipSegment(0) : 0
    while (at < source.bytes.length && !this.#isEnded) {
      this.#begin()
      const start = this.#skipBlanks(at)
      const end = this.#scanOne(start)
      if (end < 0) return this.#unfinished(start)
      if (end - start > this.#limits.segmentBytesMax) this.#drop(start)
      else {
        if (this.#isAnother()) return start
        if (hasPrint) this.#withoutPrint(start, end)
        this.#finish(start, end, segments)
      }
      this.#blanksFrom = null
      at = end
    }
    return at
  }

  /** Whether this segment begins another interchange. */
  #isAnother(): boolean {
    this.#isEnded = this.#trailer !== null && HEADERS.includes(this.#builder.tag[0] ?? '')
    return this.#isEnded
  }

  #begin(): void {
    this.#pending = []
    this.#builder.begin()
  }

  /** A segment that is too long already is not waited for. */
  #unfinished(start: number): number {
    const { bytes } = this.#source
    if (bytes.length - start <= this.#limits.segmentBytesMax) return start
    this.#drop(start)
    this.#isSkipping = true
    return this.#skipSegment(start)
  }

  /** To behind the next terminator; where there is none, to the end or to what more bytes are needed to tell. */
  #skipSegment(from: number): number {
    const { bytes } = this.#source
    const { kinds } = this.#coding
    for (let at = from; at < bytes.length; at += 1) {
      const kind = kinds[bytes[at] ?? 0]
      if (kind === RELEASE && at + 1 === bytes.length) return at
      if (kind === RELEASE) at += 1
      const width = kind === TERMINATOR ? 1 : kind === HIGH ? this.#curlyAt(at) : 0
      if (width < 0) return at
      if (width > 0) {
        this.#isSkipping = false
        return at + width
      }
    }
    return bytes.length
  }

  #curlyAt(at: number): number {
    return curlyTerminator(this.#source, at, this.#coding, this.#isLast)
  }

  /** @returns Behind the terminator; -1 when there is none yet. */
  #scanOne(start: number): number {
    const { bytes } = this.#source
    const { kinds } = this.#coding
    const { length } = bytes
    let valueStart = start
    let isPlain = true
    for (let at = start; at < length; at += 1) {
      const kind = kinds[bytes[at] ?? 0] ?? PLAIN
      if (kind === PLAIN) continue
      if (kind <= COMPONENT) {
        this.#closeValue(kind, valueStart, at, isPlain)
        if (kind === TERMINATOR) return at + 1
        valueStart = at + 1
        isPlain = true
        continue
      }
      isPlain = false
      if (kind === RELEASE) at += 1
      else if (kind === HIGH) {
        const width = this.#curlyAt(at)
        if (width < 0) return -1
        if (width > 0) return this.#endCurly(valueStart, at, width)
      }
    }
    return -1
  }

  #endCurly(valueStart: number, at: number, width: number): number {
    this.#tell('terminator', at, { found: '’', terminator: this.#coding.characters.terminator })
    this.#closeValue(TERMINATOR, valueStart, at, false)
    return at + width
  }

  #closeValue(kind: number, start: number, end: number, isPlain: boolean): void {
    const { bytes, text } = this.#source
    const isCareful = !isPlain || (end > start && (bytes[start] === BLANK || bytes[end - 1] === BLANK))
    const value = isCareful ? readValue(this.#source, start, end, this.#coding, this.#tell) : text.slice(start, end)
    if (value === '' && this.#isNeedless(kind)) this.#tellOnce('omission', end)
    const builder = this.#builder
    if (kind === COMPONENT) builder.addComponent(value)
    else if (kind === REPETITION) builder.addRepetition(value)
    else if (kind === ELEMENT || kind === TERMINATOR) builder.addElement(value)
  }

  /** Whether an absent value before this separator makes the one before it needless. */
  #isNeedless(kind: number): boolean {
    const { component, element, isRepeated } = this.#builder
    if (kind === COMPONENT || element === 0) return false
    return component > 1 || kind === TERMINATOR || (kind === ELEMENT && isRepeated)
  }

  /** Scans the segment again without what the printed page left in it. */
  #withoutPrint(start: number, end: number): void {
    const { bytes, text } = this.#source
    const cuts = printedParts(text.slice(start, end))
    if (cuts.length === 0) return
    const whole = this.#source
    const isLast = this.#isLast
    let kept = ''
    let from = start
    for (const cut of cuts) {
      kept += text.slice(from, start + cut.start)
      from = start + cut.end
    }
    kept += text.slice(from, end)
    const keptBytes = new Uint8Array(kept.length)
    let length = 0
    from = start
    for (const cut of [...cuts, { start: end - start, end: end - start }]) {
      keptBytes.set(bytes.subarray(from, start + cut.start), length)
      length += start + cut.start - from
      from = start + cut.end
    }
    this.#begin()
    this.#source = { bytes: keptBytes, text: kept }
    this.#base += start
    this.#cuts = cuts
    for (const cut of cuts) this.#tell('print', 0, { found: text.slice(start + cut.start, start + cut.end).trim() })
    this.#isLast = true
    const isWhole = this.#scanOne(0) === kept.length
    this.#isLast = isLast
    this.#cuts = []
    this.#base -= start
    this.#source = whole
    if (isWhole) return
    // What is left is no longer one segment: it stays as it stands.
    this.#begin()
    this.#scanOne(start)
  }

  #finish(start: number, end: number, segments: ReadSegment[]): void {
    const builder = this.#builder
    const place = { element: null, component: null, offset: this.#base + start, path: '' }
    if (builder.isEmpty) {
      this.#findings.add('empty-segment', { segment: this.#count, tag: '', ...place })
      return
    }
    this.#count += 1
    const [found = '', ...nesting] = builder.tag
    const tag = found.replaceAll(' ', '')
    if (!TAG.test(tag)) {
      this.#findings.add('tag', { segment: this.#count, tag: '', ...place }, { found })
      return
    }
    const segment = { segment: this.#count, tag, ...place }
    if (this.#blanksFrom !== null) this.#findings.add('between', { ...segment, offset: this.#blanksFrom })
    if (tag !== found) this.#findings.add('blank-inside', segment, { found, read: tag })
    if (nesting.length > 0) this.#findings.add('nesting', segment, { tag })
    if (builder.exceeded !== null) {
      this.#findings.add('limit', segment, { limit: builder.exceeded, allowed: this.#limits[builder.exceeded] })
    }
    for (const { rule, place: where, details } of this.#pending) {
      this.#findings.add(rule, { segment: this.#count, tag, ...where }, details)
    }
    segments.push(builder.take(tag, this.#count, this.#base + start, this.#base + end))
    this.#isEnded = tag === this.#trailer
    this.#trailer ??= ENVELOPES[tag === 'UIB' ? 'interactive' : 'batch'].interchange.trailer
  }

  #drop(start: number): void {
    this.#count += 1
    this.#blanksFrom = null
    this.#findings.add(
      'limit',
      { segment: this.#count, tag: '', element: null, component: null, offset: this.#base + start, path: '' },
      { limit: 'segmentBytesMax', allowed: this.#limits.segmentBytesMax },
    )
  }

  #skipBlanks(from: number): number {
    const { bytes } = this.#source
    let at = from
    while (at < bytes.length && isBlank(bytes[at] ?? 0)) at += 1
    if (at > from) this.#blanksFrom ??= this.#base + from
    return at
  }

  readonly #tell: Tell = (rule, at, details) => {
    const { element, component } = this.#builder
    let offset = this.#base + at
    for (const cut of this.#cuts) if (offset >= this.#base + cut.start) offset += cut.end - cut.start
    const isTag = element === 0
    const place = { element: isTag ? null : element, component: isTag ? null : component, offset, path: '' }
    this.#pending.push({ rule, place, details })
  }

  #tellOnce(rule: SyntaxRule, at: number): void {
    if (!this.#pending.some((one) => one.rule === rule)) this.#tell(rule, at)
  }
}

/** Blank, tabulator, line feed, carriage return. */
export function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}
