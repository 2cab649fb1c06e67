/**
 * A message AUTACK that holds digests of what it refers to and is signed as a whole (ISO 9735-6): in an interchange of
 * its own, of syntax version 4, beside a document that stays untouched; or as the last message of the document, which
 * then counts one more in UNZ and has to be of version 4 itself, since no earlier one has such messages.
 */
import {
  defaultCharacters,
  type Interchange,
  NO_RESPONSE,
  RESULT,
  type ReadSegment,
  SECURITY_TIMESTAMP,
  SERVICE,
  type Segment,
  securitySegment,
  segment,
  valueAt,
  writeInterchange,
} from '@congky/documents'
import { type AutackProfileOptions, CongkyError } from '@congky/shared'
import type { Certificate } from '../../domain/certificate.ts'
import { chooseDigest } from '../digest-choice.ts'
import { hashOf } from '../hash-of.ts'
import { mismatch } from '../xml/element-path.ts'
import { isAutack, partiesOf, REFERENCES_MAX } from './autack-references.ts'
import { assertWritable, FILTERS } from './filters.ts'
import type { OpenedInterchange } from './open-interchange.ts'
import { INTERACTIVE, NOTHING } from './refusals.ts'
import { referenceOf, type SecuredStructure, structuresOf } from './secured-structure.ts'
import { integrityHeader, securityTrailer, signatureHeader, timeOf } from './security-groups.ts'

/** Of AUTACK, whatever the document has. */
export const AUTACK_VERSION = 4
/** 0534 of the pair that signs, and of the one that announces digests. */
const SIGNATURE = '1'
const DIGESTS = '2'

/**
 * What it is to refer to.
 *
 * @throws {CongkyError} ERR_PROFILE_MISMATCH; ERR_ALREADY_SIGNED: another signature covers what would be changed.
 */
export function surveyAutack(
  opened: OpenedInterchange,
  { placed, filter }: AutackProfileOptions,
  profile: string,
): readonly SecuredStructure[] {
  const [whole, ...messages] = structuresOf(opened)
  const { mode, syntax, header, groups } = opened.interchange
  assertWritable(placed === 'beside' ? formOfBeside(opened) : opened.interchange, filter, profile)
  if (mode === 'interactive') throw mismatch(profile, INTERACTIVE)
  if (!whole?.trailer || messages.length === 0) throw mismatch(profile, NOTHING)
  if (placed === 'beside') return [whole]
  if (syntax.version < AUTACK_VERSION) throw mismatch(profile, OLD)
  if (groups.length > 0) throw mismatch(profile, GROUPS)
  if (messages.length > REFERENCES_MAX) throw mismatch(profile, MANY)
  if (new Set(messages.map((message) => referenceOf(message.header))).size < messages.length)
    throw mismatch(profile, TWICE)
  // What is put in is written in ASCII, as every repertoire has it.
  if (/[^ -~]/.test(JSON.stringify([partiesOf(header), referenceOf(header), messages.map(nameOf)])))
    throw mismatch(profile, NAMES)
  if (messages.some(isAutack) || whole.headers.length + whole.trailers.length > 0) {
    throw new CongkyError('ERR_ALREADY_SIGNED')
  }
  return messages
}

const OLD = {
  en: 'an AUTACK inside needs syntax version 4; a profile with placed: beside signs it',
  vi: 'AUTACK đặt bên trong cần cú pháp phiên bản 4; hãy dùng mẫu có placed: beside',
}
const GROUPS = {
  en: 'it has groups (UNG), and a message cannot stand beside them; a profile with placed: beside signs it',
  vi: 'trao đổi có nhóm (UNG) nên không thêm được thông điệp; hãy dùng mẫu có placed: beside',
}
const MANY = { en: `it holds more than ${REFERENCES_MAX} messages`, vi: `trao đổi có hơn ${REFERENCES_MAX} thông điệp` }
const TWICE = { en: 'several messages have the same reference number', vi: 'nhiều thông điệp trùng số tham chiếu' }
const NAMES = {
  en: 'sender, recipient or references have letters outside of ASCII',
  vi: 'tên bên gửi, bên nhận hoặc số tham chiếu có ký tự ngoài ASCII',
}

export interface AutackWishes {
  /** Its name, for errors. */
  readonly profile: string
  readonly options: AutackProfileOptions
  readonly certificate: Certificate
  readonly signedAt: Date
}

/** Everything between UNH and the result: header groups, USB, references, trailers. */
export function autackBody(
  opened: OpenedInterchange,
  referred: readonly SecuredStructure[],
  { profile, options, certificate, signedAt }: AutackWishes,
): readonly Segment[] {
  const digest = chooseDigest(options.digest, certificate)
  const common = { scope: 'whole', digest, filter: options.filter, signedAt, version: AUTACK_VERSION } as const
  const own = { ...common, profile, reference: SIGNATURE, service: SERVICE.nonRepudiationOfOrigin }
  const signing = signatureHeader(own, certificate, options.certificate === 'enclosed')
  const digests = integrityHeader({ ...common, reference: DIGESTS, service: SERVICE.referencedIntegrity })
  const parties = partiesOf(opened.interchange.header)
  const time = [[SECURITY_TIMESTAMP, ...timeOf(signedAt)]]
  const references = referred.flatMap((structure) => {
    const value = hashOf(digest, opened.bytes.subarray(structure.start, structure.end))
    const result = [[RESULT.unique, FILTERS[options.filter].write(value)]]
    return [
      securitySegment(
        'USX',
        { '0020': referenceOf(opened.interchange.header), ...parties, ...nameOf(structure) },
        AUTACK_VERSION,
      ),
      securitySegment('USY', { '0534': DIGESTS, S508: result }, AUTACK_VERSION),
    ]
  })
  return [
    ...signing,
    ...digests,
    securitySegment('USB', { '0503': NO_RESPONSE, S501: time, ...parties }, AUTACK_VERSION),
    ...references,
    securityTrailer(DIGESTS, digests.length + 1, AUTACK_VERSION),
    securityTrailer(SIGNATURE, signing.length + 2, AUTACK_VERSION),
  ]
}

/** A message by its reference and type; an interchange has its own reference beside. */
function nameOf({ level, header }: SecuredStructure): Record<string, string | readonly (readonly string[])[]> {
  return level === 'message' ? { '0062': referenceOf(header), S009: [header.elements[1]?.[0] ?? ['']] } : {}
}

export function autackHeader(reference: string): Segment {
  return segment('UNH', reference, ['AUTACK', '4', '1', 'UN'])
}

/**
 * The interchange beside. Its own reference is made from the document, so that the same one is never meant by two.
 *
 * @param body With the result.
 * @throws {CongkyError} ERR_EDIFACT_INVALID: sender or recipient cannot be written.
 */
export function autackInterchange(opened: OpenedInterchange, body: readonly Segment[], signedAt: Date): Uint8Array {
  const { header, syntax } = opened.interchange
  const { S002, S003 } = partiesOf(header)
  const [date, time] = timeOf(signedAt)
  const hash = hashOf('sha256', opened.bytes).toString('hex').toUpperCase()
  const unb = segment(
    'UNB',
    [syntax.identifier, '4'],
    S002[0] ?? '',
    S003[0] ?? '',
    [date, time.slice(0, 4)],
    `AUT${hash.slice(0, 11)}`,
  )
  const interchange: Interchange = {
    ...formOfBeside(opened),
    ...{ mode: 'batch', hasServiceString: true, header: unb },
    ...{ security: { headers: [], trailers: [] }, groups: [], trailer: null },
    messages: [{ header: autackHeader('1'), body, trailer: null }],
  }
  return writeInterchange(interchange)
}

/** How an interchange beside is written: the repertoire is that of the document, so that its parties fit in. */
function formOfBeside({ interchange }: OpenedInterchange): Pick<Interchange, 'characters' | 'syntax'> {
  const syntax = { identifier: interchange.syntax.identifier, version: AUTACK_VERSION }
  return { characters: defaultCharacters(syntax), syntax }
}

/** Unlike those of all messages that are there. */
export function freeMessageReference(opened: OpenedInterchange): string {
  const taken = new Set(structuresOf(opened).map(({ header }) => referenceOf(header)))
  let number = 1
  while (taken.has(String(number))) number++
  return String(number)
}

/** UNZ that counts one message more. */
export function countedOnce(trailer: ReadSegment): Segment {
  const [, ...others] = trailer.elements
  return { tag: trailer.tag, elements: [[[String(Number(valueAt(trailer, 1)) + 1)]], ...others] }
}
