/**
 * The report on the signatures of a message AUTACK (ISO 9735-6). There are two ways: it holds digests of what it refers to
 * and is signed itself (services 9 and 1), as we write it; or it holds signatures of what it refers to (service 7), as
 * in the examples of EANCOM, and nothing signs the message itself.
 */
import { createHash } from 'node:crypto'
import { type DigestName, RESULT, type ReadSegment, SERVICE, securityElement, securityValue } from '@congky/documents'
import type { FoundSignature } from '../found-signature.ts'
import { type AutackReference, ReferencedParts, referencesOf } from './autack-references.ts'
import { coveredRanges, octetsOf, type Range } from './covered-octets.ts'
import { notCovered } from './not-covered.ts'
import type { OpenedInterchange } from './open-interchange.ts'
import { readSecurityHeader, type SecurityHeader } from './read-security-header.ts'
import { trailerOf } from './read-security-trailer.ts'
import { assertBoundedWork } from './reading-limits.ts'
import { reportStrays } from './report-security-groups.ts'
import { type CoveredPart, emptyReport, reportSigner } from './report-signer.ts'
import { pathOf, type SecuredStructure, type SecurityGroup, structuresOf } from './secured-structure.ts'

const SHA1 = 'it uses SHA-1, which is no longer considered safe'
const OWN: readonly string[] = [SERVICE.nonRepudiationOfOrigin, SERVICE.originAuthentication]
const OF_OTHERS: readonly string[] = [SERVICE.referencedNonRepudiationOfOrigin, SERVICE.referencedOriginAuthentication]

export interface AutackPlace {
  /** The interchange that holds the AUTACK. */
  readonly opened: OpenedInterchange
  /** The one that it refers to; the same where it stands inside. */
  readonly target: OpenedInterchange
  readonly now: Date
}

export function reportAutack(structure: SecuredStructure, place: AutackPlace): FoundSignature[] {
  return [...new AutackReport(structure, place).signatures(), ...reportStrays(structure)]
}

class AutackReport {
  readonly #structure: SecuredStructure
  readonly #place: AutackPlace
  readonly #version: number
  readonly #groups: readonly { readonly group: SecurityGroup; readonly header: SecurityHeader }[]
  readonly #references: readonly AutackReference[] | null
  readonly #parts: ReferencedParts
  /** By octets and algorithm: ten thousand may refer to the same. */
  readonly #digests = new Map<string, Buffer>()

  constructor(structure: SecuredStructure, place: AutackPlace) {
    this.#structure = structure
    this.#place = place
    this.#version = place.opened.interchange.syntax.version
    this.#groups = structure.headers.map((group) => ({ group, header: readSecurityHeader(group, this.#version) }))
    this.#references = referencesOf(structure)
    this.#parts = new ReferencedParts(place.target, place.target !== place.opened)
  }

  signatures(): FoundSignature[] {
    this.#assertBounded()
    const own = this.#groups.filter(({ header }) => OWN.includes(header.service))
    const ofOthers = this.#groups.filter(({ header }) => OF_OTHERS.includes(header.service))
    const found = [
      ...own.map(({ group, header }) => this.#reportOwn(group, header)),
      ...ofOthers.flatMap(({ group, header }) => this.#reportOthers(group, header)),
    ]
    if (found.length > 0) return found
    const { path } = this.#structure
    return [{ ...emptyReport('autack', path), problems: [...this.#problems(), 'its security service is no signature'] }]
  }

  /** Every header may speak of every result of every reference. @throws {CongkyError} ERR_DOCUMENT_TOO_COMPLEX */
  #assertBounded(): void {
    const { target } = this.#place
    const references = this.#references ?? []
    const ofOthers = this.#groups.filter(({ header }) => OF_OTHERS.includes(header.service)).length
    if (ofOthers === 0) {
      assertBoundedWork(references.length, target.bytes.length, this.#groups.length)
      return
    }
    const octets = references.reduce((sum, { named, results }) => {
      const part = this.#parts.find(named, this.#version)
      const [usual] = typeof part === 'string' ? [] : part.readings
      return sum + (usual ? ofOthers * results.length * (usual.end - usual.start) : 0)
    }, 0)
    const signatures = references.reduce((sum, { results }) => sum + ofOthers * results.length, 0)
    assertBoundedWork(signatures, octets, structuresOf(target).length)
  }

  /** Signed itself: what it refers to is covered by the digests that it holds. */
  #reportOwn(group: SecurityGroup, header: SecurityHeader): FoundSignature {
    const { opened, target, now } = this.#place
    const paired = this.#trailerOf(group, header)
    const ranges = paired && header.scope ? coveredRanges(this.#structure, paired.pair, header.scope) : []
    const referred = (this.#references ?? []).map((reference) => this.#digestOf(reference))
    const isBeside = opened !== target
    const reached = referred.flatMap(({ range }) => (range ? [range] : []))
    const left = notCovered(
      target,
      isBeside ? reached : [...reached, ...ranges],
      isBeside ? null : (paired?.pair ?? null),
    )
    const envelope = isBeside ? notCovered(opened, ranges, paired?.pair ?? null).map((name) => `AUTACK/${name}`) : []
    return reportSigner({
      ...{ kind: 'autack', path: this.#pathOf(group), header, octets: octetsOf(opened.bytes, ranges), now },
      results: paired?.results ?? [],
      covered: referred.map(({ covered }) => ({ ...covered, isWhole: covered.isWhole && left.length === 0 })),
      notCovered: [...left, ...envelope],
      problems: [
        ...this.#problems(),
        ...(header.scope ? [] : ['its scope is not read']),
        ...(paired?.problems ?? ['it has no trailer of its own']),
        ...new Set(referred.flatMap(({ problem }) => problem ?? [])),
      ],
      warnings: [
        ...opened.warnings,
        ...(isBeside ? target.warnings : []),
        ...(this.#integrity().some((each) => each.header.digest === 'sha1') ? [SHA1] : []),
      ],
    })
  }

  /** Those that announce digests. */
  #integrity() {
    return this.#groups.filter(({ header }) => header.service === SERVICE.referencedIntegrity)
  }

  /** Each result is a signature of what is referred to. */
  #reportOthers(group: SecurityGroup, header: SecurityHeader): FoundSignature[] {
    const paired = this.#trailerOf(group, header)
    const problems = [
      ...this.#problems(),
      ...(header.scope === 'whole' ? [] : ['its scope is not read']),
      ...(paired?.problems ?? ['it has no trailer of its own']),
    ]
    const reports = (this.#references ?? []).flatMap(({ named, results }) =>
      this.#resultsFor(results, header.reference).map((result) =>
        this.#reportResult(group, header, named, result, problems),
      ),
    )
    if (reports.length > 0) return reports
    return [{ ...emptyReport('autack', this.#pathOf(group)), problems: [...problems, 'it refers to nothing'] }]
  }

  /** One signature over one thing: the first reading of that which fits, else the usual one. */
  #reportResult(
    group: SecurityGroup,
    header: SecurityHeader,
    named: ReadSegment,
    result: ReadSegment,
    problems: readonly string[],
  ): FoundSignature {
    const { opened, target, now } = this.#place
    const isBeside = opened !== target
    const part = this.#parts.find(named, this.#version)
    const read = (range: Range | null): FoundSignature => {
      const left = notCovered(target, range ? [range] : [], null)
      return reportSigner({
        ...{ kind: 'autack', path: `${this.#pathOf(group)}/${pathOf(named)}`, header, now },
        // Nothing signs the message that holds the signature.
        notCovered: isBeside ? [...left, 'AUTACK'] : left,
        results: securityElement(result, 'USY', 'S508', this.#version),
        octets: range ? octetsOf(target.bytes, [range]) : new Uint8Array(),
        covered: typeof part === 'string' ? [] : [{ path: part.path, isWhole: left.length === 0 }],
        problems: [...problems, ...(typeof part === 'string' ? [part] : [])],
        warnings: isBeside ? [...opened.warnings, ...target.warnings] : opened.warnings,
      })
    }
    const readings = typeof part === 'string' ? [] : part.readings.map(read)
    return readings.find(({ valid }) => valid) ?? readings[0] ?? read(null)
  }

  #problems(): string[] {
    const { opened, target } = this.#place
    const references = this.#groups.map(({ header }) => header.reference)
    return [
      ...opened.problems,
      ...(target === opened ? [] : target.problems),
      ...(new Set(references).size < references.length
        ? ['its security reference number stands there more than once']
        : []),
      ...(this.#references ? [] : ['it refers to what it covers in no form that is read']),
    ]
  }

  #pathOf({ first }: SecurityGroup): string {
    return `${this.#structure.path}/${pathOf(first)}`
  }

  #trailerOf(group: SecurityGroup, header: SecurityHeader) {
    const trailers = this.#structure.trailers.filter(
      ({ first }) => securityValue(first, 'UST', '0534', this.#version) === header.reference,
    )
    const [trailer] = trailers
    if (trailer === undefined) return null
    const pair = { header: group, trailer }
    const read = trailerOf(this.#place.opened, pair)
    const isDoubled = trailers.length > 1
    const doubled = isDoubled ? ['its security reference number stands there more than once'] : []
    return { pair, results: read.results, problems: [...read.problems, ...doubled] }
  }

  #resultsFor(results: readonly ReadSegment[], reference: string): readonly ReadSegment[] {
    return results.filter((result) => securityValue(result, 'USY', '0534', this.#version) === reference)
  }

  /** Whether what is referred to has the digest that one integrity header announces. */
  #digestOf({ named, results }: AutackReference): {
    readonly covered: CoveredPart
    readonly range: Range | null
    readonly problem: string | null
  } {
    const part = this.#parts.find(named, this.#version)
    const path = typeof part === 'string' ? pathOf(named) : part.path
    const broken = (problem: string) => ({ covered: { path, isWhole: false, isIntact: false }, range: null, problem })
    if (typeof part === 'string') return broken(part)
    const announced = this.#integrity().flatMap(({ group, header }) =>
      this.#resultsFor(results, header.reference).map((result) => ({ group, header, result })),
    )
    const [only, ...others] = announced
    if (only === undefined || others.length > 0) return broken('it holds no digest of what it refers to, or several')
    const { header, group, result } = only
    const { digest, filter } = header
    const paired = this.#trailerOf(group, header)
    if (
      digest === null ||
      filter === null ||
      header.scope !== 'whole' ||
      paired === null ||
      paired.problems.length > 0
    ) {
      return broken('the digest of what it refers to is in no form that is read')
    }
    const [[kind, text = ''] = [], ...more] = securityElement(result, 'USY', 'S508', this.#version)
    const written = kind === RESULT.unique && more.length === 0 ? filter.read(text) : null
    const range = part.readings.find((reading) => written?.equals(this.#digest(digest, reading)))
    if (range === undefined) return broken('what it covers was changed after signing')
    return { covered: { path, isWhole: true, bytes: range.end - range.start }, range, problem: null }
  }

  #digest(name: DigestName, { start, end }: Range): Buffer {
    const key = `${name} ${start} ${end}`
    const known = this.#digests.get(key)
    if (known) return known
    const digest = createHash(name).update(this.#place.target.bytes.subarray(start, end)).digest()
    this.#digests.set(key, digest)
    return digest
  }
}
