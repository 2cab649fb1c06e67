/**
 * The slow way to read one value: with characters beyond plain data in it, or blanks at its ends. Nothing that is
 * wrong stops it; each kind of fault is told once for the value, at its first byte.
 */
import { HIGH, ODD, PLAIN, RELEASE } from './byte-kinds.ts'
import type { ServiceCharacters, Syntax } from './interchange.ts'
import { highCharacters, isAllowed, type Repertoire } from './repertoires.ts'
import type { FindingDetails } from './syntax-findings.ts'
import type { SyntaxRule } from './syntax-rules.ts'

/** How the bytes of one interchange are to be understood. */
export interface Coding {
  readonly characters: ServiceCharacters
  readonly syntax: Syntax
  /** null: unknown; read as UTF-8, no graphic character is complained about. */
  readonly repertoire: Repertoire | null
  /** Of `byteKinds`. */
  readonly kinds: Uint8Array
}

/** Bytes, and the same with every byte as one character, so that both have the same places. */
export interface ByteText {
  readonly bytes: Uint8Array
  readonly text: string
}

/** @param at In the bytes. */
export type Tell = (rule: SyntaxRule, at: number, details?: FindingDetails) => void

export function readValue(source: ByteText, start: number, end: number, coding: Coding, tell: Tell): string {
  const value = decode(source, start, end, coding, tell)
  const trimmed = value.replace(/^ +| +$/g, '')
  if (trimmed.length === value.length) return value
  tell('blank-ends', start, { found: value })
  return trimmed
}

function decode(source: ByteText, start: number, end: number, coding: Coding, tell: Tell): string {
  const { bytes, text } = source
  const faults = new Faults(coding)
  let value = ''
  let run = start
  let at = start
  while (at < end) {
    const kind = coding.kinds[bytes[at] ?? 0] ?? PLAIN
    if (kind === RELEASE) {
      value += text.slice(run, at)
      run = at + 1
      at = behindRelease(source, at, end, coding, faults)
    } else if (kind === HIGH || kind === ODD) {
      const code = codePointAt(bytes, at, end, coding.repertoire)
      const character = String.fromCodePoint(code < 0 ? (bytes[at] ?? 0) : code)
      value += text.slice(run, at) + faults.judge(at, character, code < 0)
      at += code < 0 || coding.repertoire?.high === 'table' ? 1 : utf8Width(code)
      run = at
    } else at += 1
  }
  faults.tell(tell)
  return value + text.slice(run, end)
}

/** @returns Where reading goes on: at a character that has to be looked at, else behind it. */
function behindRelease({ bytes, text }: ByteText, at: number, end: number, coding: Coding, faults: Faults): number {
  const released = at + 1
  const kind = coding.kinds[bytes[released] ?? 0]
  const isSpecial = kind === HIGH || kind === ODD
  const code = isSpecial ? codePointAt(bytes, released, end, coding.repertoire) : -1
  if (isSpecial || kind === PLAIN) faults.release(at, code < 0 ? text.charAt(released) : String.fromCodePoint(code))
  return isSpecial ? released : released + 1
}

/** What is wrong with the characters of one value. */
class Faults {
  readonly #coding: Coding
  readonly #first = new Map<SyntaxRule, number>()
  readonly #found = new Map<SyntaxRule, Set<string>>()

  constructor(coding: Coding) {
    this.#coding = coding
  }

  release(at: number, next: string): void {
    this.#note('release', at, next)
  }

  /** The character, unless it is to be left out. */
  judge(at: number, character: string, isWrongUtf8: boolean): string {
    const { repertoire, syntax } = this.#coding
    if (character === '\r' || character === '\n') {
      this.#note('line-break', at, character)
      return ''
    }
    if (isWrongUtf8 && repertoire?.high !== 'none') this.#note('encoding', at, hex(character))
    else if (repertoire === null ? character < ' ' : !isAllowed(character, repertoire, syntax.version)) {
      this.#note(
        repertoire?.identifier === 'UNOA' && /^[a-z]$/.test(character) ? 'lower-case' : 'character',
        at,
        character,
      )
    }
    return character
  }

  tell(tell: Tell): void {
    for (const [rule, at] of this.#first) {
      const found = [...(this.#found.get(rule) ?? [])]
      tell(rule, at, {
        found: found.join(''),
        code: found.map((one) => `U+${hex(one)}`).join(', '),
        identifier: this.#coding.syntax.identifier,
        release: this.#coding.characters.release,
      })
    }
  }

  #note(rule: SyntaxRule, at: number, character: string): void {
    if (!this.#first.has(rule)) this.#first.set(rule, at)
    const found = this.#found.get(rule) ?? new Set()
    if (found.size < 10) this.#found.set(rule, found.add(character))
  }
}

const hex = (character: string): string => (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')

/** What stands there; -1 where UTF-8 is expected and this is none. */
function codePointAt(bytes: Uint8Array, at: number, end: number, repertoire: Repertoire | null): number {
  const byte = bytes[at] ?? 0
  if (byte < 0x80) return byte
  if (repertoire?.high !== 'table') return utf8CodePoint(bytes, at, end)
  const code = highCharacters(repertoire).charCodeAt(byte - 0x80)
  return code === 0xfffd ? byte : code
}

/** One character of UTF-8 (RFC 3629, 3 and 4: no overlong forms, no surrogates); -1 for anything else. */
function utf8CodePoint(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] ?? 0
  const width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  if (first < 0xc2 || first > 0xf4 || at + width > end) return -1
  let code = first & (0xff >> (width + 1))
  for (let index = at + 1; index < at + width; index += 1) {
    const byte = bytes[index] ?? 0
    if ((byte & 0xc0) !== 0x80) return -1
    code = (code << 6) | (byte & 0x3f)
  }
  const isSurrogate = code >= 0xd800 && code <= 0xdfff
  return utf8Width(code) !== width || isSurrogate || code > 0x10ffff ? -1 : code
}

function utf8Width(code: number): number {
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  return code < 0x10000 ? 3 : 4
}
