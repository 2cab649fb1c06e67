/**
 * Security groups put into an interchange (ISO 9735-5). What is inserted is told by the profile; besides, one value
 * follows: 0074 of UNT counts the security segments of its message as well, so that of a message that is secured grows
 * by as many as were put in. UNZ counts messages or groups and stays.
 */
import {
  type Composite,
  RESULT,
  SERVICE,
  type Segment,
  SegmentWriter,
  securitySegment,
  securityValue,
  valueAt,
} from '@congky/documents'
import { CongkyError, type EdifactProfileOptions } from '@congky/shared'
import { chooseDigest } from '../digest-choice.ts'
import type { SignaturePlan, SigningRequest } from '../signature-format.ts'
import { mismatch } from '../xml/element-path.ts'
import { applyEdits, type Edit } from '../xml/splice.ts'
import { coveredRanges, octetsOf } from './covered-octets.ts'
import { assertWritable } from './filters.ts'
import { insertBefore, rewrite } from './insert-segments.ts'
import { type OpenedInterchange, openStrictInterchange } from './open-interchange.ts'
import { readSecurityHeader } from './read-security-header.ts'
import { assertBounded } from './reading-limits.ts'
import { INTERACTIVE, NOTHING } from './refusals.ts'
import { type SecuredStructure, structuresOf } from './secured-structure.ts'
import { securityTrailer, signatureHeader } from './security-groups.ts'

export interface SecuredPlanRest {
  readonly edits: readonly Edit[]
  readonly reference: string
  readonly options: EdifactProfileOptions
  readonly certificate: Uint8Array
  readonly keyType: 'rsa' | 'ec'
}

/**
 * The interchange, or its only message.
 *
 * @throws {CongkyError} ERR_PROFILE_MISMATCH; ERR_ALREADY_SIGNED.
 */
export function surveySecured(
  opened: OpenedInterchange,
  { level, existing, filter }: EdifactProfileOptions,
  profile: string,
): SecuredStructure {
  const structures = structuresOf(opened)
  const wanted = structures.filter((structure) => structure.level === level)
  const [found] = wanted
  assertWritable(opened.interchange, filter, profile)
  if (opened.interchange.mode === 'interactive') throw mismatch(profile, INTERACTIVE)
  if (!found?.body || !found.trailer) throw mismatch(profile, NOTHING)
  if (wanted.length > 1) throw mismatch(profile, severalMessages(wanted.length))
  for (const other of structures) {
    const isSecured = other.headers.length + other.trailers.length + other.strays.length > 0
    if (!isSecured) continue
    // What stands in messages sees nothing of what is put around all of them.
    const isUnharmed = other === found ? canStandBeside(opened, other) : level === 'interchange'
    if (existing === 'reject' || !isUnharmed) throw new CongkyError('ERR_ALREADY_SIGNED')
  }
  return found
}

const severalMessages = (count: number) => ({
  en: `it holds ${count} messages; a profile with level: interchange signs them together`,
  vi: `trao đổi có ${count} thông điệp; hãy dùng mẫu có level: interchange để ký chung`,
})

/** Those that cover no more than their groups and what lies between them do not see what is put around them. */
function canStandBeside({ interchange }: OpenedInterchange, { headers, trailers, strays }: SecuredStructure): boolean {
  const scopes = headers.map((header) => readSecurityHeader(header, interchange.syntax.version).scope)
  return (
    strays.length === 0 && headers.length === trailers.length && scopes.every((scope) => scope && scope !== 'whole')
  )
}

/** @throws {CongkyError} As `surveySecured`. */
export function planSecured(
  opened: OpenedInterchange,
  { profile, options, certificate, signedAt }: SigningRequest<EdifactProfileOptions>,
): SignaturePlan<SecuredPlanRest> {
  const structure = surveySecured(opened, options, profile)
  const { version } = opened.interchange.syntax
  const digest = chooseDigest(options.digest, certificate)
  const reference = freeReference(opened)
  const wishes = {
    profile,
    reference,
    service: SERVICE.nonRepudiationOfOrigin,
    scope: options.scope,
    digest,
    signedAt,
    version,
  }
  const header = signatureHeader({ ...wishes, filter: options.filter }, certificate, options.certificate === 'enclosed')
  const trailer = securityTrailer(reference, header.length + 2, version)
  const edits = [
    ...around(opened, structure, header, trailer),
    ...(structure.level === 'message' ? [recounted(opened, structure, header.length + 2)] : []),
  ]
  // What is signed is taken from the interchange as it will be, and refused before the token is asked if it is not strict.
  const draft = openStrictInterchange(withResult(opened, edits, [[RESULT.unique, 'A']]))
  // With one signature more than are looked at, what the token signs could not be verified.
  assertBounded(structuresOf(draft))
  const toBeSigned = signedOctets(draft, options, reference)
  const rest = { edits, reference, options, certificate: certificate.der, keyType: certificate.keyType }
  return { digestAlgorithm: digest, toBeSigned, rest }
}

/** What the edits make, with a result of the signature in its place. */
export function withResult(
  { bytes, interchange }: OpenedInterchange,
  edits: readonly Edit[],
  results: readonly Composite[],
): Buffer {
  const result = securitySegment('USR', { S508: results }, interchange.syntax.version)
  return applyEdits(bytes, edits, new SegmentWriter(interchange.characters).write(result))
}

/** @param draft With both groups. @throws {Error} They are not there. */
export function signedOctets(
  draft: OpenedInterchange,
  { level, scope }: EdifactProfileOptions,
  reference: string,
): Buffer {
  const { version } = draft.interchange.syntax
  const structure = structuresOf(draft).find((each) => each.level === level)
  const header = structure?.headers.find(({ first }) => securityValue(first, 'USH', '0534', version) === reference)
  const trailer = structure?.trailers.find(({ first }) => securityValue(first, 'UST', '0534', version) === reference)
  if (!structure || !header || !trailer) throw new Error('the security groups cannot be found')
  return octetsOf(draft.bytes, coveredRanges(structure, { header, trailer }, scope))
}

/** Outside of all groups that are there: those see nothing of it. */
function around(
  opened: OpenedInterchange,
  { header, body, headers, trailer }: SecuredStructure,
  before: readonly Segment[],
  behind: Segment,
): Edit[] {
  const first = headers[0]?.first ?? segmentAt(opened, body?.start ?? header.end)
  if (trailer === null || first === null) throw new Error('there is nothing to stand around')
  return [insertBefore(opened, first, before), insertBefore(opened, trailer, [behind], true)]
}

function segmentAt(opened: OpenedInterchange, start: number) {
  const { interchange } = opened
  const all = [
    ...interchange.groups.map((group) => group.header),
    ...structuresOf(opened).flatMap(({ header, body }) => [header, ...(body?.segments ?? [])]),
  ]
  return all.find((segment) => segment.start === start) ?? null
}

function recounted(opened: OpenedInterchange, { trailer }: SecuredStructure, added: number): Edit {
  if (trailer === null) throw new Error('the message has no end')
  const [, ...others] = trailer.elements
  const count = String(Number(valueAt(trailer, 1)) + added)
  return rewrite(opened, trailer, { tag: trailer.tag, elements: [[[count]], ...others] })
}

/** Unlike all others in the interchange. */
function freeReference(opened: OpenedInterchange): string {
  const { version } = opened.interchange.syntax
  const groups = structuresOf(opened).flatMap(({ headers, trailers }) => [...headers, ...trailers])
  const taken = new Set(
    groups.map(({ first }) => securityValue(first, first.tag === 'UST' ? 'UST' : 'USH', '0534', version)),
  )
  let number = 1
  while (taken.has(String(number))) number++
  return String(number)
}
