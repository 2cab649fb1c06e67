/**
 * The slow way to read one value: with characters beyond plain data in it, or blanks at its ends. Nothing that is
 * wrong stops it; each kind of fault is told once for the value, at its first byte.
 */
import { HIGH, ODD, PLAIN, RELEASE } from './byte-kinds.ts'
import type { ServiceCharacters, Syntax } from './interchange.ts'
import { hexOf, highCharacters, isAllowed, type Repertoire } from './repertoires.ts'
import type { FindingDetails } from './syntax-findings.ts'
import type { SyntaxRule } from './syntax-rules.ts'
import { trimBlanks } from './trim-blanks.ts'
import { utf8CodePoint, utf8Width } from './utf8.ts'

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

/** Who is told. */
interface Listener {
  /** @param at In the bytes. */
  tell(rule: SyntaxRule, at: number, details?: FindingDetails): void
}

/** Of each kind of fault so many different characters are named. */
const NAMED_MAX = 10

export class ValueReader {
  readonly #coding: Coding
  readonly #listener: Listener
  #source: ByteText = { bytes: new Uint8Array(), text: '' }
  #end = 0
  #value = ''
  /** Where what is not yet in the value begins. */
  #run = 0
  #faults = new Map<SyntaxRule, { readonly at: number; readonly found: Set<string> }>()

  constructor(coding: Coding, listener: Listener) {
    this.#coding = coding
    this.#listener = listener
  }

  read(source: ByteText, start: number, end: number): string {
    this.#source = source
    this.#end = end
    this.#value = ''
    this.#run = start
    const { kinds } = this.#coding
    for (let at = start; at < end; ) {
      const kind = kinds[source.bytes[at] ?? 0] ?? PLAIN
      if (kind === RELEASE) at = this.#release(at)
      else if (kind === HIGH || kind === ODD) at = this.#decode(at)
      else at += 1
    }
    const value = this.#value + source.text.slice(this.#run, end)
    if (this.#faults.size > 0) this.#tellFaults()
    const trimmed = trimBlanks(value)
    if (trimmed !== value) this.#listener.tell('blank-ends', start, { found: value })
    return trimmed
  }

  /** @returns Behind what was released, unless that has to be decoded. */
  #release(at: number): number {
    const { bytes, text } = this.#source
    this.#value += text.slice(this.#run, at)
    this.#run = at + 1
    const kind = this.#coding.kinds[bytes[at + 1] ?? 0]
    const isSpecial = kind === HIGH || kind === ODD
    if (isSpecial) this.#note('release', at, this.#characterAt(at + 1))
    else if (kind === PLAIN) this.#note('release', at, text.charAt(at + 1))
    return isSpecial ? at + 1 : at + 2
  }

  /** @returns Behind the character. */
  #decode(at: number): number {
    const { text } = this.#source
    const code = this.#codeAt(at)
    const character = this.#characterAt(at)
    this.#value += text.slice(this.#run, at)
    if (character !== '\r' && character !== '\n') this.#value += character
    this.#judge(at, character, code < 0)
    this.#run = at + (code < 0 || this.#isTable ? 1 : utf8Width(code))
    return this.#run
  }

  get #isTable(): boolean {
    return this.#coding.repertoire?.high === 'table'
  }

  /** What stands there; -1 where UTF-8 is expected and this is none. */
  #codeAt(at: number): number {
    const { repertoire } = this.#coding
    const byte = this.#source.bytes[at] ?? 0
    if (repertoire?.high !== 'table') return utf8CodePoint(this.#source.bytes, at, this.#end)
    const code = byte < 0x80 ? byte : highCharacters(repertoire).charCodeAt(byte - 0x80)
    return code === 0xfffd ? byte : code
  }

  #characterAt(at: number): string {
    const code = this.#codeAt(at)
    return String.fromCodePoint(code < 0 ? (this.#source.bytes[at] ?? 0) : code)
  }

  #judge(at: number, character: string, isWrongUtf8: boolean): void {
    const { repertoire, syntax } = this.#coding
    const isBreak = character === '\r' || character === '\n'
    if (isBreak) this.#note('line-break', at, character)
    else if (isWrongUtf8 && repertoire?.high !== 'none') this.#note('encoding', at, hexOf(character))
    else if (repertoire === null ? character < ' ' : !isAllowed(character, repertoire, syntax.version)) {
      const isLower = repertoire?.identifier === 'UNOA' && /^[a-z]$/.test(character)
      this.#note(isLower ? 'lower-case' : 'character', at, character)
    }
  }

  #note(rule: SyntaxRule, at: number, character: string): void {
    const fault = this.#faults.get(rule) ?? { at, found: new Set() }
    if (fault.found.size < NAMED_MAX) fault.found.add(character)
    this.#faults.set(rule, fault)
  }

  #tellFaults(): void {
    const { syntax, characters } = this.#coding
    for (const [rule, { at, found }] of this.#faults) {
      const code = Array.from(found, (one) => `U+${hexOf(one)}`).join(', ')
      const { release } = characters
      this.#listener.tell(rule, at, { found: [...found].join(''), code, identifier: syntax.identifier, release })
    }
    this.#faults = new Map()
  }
}
