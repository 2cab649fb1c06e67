/** A message AUTACK beside or inside an interchange of UN/EDIFACT (ISO 9735-6), as a format of the engine. */
import { type Composite, RESULT, type Segment, securitySegment, segment } from '@congky/documents'
import type { AutackProfileOptions } from '@congky/shared'
import type { Certificate } from '../../domain/certificate.ts'
import { unseen } from '../covered-document.ts'
import { chooseDigest } from '../digest-choice.ts'
import { readCoveredFile } from '../read-covered.ts'
import type { SignatureFormat } from '../signature-format.ts'
import { applyEdits } from '../xml/splice.ts'
import { isAutack } from './autack-references.ts'
import { assertContent } from './check-content.ts'
import { coveredRanges, octetsOf } from './covered-octets.ts'
import { exporterTaxCode } from './exporter-tax-code.ts'
import { FILTERS } from './filters.ts'
import { insertBefore, rewrite } from './insert-segments.ts'
import { lookAtInterchange } from './look-at-interchange.ts'
import {
  LIGHT_INTERCHANGE_BYTES_MAX,
  type OpenedInterchange,
  openInterchange,
  openStrictInterchange,
} from './open-interchange.ts'
import {
  AUTACK_VERSION,
  autackBody,
  autackHeader,
  autackInterchange,
  countedOnce,
  freeMessageReference,
  surveyAutack,
} from './plan-autack.ts'
import { readCoveredInterchange } from './read-covered-interchange.ts'
import { assertBounded } from './reading-limits.ts'
import { reportAutack } from './report-autack.ts'
import { structuresOf } from './secured-structure.ts'
import { resultsOf } from './security-result.ts'

export interface AutackPlanRest {
  readonly options: AutackProfileOptions
  /** Without the result. */
  readonly body: readonly Segment[]
  readonly signedAt: Date
  readonly keyType: Certificate['keyType']
}

/** Bytes until somebody asks for more: large interchanges are read in threads only. */
export const autackFormat: SignatureFormat<AutackProfileOptions, Uint8Array, AutackPlanRest> = {
  open: (document) => document,
  isLight: (document) => document.length <= LIGHT_INTERCHANGE_BYTES_MAX,
  inspect: (document, profile, options) => ({ taxCode: taxCodeIn(document, profile, options) }),
  look: (document, _profile, options, valuePaths) =>
    lookAtInterchange(document, valuePaths, notCoveredBy(options).length === 0) ?? unseen([], valuePaths),
  read(document, profile, options) {
    const taxCode = taxCodeIn(document, profile, options)
    return readCoveredInterchange(document, notCoveredBy(options), taxCode) ?? readCoveredFile(document)
  },
  plan(document, { profile, options, certificate, signedAt }) {
    const opened = openStrictInterchange(document)
    const referred = surveyAutack(opened, options, profile)
    const body = autackBody(opened, referred, { profile, options, certificate, signedAt })
    const rest = { options, body, signedAt, keyType: certificate.keyType }
    const draft = openStrictInterchange(withResult(opened, rest, [[RESULT.unique, 'A']]))
    assertBounded(structuresOf(draft))
    return { digestAlgorithm: chooseDigest(options.digest, certificate), toBeSigned: signedOctets(draft), rest }
  },
  complete(document, { toBeSigned, rest }, { value }) {
    const opened = openInterchange(document)
    const results = resultsOf(value, rest.keyType, FILTERS[rest.options.filter])
    const made = withResult(opened, rest, results)
    checkSigned(openStrictInterchange(made), opened, toBeSigned, rest)
    return { document: made }
  },
}

/** @throws {CongkyError} As `SignatureEngine.inspect`. */
function taxCodeIn(document: Uint8Array, profile: string, options: AutackProfileOptions): string | null {
  const opened = openStrictInterchange(document)
  assertContent(opened.interchange, options)
  surveyAutack(opened, options, profile)
  return options.taxCodeFrom === 'exporter' ? exporterTaxCode(opened, profile) : null
}

/** Beside, it refers to the interchange as a whole; inside, to each message before it. */
function notCoveredBy({ placed }: AutackProfileOptions): readonly string[] {
  return placed === 'beside' ? [] : ['UNA', 'UNB', 'UNZ']
}

/** What a message AUTACK signs, save the result. */
function signedOctets(holder: OpenedInterchange): Buffer {
  const structure = structuresOf(holder).findLast(isAutack)
  const [header, trailer] = [structure?.headers[0], structure?.trailers.at(-1)]
  if (!structure || !header || !trailer) throw new Error('the message AUTACK cannot be found')
  return octetsOf(holder.bytes, coveredRanges(structure, { header, trailer }, 'whole'))
}

function withResult(opened: OpenedInterchange, rest: AutackPlanRest, results: readonly Composite[]): Uint8Array {
  const { options, body, signedAt } = rest
  const result = securitySegment('USR', { S508: results }, AUTACK_VERSION)
  if (options.placed === 'beside') return autackInterchange(opened, [...body, result], signedAt)
  const { trailer } = opened.interchange
  if (trailer === null) throw new Error('the interchange has no end')
  const reference = freeMessageReference(opened)
  const end = segment('UNT', String(body.length + 3), reference)
  const edits = [
    insertBefore(opened, trailer, [autackHeader(reference), ...body, result, end]),
    rewrite(opened, trailer, countedOnce(trailer)),
  ]
  return applyEdits(opened.bytes, edits, '')
}

/** The finished bytes are read anew, as a receiver would read them. @throws {Error} A bug of ours. */
function checkSigned(
  made: OpenedInterchange,
  document: OpenedInterchange,
  octets: Uint8Array,
  { options }: AutackPlanRest,
): void {
  if (!signedOctets(made).equals(octets)) throw new Error('what was signed is not what the AUTACK holds')
  const structure = structuresOf(made).findLast(isAutack)
  const target = options.placed === 'beside' ? document : made
  const [own, ...others] = structure ? reportAutack(structure, { opened: made, target, now: new Date() }) : []
  if (own === undefined || others.length > 0) throw new Error('the AUTACK does not carry one signature')
  const expected = options.certificate === 'enclosed' ? [] : ['it does not carry the certificate that it names']
  if (own.problems.join() !== expected.join()) throw new Error(`it does not verify: ${own.problems.join('; ')}`)
}
