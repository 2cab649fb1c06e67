/**
 * Writes interchanges strictly: counts, references and the syntax identifier are set, needless separators and blanks
 * left out, UNA stands where a reader needs it. What was written is read back, and anything that the reader finds
 * fault with is not handed out: there is one set of rules, and no wrong file.
 */
import { CongkyError } from '@congky/shared'
import type { EdifactPlace } from './edifact-finding.ts'
import { ENVELOPES } from './envelopes.ts'
import type { EdifactMessage, Interchange } from './interchange.ts'
import { readInterchange } from './read-interchange.ts'
import { areAllowed, encodeText, hexOf, isAllowed, type Repertoire, repertoireOf } from './repertoires.ts'
import type { Segment } from './segment.ts'
import { areUsable, needsServiceString, serviceString } from './service-characters.ts'
import { strictSegment, strictTrailer, withElement } from './strict-segments.ts'
import { type SyntaxFinding, SyntaxFindings } from './syntax-findings.ts'
import { SegmentWriter } from './write-segment.ts'

export interface WriteOptions {
  /** UNA even where a reader does not need it. An interchange that has one keeps it. */
  readonly serviceString?: boolean
}

/**
 * @throws {CongkyError} ERR_EDIFACT_INVALID: it cannot be written strictly; the text tells the first reason,
 *   `composeInterchange` all of them.
 */
export function writeInterchange(interchange: Interchange, options: WriteOptions = {}): Uint8Array {
  const { bytes, findings } = composeInterchange(interchange, options)
  if (bytes !== null) return bytes
  const [{ vi, en } = { vi: '', en: '' }] = findings
  throw new CongkyError('ERR_EDIFACT_INVALID', { detail: { vi, en } })
}

/** The same without an exception. `bytes` is null where there are findings. Their places have no offset. */
export function composeInterchange(
  interchange: Interchange,
  options: WriteOptions = {},
): { readonly bytes: Uint8Array | null; readonly findings: readonly SyntaxFinding[] } {
  const findings = new SyntaxFindings()
  const repertoire = repertoireFor(interchange, findings)
  if (repertoire === null) return { bytes: null, findings: findings.all }
  const strict = [...strictSegments(interchange)]
  const writer = new SegmentWriter(interchange.characters)
  strict.forEach((segment, index) => {
    checkSegment(segment, index + 1, interchange, repertoire, writer, findings)
  })
  if (findings.all.length > 0) return { bytes: null, findings: findings.all }
  const { characters, syntax, hasServiceString } = interchange
  const needsUna = hasServiceString || options.serviceString === true || needsServiceString(characters, syntax)
  const text = (needsUna ? serviceString(characters) : '') + strict.map((segment) => writer.write(segment)).join('')
  const bytes = encodeText(text, repertoire)
  const faults = readInterchange(bytes).findings.filter(({ severity }) => severity !== 'notice')
  return faults.length > 0 ? { bytes: null, findings: faults } : { bytes, findings: [] }
}

/** The repertoire, where the interchange as a whole can be written. */
function repertoireFor(interchange: Interchange, findings: SyntaxFindings): Repertoire | null {
  const { characters, syntax, groups, messages } = interchange
  const { identifier, version } = syntax
  const repertoire = repertoireOf(identifier)
  if (repertoire === null) findings.add('syntax', null, { found: identifier })
  else if (![1, 2, 3, 4].includes(version)) findings.add('version', null, { found: version })
  else if (repertoire.since > version) {
    findings.add('repertoire-version', null, { identifier, version, since: repertoire.since })
  }
  if (!areUsable(characters)) findings.add('service-string', null, { found: serviceString(characters).slice(3) })
  if (groups.length > 0 && messages.length > 0) findings.add('mixed', null)
  return findings.all.length > 0 ? null : repertoire
}

/** All segments in order, header and trailers made right. */
function* strictSegments(interchange: Interchange): Iterable<Segment> {
  const { mode, groups, messages, security, syntax, trailer } = interchange
  const envelopes = ENVELOPES[mode]
  const header = strictSegment(interchange.header)
  const [, , ...rest] = header.elements[0]?.[0] ?? []
  const identified = [[syntax.identifier, String(syntax.version), ...rest]]
  yield { ...header, elements: withElement(header.elements, 1, identified) }
  yield* security.headers.map(strictSegment)
  for (const group of groups) {
    yield strictSegment(group.header)
    for (const message of group.messages) yield* strictMessage(message, mode)
    if (envelopes.group !== null) {
      yield strictTrailer(envelopes.group, group.header, group.trailer, group.messages.length)
    }
  }
  for (const message of messages) yield* strictMessage(message, mode)
  yield* security.trailers.map(strictSegment)
  yield strictTrailer(envelopes.interchange, header, trailer, groups.length + messages.length)
}

function* strictMessage({ header, body, trailer }: EdifactMessage, mode: Interchange['mode']): Iterable<Segment> {
  yield strictSegment(header)
  for (const segment of body) yield strictSegment(segment)
  yield strictTrailer(ENVELOPES[mode].message, header, trailer, body.length + 2)
}

/** Where a segment is looked at; a place is made only where something is found. */
interface Position {
  readonly segment: number
  readonly tag: string
}

/** @param number From 1. */
function checkSegment(
  { tag, elements }: Segment,
  number: number,
  { characters, syntax }: Interchange,
  repertoire: Repertoire,
  writer: SegmentWriter,
  findings: SyntaxFindings,
): void {
  const at: Position = { segment: number, tag }
  if (!/^[A-Z][A-Z0-9]{2}$/.test(tag)) findings.add('tag', placeAt(at, null, null), { found: tag })
  elements.forEach((repetitions, index) => {
    if (repetitions.length > 1 && (syntax.version < 4 || characters.repetition === ' ')) {
      findings.add('repetition', placeAt(at, index, null))
    }
    for (const composite of repetitions) {
      composite.forEach((value, component) => {
        if (!writer.canRelease(value)) findings.add('unreleasable', placeAt(at, index, component), { found: value })
        if (areAllowed(value, repertoire, syntax.version)) return
        findings.add('character', placeAt(at, index, component), foreignIn(value, repertoire, syntax.version))
      })
    }
  })
}

/** @param element As `component`, from 0. */
function placeAt({ segment, tag }: Position, element: number | null, component: number | null): EdifactPlace {
  const fromOne = (index: number | null) => (index === null ? null : index + 1)
  return { segment, tag, element: fromOne(element), component: fromOne(component), offset: null, path: '' }
}

/** The first characters of a value that the repertoire does not have. */
function foreignIn(value: string, repertoire: Repertoire, version: number) {
  const found = [...new Set(value)].filter((character) => !isAllowed(character, repertoire, version)).slice(0, 10)
  const code = found.map((one) => `U+${hexOf(one)}`).join(', ')
  return { found: found.join(''), code, identifier: repertoire.identifier }
}
