/**
 * Word processors turn the terminator ' into ’ (or ‘). Such a character ends a segment where the repertoire does not
 * have it as data, and what follows begins another segment or nothing follows.
 */
import { COMPONENT, ELEMENT, TERMINATOR } from './byte-kinds.ts'
import type { ByteText, Coding } from './value-reader.ts'

/** Blanks and line breaks that may stand before the next tag. */
const BLANKS_MAX = 16

/**
 * @returns Bytes of the curly terminator that stands there; 0: none does; -1: more bytes are needed to tell.
 */
export function curlyTerminator({ bytes, text }: ByteText, at: number, coding: Coding, isLast: boolean): number {
  if (coding.characters.terminator !== "'" || coding.repertoire === null || coding.repertoire.high === 'utf-8') return 0
  const first = bytes[at]
  if (first !== 0xe2 && first !== 0x91 && first !== 0x92) return 0
  // The longest that is looked at: the character, blanks, a tag and what stands behind it.
  const hasAll = isLast || at + 3 + BLANKS_MAX + 4 <= bytes.length
  if (!hasAll) return -1
  const width = widthOfCurly(bytes, at)
  if (width === 0) return 0
  const rest = text.slice(at + width, at + width + BLANKS_MAX + 4).trimStart()
  if (rest === '') return width
  if (!/^[A-Z][A-Z0-9]{2}/.test(rest)) return 0
  const behind = rest.length === 3 ? TERMINATOR : coding.kinds[rest.charCodeAt(3)]
  return behind === TERMINATOR || behind === ELEMENT || behind === COMPONENT ? width : 0
}

/** U+2018 or U+2019 in UTF-8 or windows-1252. */
function widthOfCurly(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0xe2) return 1
  return bytes[at + 1] === 0x80 && (bytes[at + 2] === 0x98 || bytes[at + 2] === 0x99) ? 3 : 0
}
