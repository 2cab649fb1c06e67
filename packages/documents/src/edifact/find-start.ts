/** Where an interchange begins in bytes, and how the rest of it is to be understood. */
import { byteKinds } from './byte-kinds.ts'
import type { EdifactPlace } from './edifact-finding.ts'
import type { ServiceCharacters, Syntax } from './interchange.ts'
import { repertoireOf } from './repertoires.ts'
import { areUsable, defaultCharacters, PRINTABLE_CHARACTERS, parseServiceString } from './service-characters.ts'
import type { SyntaxFindings } from './syntax-findings.ts'
import type { Coding } from './value-reader.ts'

export interface Start {
  /** Of the service string, or of the header's tag where there is none: bytes, as all places. */
  readonly offset: number
  /** Of the header's tag. */
  readonly header: number
  readonly hasServiceString: boolean
  readonly coding: Coding
}

/** UNA with its characters, blanks, the header's tag and its first element fit into so many characters. */
export const START_LENGTH_MAX = 128
/** Right before the header's tag. */
const SERVICE_STRING = /UNA(.{6})\s{0,20}$/s
/** A tag that no letter or digit stands beside, with a separator behind it. */
const HEADER = /(?<![A-Za-z0-9])U[NI]B(?=[^A-Za-z0-9\s])/

/** Places in the text that was searched. */
export interface Header {
  /** Of the service string, or of the header's tag where there is none. */
  readonly offset: number
  readonly tag: number
  /** The six characters behind `UNA`. */
  readonly service: string | null
}

/** @param text Every byte as one character. */
export function findHeader(text: string): Header | null {
  const tag = HEADER.exec(text)?.index
  if (tag === undefined) return null
  const before = Math.max(0, tag - 29)
  const una = SERVICE_STRING.exec(text.slice(before, tag))
  return { offset: una === null ? tag : before + una.index, tag, service: una?.[1] ?? null }
}

/**
 * @param text The same.
 * @param base Bytes before it.
 */
export function startAt(text: string, header: Header, base: number, findings: SyntaxFindings): Start {
  const given = header.service === null ? null : parseServiceString(header.service)
  const isUsable = given !== null && areUsable(given)
  const offset = base + header.offset
  const tag = base + header.tag
  if (given !== null && !isUsable) findings.add('service-string', placeOf(offset), { found: header.service ?? '' })
  const coding = codingOf(text.slice(header.tag, header.tag + 40), isUsable ? given : null, placeOf(tag), findings)
  return { offset, header: tag, hasServiceString: given !== null, coding }
}

const placeOf = (offset: number): EdifactPlace => ({
  segment: 0,
  tag: '',
  element: null,
  component: null,
  offset,
  path: '',
})

/** @param header The first characters from the tag on. */
function codingOf(
  header: string,
  given: ServiceCharacters | null,
  place: EdifactPlace,
  findings: SyntaxFindings,
): Coding {
  const element = given?.element ?? header.charAt(3)
  const first = header.slice(4).replace(/\s/g, '').split(element)[0] ?? ''
  const identifier = first.slice(0, 4)
  const where = { ...place, segment: 1, tag: header.slice(0, 3), element: 1 }
  const syntax: Syntax = {
    identifier,
    version: versionOf(first.slice(5).split(first.charAt(4))[0] ?? '', where, findings),
  }
  const repertoire = repertoireOf(identifier)
  if (repertoire === null) findings.add('syntax', { ...where, component: 1 }, { found: identifier })
  else if (repertoire.since > syntax.version) {
    findings.add('repertoire-version', { ...where, component: 1 }, { ...syntax, since: repertoire.since })
  }
  const characters =
    given === null ? charactersOf(element, syntax, where, findings) : charactersIn(given, syntax, place, findings)
  return { characters, syntax, repertoire, kinds: byteKinds(characters, repertoire, syntax.version) }
}

function versionOf(found: string, place: EdifactPlace, findings: SyntaxFindings): number {
  if (/^[1-4]$/.test(found)) return Number(found)
  findings.add('version', { ...place, component: 2 }, { found })
  const begin = found.charAt(0)
  if (/^[1-4]$/.test(begin)) return Number(begin)
  return begin > '4' && begin <= '9' ? 4 : 3
}

/**
 * Before version 4 the fifth character of UNA is reserved, and a blank: published guides agree, the text of 1988 was
 * not at hand.
 */
function charactersIn(
  given: ServiceCharacters,
  { version }: Syntax,
  place: EdifactPlace,
  findings: SyntaxFindings,
): ServiceCharacters {
  if (version >= 4 || given.repetition === ' ') return given
  findings.add('service-repetition', place, { found: given.repetition, version })
  return { ...given, repetition: ' ' }
}

/** Without UNA: the defaults, or the printable characters where those stand although others are the default. */
function charactersOf(
  element: string,
  syntax: Syntax,
  place: EdifactPlace,
  findings: SyntaxFindings,
): ServiceCharacters {
  const usual = defaultCharacters(syntax)
  if (usual.element === element) return usual
  findings.add('service-characters', place, { ...syntax })
  return PRINTABLE_CHARACTERS
}
