/**
 * The report on every pair of security header and trailer in an interchange (ISO 9735-5). A pair that is not a signature
 * over what it stands around, understood by every reader in the same way, is told as one that is not valid.
 */
import { SERVICE, securityValue } from '@congky/documents'
import type { FoundSignature } from '../found-signature.ts'
import { coveredRanges, octetsOf, type SecurityPair } from './covered-octets.ts'
import { notCovered } from './not-covered.ts'
import type { OpenedInterchange } from './open-interchange.ts'
import { readSecurityHeader } from './read-security-header.ts'
import { trailerOf } from './read-security-trailer.ts'
import { emptyReport, reportSigner } from './report-signer.ts'
import { pathOf, type SecuredStructure, type SecurityGroup } from './secured-structure.ts'

/** The services that a signature gives; others are told, and are none. */
const SIGNATURES: readonly string[] = [SERVICE.nonRepudiationOfOrigin, SERVICE.originAuthentication]

export function reportSecurityGroups(
  opened: OpenedInterchange,
  structure: SecuredStructure,
  now: Date,
): FoundSignature[] {
  return [
    ...structure.headers.map((header) => reportPair(opened, structure, header, now)),
    ...structure.trailers
      .filter((trailer) => !structure.headers.some((header) => isPair(header, trailer, opened)))
      .map((trailer) => lonely(structure, trailer, 'it has no header of its own')),
    ...reportStrays(structure),
  ]
}

/** What stands where no reader looks for it may be taken for a signature by somebody else. */
export function reportStrays({ path, strays }: SecuredStructure): FoundSignature[] {
  const [first] = strays
  if (first === undefined) return []
  const problems = ['it stands where no security segment belongs']
  return [{ ...emptyReport('edifact', `${path}/${pathOf(first)}`), problems }]
}

function reportPair(
  opened: OpenedInterchange,
  structure: SecuredStructure,
  group: SecurityGroup,
  now: Date,
): FoundSignature {
  const header = readSecurityHeader(group, opened.interchange.syntax.version)
  const trailers = structure.trailers.filter((trailer) => isPair(group, trailer, opened))
  const [first] = trailers
  if (first === undefined) return lonely(structure, group, 'it has no trailer of its own')
  const isDoubled =
    trailers.length > 1 || structure.headers.some((other) => other !== group && isPair(other, first, opened))
  const pair: SecurityPair = { header: group, trailer: first }
  const trailer = trailerOf(opened, pair)
  const ranges = header.scope ? coveredRanges(structure, pair, header.scope) : []
  const left = notCovered(opened, ranges, pair)
  return reportSigner({
    ...{ kind: 'edifact', header, results: trailer.results, octets: octetsOf(opened.bytes, ranges), now },
    path: `${structure.path}/${pathOf(group.first)}`,
    covered: [{ path: structure.path, isWhole: left.length === 0 }],
    notCovered: left,
    problems: [
      ...opened.problems,
      ...(isDoubled ? ['its security reference number stands there more than once'] : []),
      ...(SIGNATURES.includes(header.service) ? [] : ['its security service is no signature']),
      ...(header.scope ? [] : ['its scope is not read']),
      ...trailer.problems,
    ],
    warnings: opened.warnings,
  })
}

function isPair({ first }: SecurityGroup, trailer: SecurityGroup, { interchange }: OpenedInterchange): boolean {
  const { version } = interchange.syntax
  const reference = securityValue(first, 'USH', '0534', version)
  return reference !== '' && reference === securityValue(trailer.first, 'UST', '0534', version)
}

function lonely(structure: SecuredStructure, { first }: SecurityGroup, problem: string): FoundSignature {
  return { ...emptyReport('edifact', `${structure.path}/${pathOf(first)}`), problems: [problem] }
}
