/**
 * Reading ASN.1 as it stands in the bytes: signatures speak for octets, so every value keeps those it came from.
 * Own code, because a general decoder looks for ASN.1 inside octet strings as well, and re-encodes what it
 * read. Accepts BER (X.690, 8), as large signatures are written in pieces of unknown length, and says of each
 * value whether it is DER (X.690, 10), which what is signed has to be.
 */

/** Why a signature cannot be read, as a short English sentence. */
export class CmsProblem extends Error {
  override readonly name = 'CmsProblem'
}

export interface BerValue {
  /** The identifier octet: class, constructed or not, and number. */
  readonly tag: number
  /** Identifier, length and contents. */
  readonly bytes: Buffer
  /** The contents; of a constructed value its parts, without the mark at the end of one of unknown length. */
  readonly contents: Buffer
  /** Parts of a constructed value, none of a primitive one. */
  readonly parts: readonly BerValue[]
  /** Whether length and all parts are written as DER wants it. */
  readonly isDer: boolean
}

const DEPTH_MAX = 40
/** Content in pieces of 1,000 bytes and fifty long certificates need far fewer. */
const VALUES_MAX = 60_000
const CONSTRUCTED = 0x20

/** One value that fills the bytes. @throws {CmsProblem} */
export function readBer(input: Uint8Array): BerValue {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength)
  const state = { bytes, values: 0 }
  const value = readValue(state, 0, bytes.length, 0)
  if (value.bytes.length !== bytes.length) throw new CmsProblem('bytes follow its end')
  return value
}

interface ReadState {
  readonly bytes: Buffer
  values: number
}

function readValue(state: ReadState, at: number, end: number, depth: number): BerValue {
  if (++state.values > VALUES_MAX || depth > DEPTH_MAX) throw new CmsProblem('it is built to exhaust its reader')
  const { bytes } = state
  const tag = byteAt(bytes, at, end)
  if ((tag & 0x1f) === 0x1f) throw new CmsProblem('it holds a tag that is not accepted')
  const { length, start, isDer } = readLength(bytes, at + 1, end)
  const isConstructed = (tag & CONSTRUCTED) !== 0
  if (length === null) {
    if (!isConstructed) throw new CmsProblem('a plain value has no length')
    const { parts, next } = readParts(state, start, end, depth, true)
    return { tag, bytes: bytes.subarray(at, next), contents: bytes.subarray(start, next - 2), parts, isDer: false }
  }
  const next = start + length
  if (next > end) throw new CmsProblem('it is cut off')
  const parts = isConstructed ? readParts(state, start, next, depth, false).parts : []
  return {
    tag,
    bytes: bytes.subarray(at, next),
    contents: bytes.subarray(start, next),
    parts,
    isDer: isDer && parts.every((part) => part.isDer),
  }
}

function readParts(state: ReadState, start: number, end: number, depth: number, untilMark: boolean) {
  const parts: BerValue[] = []
  let at = start
  while (at < end || untilMark) {
    if (untilMark && byteAt(state.bytes, at, end) === 0) {
      if (byteAt(state.bytes, at + 1, end) !== 0) throw new CmsProblem('an end mark is malformed')
      return { parts, next: at + 2 }
    }
    const part = readValue(state, at, end, depth + 1)
    parts.push(part)
    at += part.bytes.length
  }
  return { parts, next: at }
}

/** A length of null is one that only an end mark tells. */
function readLength(bytes: Buffer, at: number, end: number) {
  const first = byteAt(bytes, at, end)
  if (first < 0x80) return { length: first, start: at + 1, isDer: true }
  if (first === 0x80) return { length: null, start: at + 1, isDer: false }
  const count = first & 0x7f
  if (count > 4 || at + 1 + count > end) throw new CmsProblem('a length is malformed')
  const length = bytes.readUIntBE(at + 1, count)
  return { length, start: at + 1 + count, isDer: length >= 0x80 && bytes[at + 1] !== 0 }
}

function byteAt(bytes: Buffer, at: number, end: number): number {
  const byte = at < end ? bytes[at] : undefined
  if (byte === undefined) throw new CmsProblem('it is cut off')
  return byte
}

/** Identifier octets of the types in use: X.680, 8.6. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

/** `[number]` of the context: constructed, as a wrapper or as a SEQUENCE or SET under another tag. */
export const contextTag = (number: number): number => 0xa0 | number

/** Takes the parts of a SEQUENCE one after the other, each of the type it must have. */
export class BerCursor {
  readonly #parts: readonly BerValue[]
  readonly #name: string
  #next = 0

  /** @param name What is read, for problems. @throws {CmsProblem} No value of that tag. */
  constructor(value: BerValue | undefined, name: string, tag: number = TAG.sequence) {
    this.#parts = expectTag(value, tag, name).parts
    this.#name = name
  }

  /** @throws {CmsProblem} */
  take(tag: number): BerValue {
    return expectTag(this.#parts[this.#next++], tag, this.#name)
  }

  takeIf(tag: number): BerValue | null {
    const part = this.#parts[this.#next]
    if (part?.tag !== tag) return null
    this.#next++
    return part
  }

  /** Whatever comes next. */
  takeAny(): BerValue | null {
    return this.#parts[this.#next++] ?? null
  }

  /** @throws {CmsProblem} Something is left. */
  end(): void {
    if (this.#next < this.#parts.length) throw new CmsProblem(`${this.#name} holds more than it should`)
  }
}

export function expectTag(value: BerValue | undefined, tag: number, name: string): BerValue {
  if (value?.tag !== tag) throw new CmsProblem(`${name} is malformed`)
  return value
}

/** An object identifier in dotted form; empty for a malformed one, which is nothing known. */
export function oidText({ contents }: BerValue): string {
  const arcs: number[] = []
  let arc = 0
  for (const byte of contents) {
    arc = arc * 128 + (byte & 0x7f)
    if (!Number.isSafeInteger(arc)) return ''
    if (byte & 0x80) continue
    if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)))
    arcs.push(arcs.length === 1 && arcs[0] !== undefined ? arc - arcs[0] * 40 : arc)
    arc = 0
  }
  return arcs.join('.')
}

/** An octet string, also one in pieces. @throws {CmsProblem} */
export function octets(value: BerValue, name: string, tag: number = TAG.octetString): Buffer {
  if (value.tag === tag) return value.contents
  if (value.tag !== (tag | CONSTRUCTED)) throw new CmsProblem(`${name} is malformed`)
  return Buffer.concat(value.parts.map((part) => octets(part, name)))
}

/** UTCTime or GeneralizedTime, to the second or finer, in UTC; null when it is no time. */
export function timeOf({ tag, contents }: BerValue): Date | null {
  const text = contents.toString('latin1')
  const short = tag === TAG.utcTime ? /^(\d\d)(\d{10})Z$/.exec(text) : null
  const year = Number(short?.[1])
  // RFC 5652, 11.3: 50 and above are of the last century.
  const long = short ? `${year >= 50 ? 19 : 20}${text}` : tag === TAG.generalizedTime ? text : ''
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/.exec(long)
  if (!parts) return null
  const [, y, month, day, hour, minute, second, fraction = ''] = parts
  const time = new Date(`${y}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`)
  return Number.isNaN(time.getTime()) ? null : time
}
