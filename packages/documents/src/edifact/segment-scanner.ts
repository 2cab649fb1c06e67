/**
 * Takes bytes apart into segments: one pass, one table look-up a byte. Plain values are slices of the text; only
 * values with something else in them are read the slow way.
 */
import { COMPONENT, ELEMENT, HIGH, PLAIN, RELEASE, REPETITION, TERMINATOR } from './byte-kinds.ts'
import { curlyTerminator } from './curly-terminator.ts'
import type { EdifactPlace } from './edifact-finding.ts'
import { ENVELOPES } from './envelopes.ts'
import { PendingFindings } from './pending-findings.ts'
import { mayHavePrint, printedParts, withoutParts } from './printed-page.ts'
import type { ReadLimits } from './read-limits.ts'
import type { ReadSegment } from './segment.ts'
import { SegmentBuilder } from './segment-builder.ts'
import { isSegmentTag, segmentTagAt } from './segment-tag.ts'
import type { SyntaxFindings } from './syntax-findings.ts'
import { type ByteText, type Coding, ValueReader } from './value-reader.ts'

/** What begins an interchange. */
const HEADERS = ['UNA', 'UNB', 'UIB']
const BLANK = 0x20

export class SegmentScanner {
  readonly #coding: Coding
  readonly #limits: ReadLimits
  readonly #findings: SyntaxFindings
  readonly #builder: SegmentBuilder
  readonly #pending: PendingFindings
  readonly #values: ValueReader
  #source: ByteText = { bytes: new Uint8Array(), text: '' }
  #isLast = false
  /** Segments so far, those that were passed over included. */
  #count = 0
  /** Of the segment that is being scanned, where its tag needs no repair. */
  #tag: string | null = null
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
    this.#pending = new PendingFindings(this.#builder)
    this.#values = new ValueReader(coding, this.#pending)
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
    this.#isLast = isLast
    this.#pending.countFrom(base)
    const hasPrint = mayHavePrint(source.text)
    let at = this.#isSkipping ? this.#skipSegment(0) : 0
    while (at < source.bytes.length && !this.#isEnded) {
      const start = this.#skipBlanks(at, base)
      const end = this.#scanOne(start)
      if (end < 0) return this.#unfinished(start, base)
      if (end - start > this.#limits.segmentBytesMax) this.#refuse(base + start)
      else {
        if (this.#isAnother()) return start
        if (hasPrint) this.#withoutPrint(start, end, base)
        this.#finish(base + start, base + end, segments)
      }
      this.#blanksFrom = null
      at = end
    }
    return at
  }

  /** Whether this segment begins another interchange. */
  #isAnother(): boolean {
    this.#isEnded = this.#trailer !== null && this.#tag !== null && HEADERS.includes(this.#tag)
    return this.#isEnded
  }

  /** A segment that is too long already is not waited for. */
  #unfinished(start: number, base: number): number {
    const { bytes } = this.#source
    if (bytes.length - start <= this.#limits.segmentBytesMax) return start
    this.#refuse(base + start)
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
    this.#pending.forget()
    this.#builder.begin()
    this.#tag = null
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
    this.#pending.tell('terminator', at, { found: '’', terminator: this.#coding.characters.terminator })
    this.#closeValue(TERMINATOR, valueStart, at, false)
    return at + width
  }

  #closeValue(kind: number, start: number, end: number, isPlain: boolean): void {
    const builder = this.#builder
    const value = builder.element === 0 ? this.#tagOrText(start, end, isPlain) : this.#valueOf(start, end, isPlain)
    if (value === '' && this.#isNeedless(kind)) this.#pending.tellOnce('omission', end)
    if (kind === COMPONENT) builder.addComponent(value)
    else if (kind === REPETITION) builder.addRepetition(value)
    else builder.addElement(value)
  }

  #tagOrText(start: number, end: number, isPlain: boolean): string {
    if (isPlain && end - start === 3) this.#tag ??= segmentTagAt(this.#source.bytes, start)
    return this.#tag ?? this.#valueOf(start, end, isPlain)
  }

  #valueOf(start: number, end: number, isPlain: boolean): string {
    if (start === end) return ''
    const { bytes, text } = this.#source
    const isSimple = isPlain && bytes[start] !== BLANK && bytes[end - 1] !== BLANK
    return isSimple ? text.slice(start, end) : this.#values.read(this.#source, start, end)
  }

  /** Whether an absent value before this separator makes the one before it needless. */
  #isNeedless(kind: number): boolean {
    const { component, element, isRepeated } = this.#builder
    if (kind === COMPONENT || element === 0) return false
    return component > 1 || kind === TERMINATOR || (kind === ELEMENT && isRepeated)
  }

  /** Scans the segment again without what the printed page left in it. */
  #withoutPrint(start: number, end: number, base: number): void {
    const whole = this.#source
    const cuts = printedParts(whole.text.slice(start, end))
    if (cuts.length === 0) return
    const isLast = this.#isLast
    this.#source = withoutParts(whole, start, end, cuts)
    this.#isLast = true
    this.#pending.countFrom(base + start, cuts)
    const isOne = this.#scanOne(0) === this.#source.bytes.length
    this.#pending.countFrom(base)
    this.#isLast = isLast
    this.#source = whole
    // What is left is no longer one segment: it stays as it stands.
    if (!isOne) this.#scanOne(start)
    else {
      for (const cut of cuts) {
        const found = whole.text.slice(start + cut.start, start + cut.end).trim()
        const place = { ...this.#placeOf(base + start + cut.start, ''), segment: this.#count + 1 }
        this.#findings.add('print', place, { found })
      }
    }
  }

  #finish(start: number, end: number, segments: ReadSegment[]): void {
    if (this.#builder.isEmpty) {
      this.#findings.add('empty-segment', this.#placeOf(start, ''))
      return
    }
    this.#count += 1
    const tag = this.#repairedTag(start)
    if (tag === null) return
    const { exceeded } = this.#builder
    if (exceeded !== null) {
      this.#findings.add('limit', this.#placeOf(start, tag), { limit: exceeded, allowed: this.#limits[exceeded] })
    }
    if (this.#blanksFrom !== null) this.#findings.addOnce('between', this.#placeOf(this.#blanksFrom, tag))
    this.#pending.handOver(this.#count, tag, this.#findings)
    segments.push({ tag, elements: this.#builder.takeElements(), number: this.#count, start, end })
    this.#isEnded = tag === this.#trailer
    this.#trailer ??= ENVELOPES[tag === 'UIB' ? 'interactive' : 'batch'].interchange.trailer
  }

  #repairedTag(start: number): string | null {
    const { tag } = this.#builder
    const read = this.#tag ?? this.#withoutBlanks(tag[0] ?? '', start)
    if (read !== null && tag.length > 1) this.#findings.add('nesting', this.#placeOf(start, read), { tag: read })
    return read
  }

  #withoutBlanks(found: string, start: number): string | null {
    const read = found.replaceAll(' ', '')
    if (!isSegmentTag(read)) {
      this.#findings.add('tag', this.#placeOf(start, ''), { found })
      return null
    }
    if (read !== found) this.#findings.add('blank-inside', this.#placeOf(start, read), { found, read })
    return read
  }

  /** The segment is longer than the limit. */
  #refuse(start: number): void {
    this.#count += 1
    this.#blanksFrom = null
    const allowed = this.#limits.segmentBytesMax
    this.#findings.add('limit', this.#placeOf(start, ''), { limit: 'segmentBytesMax', allowed })
  }

  /** A segment as a whole. */
  #placeOf(offset: number, tag: string): EdifactPlace {
    return { segment: this.#count, tag, element: null, component: null, offset, path: '' }
  }

  #skipBlanks(from: number, base: number): number {
    const { bytes } = this.#source
    let at = from
    while (at < bytes.length && isBlank(bytes[at] ?? 0)) at += 1
    if (at > from) this.#blanksFrom ??= base + from
    return at
  }
}

/** Blank, tabulator, line feed, carriage return. */
export function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}
