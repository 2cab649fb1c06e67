/** What each byte means to the scanner, as one table of 256 entries: a scan asks no further question for most bytes. */
import type { ServiceCharacters } from './interchange.ts'
import { isAllowed, type Repertoire } from './repertoires.ts'

/** Of bytes that are plain data nothing more needs to be known. */
export const PLAIN = 0
export const TERMINATOR = 1
export const ELEMENT = 2
export const REPETITION = 3
export const COMPONENT = 4
export const RELEASE = 5
/** From 0x80 on: a character of more than one byte, of a part of ISO 8859, or none. */
export const HIGH = 6
/** A line break, a control character, or one that the repertoire does not have. */
export const ODD = 7

/**
 * @param repertoire null: unknown, so that no graphic character is complained about.
 */
export function byteKinds(characters: ServiceCharacters, repertoire: Repertoire | null, version: number): Uint8Array {
  const kinds = new Uint8Array(256)
  for (let byte = 0; byte < 0x80; byte += 1) {
    const character = String.fromCharCode(byte)
    const isPlain = repertoire === null ? byte >= 0x20 && byte < 0x7f : isAllowed(character, repertoire, version)
    kinds[byte] = isPlain ? PLAIN : ODD
  }
  kinds.fill(HIGH, 0x80)
  const set = (character: string, kind: number): void => {
    kinds[character.charCodeAt(0)] = kind
  }
  if (characters.repetition !== ' ') set(characters.repetition, REPETITION)
  if (characters.release !== ' ') set(characters.release, RELEASE)
  set(characters.component, COMPONENT)
  set(characters.element, ELEMENT)
  set(characters.terminator, TERMINATOR)
  return kinds
}
