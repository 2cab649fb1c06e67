/**
 * Bytes of one interchange into segments, in pieces of any size. Memory stays below a few pieces and one segment.
 * What stands before the interchange is passed over; of what stands behind it, the beginning is kept.
 */
import { findHeader, START_LENGTH_MAX, type Start, startAt } from './find-start.ts'
import { READ_LIMITS, type ReadLimits } from './read-limits.ts'
import type { ReadSegment } from './segment.ts'
import { isBlank, SegmentScanner } from './segment-scanner.ts'
import { SyntaxFindings } from './syntax-findings.ts'

/** Larger pieces are taken in parts: a value keeps the text of its part alive. */
const PART_BYTES = 1 << 20
/** What is looked through at once for a beginning. */
const SEARCHED_BYTES_MIN = 4_096

/** So much of what is left is shown. */
const REMAINDER_BYTES = 400

/** What is left behind the interchange, or behind its last terminator where it ends before. */
export interface Remainder {
  readonly offset: number
  /** Every byte as one character; the beginning of it only. */
  readonly text: string
}

export class Tokenizer {
  readonly findings: SyntaxFindings
  readonly #limits: ReadLimits
  #rest: Uint8Array = new Uint8Array()
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  /** Bytes before `#rest`. */
  #base = 0
  #start: Start | null = null
  #scanner: SegmentScanner | null = null

  constructor(limits: Partial<ReadLimits> = {}, findings = new SyntaxFindings()) {
    this.#limits = { ...READ_LIMITS, ...limits }
    this.findings = findings
  }

  /** How the interchange is written; null until its header has been seen. */
  get start(): Start | null {
    return this.#start
  }

  /**
   * The segments that are complete. Small pieces are gathered first, so that a long segment costs linear time; the
   * bytes of a piece must not change until then.
   */
  push(piece: Uint8Array): readonly ReadSegment[] {
    const segments: ReadSegment[] = []
    for (let at = 0; at < piece.length; at += PART_BYTES) {
      const part = piece.subarray(at, at + PART_BYTES)
      this.#waiting.push(part)
      this.#waitingBytes += part.length
      if (this.#waitingBytes >= this.#rest.length) this.#work(false, segments)
    }
    return segments
  }

  /** Nothing follows: the last segments, and what is left behind them. */
  end(): { readonly segments: readonly ReadSegment[]; readonly remainder: Remainder | null } {
    const segments: ReadSegment[] = []
    this.#work(true, segments)
    this.#dropBlanks()
    if (this.#rest.length === 0 || this.#start === null) return { segments, remainder: null }
    return { segments, remainder: { offset: this.#base, text: latin1(this.#rest.subarray(0, REMAINDER_BYTES)) } }
  }

  #work(isLast: boolean, segments: ReadSegment[]): void {
    this.#gather()
    const scanner = this.#scanner ?? this.#begin(isLast)
    if (scanner === null) return
    if (!scanner.isEnded) {
      const source = { bytes: this.#rest, text: latin1(this.#rest) }
      this.#drop(scanner.scan(source, this.#base, isLast, segments))
    }
    if (!scanner.isEnded) return
    this.#dropBlanks()
    this.#rest = this.#rest.slice(0, REMAINDER_BYTES)
  }

  #gather(): void {
    const [only] = this.#waiting
    if (this.#rest.length === 0 && this.#waiting.length === 1 && only !== undefined) this.#rest = only
    else {
      const all = new Uint8Array(this.#rest.length + this.#waitingBytes)
      all.set(this.#rest)
      let at = this.#rest.length
      for (const part of this.#waiting) {
        all.set(part, at)
        at += part.length
      }
      this.#rest = all
    }
    this.#waiting = []
    this.#waitingBytes = 0
  }

  #begin(isLast: boolean): SegmentScanner | null {
    if (!isLast && this.#rest.length < SEARCHED_BYTES_MIN) return null
    const text = latin1(this.#rest)
    const header = findHeader(text)
    if (header === null || (!isLast && text.length - header.tag < START_LENGTH_MAX)) {
      const known = header?.offset ?? Math.max(0, text.length - START_LENGTH_MAX)
      this.#tellBefore(text.slice(0, known))
      this.#drop(known)
      return null
    }
    this.#tellBefore(text.slice(0, header.offset))
    const start = startAt(text, header, this.#base, this.findings)
    this.#start = start
    this.#drop(header.tag)
    this.#scanner = new SegmentScanner(start.coding, this.#limits, this.findings)
    return this.#scanner
  }

  #tellBefore(text: string): void {
    const place = { segment: 0, tag: '', element: null, component: null, offset: this.#base, path: '' }
    const isMarked = this.#base === 0 && text.startsWith('\u00ef\u00bb\u00bf')
    if (isMarked) this.findings.addOnce('byte-order-mark', place)
    const found = (isMarked ? text.slice(3) : text).trim()
    if (found !== '') this.findings.addOnce('text-before', place, { found })
    else if (text.length > (isMarked ? 3 : 0)) this.findings.addOnce('between', place)
  }

  #dropBlanks(): void {
    const blanks = this.#rest.findIndex((byte) => !isBlank(byte))
    this.#drop(blanks < 0 ? this.#rest.length : blanks)
  }

  /** The bytes before are done with. */
  #drop(length: number): void {
    this.#rest = this.#rest.subarray(length)
    this.#base += length
  }
}

const decoder = new TextDecoder('latin1')

/** Every byte as one character, so that both have the same places; from 0x80 on it is not yet the right one. */
function latin1(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}
