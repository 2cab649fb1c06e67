/**
 * Character repertoires: which characters the data of an interchange may have, and which bytes they are.
 *
 * Source: UN/EDIFACT service code list 0001 (releases 40100 and D.23A). The list says of UNOY "ISO 10646-1 octet
 * without code extension technique" and of UNOW "… with code extension technique to support UTF-8"; both are read as
 * UTF-8. UNOX (ISO 2022) is not supported.
 */
import type { Syntax } from './interchange.ts'

export interface Repertoire {
  /** Code 0001. */
  readonly identifier: string
  /** The first syntax version that has it. */
  readonly since: number
  /** As people know it. */
  readonly name: string
  /** What the bytes from 0x80 on mean: nothing, a table of 128 characters (U+FFFD: unassigned), or UTF-8. */
  readonly high: 'none' | 'table' | 'utf-8'
  /** Of the TextDecoder whose bytes from 0xA0 on are those of the part of ISO 8859; empty unless `high` is a table. */
  readonly label: string
}

const iso8859 = (identifier: string, since: number, part: number, label = `iso-8859-${part}`): Repertoire => ({
  identifier,
  since,
  name: `ISO 8859-${part}`,
  high: 'table',
  label,
})
const iso10646 = (identifier: string): Repertoire => ({ identifier, since: 4, name: 'UTF-8', high: 'utf-8', label: '' })
const iso646 = (identifier: string): Repertoire => ({ identifier, since: 1, name: 'ISO 646', high: 'none', label: '' })

/** From small to large: who looks for the smallest that holds a text takes the first that does. */
export const REPERTOIRES: readonly Repertoire[] = [
  iso646('UNOA'),
  iso646('UNOB'),
  iso8859('UNOC', 3, 1),
  iso8859('UNOD', 3, 2),
  iso8859('UNOE', 3, 5),
  iso8859('UNOF', 3, 7),
  iso8859('UNOG', 4, 3),
  iso8859('UNOH', 4, 4),
  iso8859('UNOI', 4, 6),
  iso8859('UNOJ', 4, 8),
  iso8859('UNOK', 4, 9),
  iso10646('UNOY'),
  iso10646('UNOW'),
]

/** The one of that name; null for others. Whether the syntax version has it is another question: `since`. */
export function repertoireOf(identifier: string): Repertoire | null {
  return REPERTOIRES.find((one) => one.identifier === identifier) ?? null
}

/**
 * Level A and B of ISO 646: graphic characters that are the same in all national versions. Versions 1 to 3 list them
 * (ISO 9735:1988, 4.1); version 4 speaks of the whole basic code table, which has the low line too.
 */
const UPPER = /^[ !"%&'()*+,./0-9:;<=>?A-Z-]$/
const BOTH = /^[ !"%&'()*+,./0-9:;<=>?A-Za-z-]$/

/** Whether a character may stand in data (behind a release character where it has a meaning of its own). */
export function isAllowed(character: string, repertoire: Repertoire, version: number): boolean {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return false
  if (repertoire.high === 'utf-8') return !(code >= 0xd800 && code <= 0xdfff)
  if (repertoire.high === 'table') return code < 0x80 || byteOf(character, repertoire) !== null
  if (character === '_') return version >= 4
  return (repertoire.identifier === 'UNOA' ? UPPER : BOTH).test(character)
}

const asciiTables = new Map<string, Uint8Array>()

/** Whether every character of a text may stand in data; asks no question twice for most of them. */
export function areAllowed(text: string, repertoire: Repertoire, version: number): boolean {
  const known = asciiAllowed(repertoire, version)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x80) {
      if (known[code] === 0) return false
    } else {
      const rest = Array.from(text.slice(at))
      return rest.every((character) => isAllowed(character, repertoire, version))
    }
  }
  return true
}

/** 1 for each character below 0x80 that may stand in data. */
function asciiAllowed(repertoire: Repertoire, version: number): Uint8Array {
  const key = `${repertoire.identifier} ${version}`
  let table = asciiTables.get(key)
  if (table === undefined) {
    const isIn = (code: number) => isAllowed(String.fromCharCode(code), repertoire, version)
    table = Uint8Array.from({ length: 0x80 }, (_, code) => (isIn(code) ? 1 : 0))
    asciiTables.set(key, table)
  }
  return table
}

const tables = new Map<string, string>()

/** The characters of the bytes 0x80 to 0xFF; U+FFFD where there is none. */
export function highCharacters({ label }: Repertoire): string {
  let table = tables.get(label)
  if (table === undefined) {
    const bytes = Uint8Array.from({ length: 0x60 }, (_, index) => 0xa0 + index)
    table = '\ufffd'.repeat(0x20) + new TextDecoder(label).decode(bytes)
    tables.set(label, table)
  }
  return table
}

function byteOf(character: string, repertoire: Repertoire): number | null {
  const at = character === '\ufffd' ? -1 : highCharacters(repertoire).indexOf(character)
  return at < 0 ? null : 0x80 + at
}

/**
 * The bytes of a text.
 *
 * @throws {RangeError} A character that the repertoire does not have: a bug of the caller, who asks `isAllowed` first.
 */
export function encodeText(text: string, repertoire: Repertoire): Uint8Array {
  // Below 0x80 all repertoires agree with UTF-8.
  if (repertoire.high === 'utf-8' || !HIGH_CHARACTER.test(text)) return new TextEncoder().encode(text)
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const byte = code < 0x80 ? code : repertoire.high === 'table' ? byteOf(text.charAt(at), repertoire) : null
    if (byte === null) throw new RangeError(`${repertoire.identifier} has no character U+${hexOf(text.charAt(at))}`)
    bytes[at] = byte
  }
  return bytes
}

const HIGH_CHARACTER = /[\u0080-\uffff]/

/**
 * The smallest syntax in which texts can be written: UNOA, UNOB, a part of ISO 8859, UTF-8.
 *
 * @param version The lowest syntax version wanted; the answer's is higher where the repertoire needs it.
 */
export function smallestSyntax(texts: Iterable<string>, version = 1): Syntax {
  const characters = new Set<string>()
  for (const text of texts) for (const character of text) characters.add(character)
  const fitting = REPERTOIRES.find((repertoire) => {
    const needed = Math.max(version, repertoire.since)
    return [...characters].every((character) => isAllowed(character, repertoire, needed))
  })
  return { identifier: fitting?.identifier ?? 'UNOY', version: Math.max(version, fitting?.since ?? 4) }
}

/** As in `U+1EAF`, without the prefix. */
export function hexOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}
