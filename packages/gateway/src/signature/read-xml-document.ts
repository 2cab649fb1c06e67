/**
 * The signatures in an XML document, of every kind that stands in XML. One that is cryptographically sound can
 * still stand beside other content than the one that was signed, so profiles say where the content of a known
 * kind of document stands, and that must be covered.
 */
import type { ProfileOptions, SignatureReport } from '@congky/shared'
import type { XmlDocument } from 'libxml2-wasm'
import type { FoundSignature } from './found-signature.ts'
import { reportKdtSignatures } from './kdt/report-kdt-signatures.ts'
import type { VerifyOptions } from './verify-document.ts'
import { type GuardedDocument, guardDocument } from './xml/document-guard.ts'
import { elementsAt, parseElementPath, showPath } from './xml/element-path.ts'
import { reportXmlSignatures } from './xml/report-xml-signatures.ts'
import { uncoveredParts } from './xml/uncovered-parts.ts'
import { pathOf, withDocument } from './xml/xml-document.ts'

/** @throws {CongkyError} ERR_DOCUMENT_NOT_XML, ERR_DOCUMENT_TOO_COMPLEX: nothing to report on. */
export function readXmlDocument(document: Uint8Array, options: VerifyOptions): FoundSignature[] {
  const guarded = guardDocument(document)
  const found = [...reportXmlSignatures(guarded, options), ...reportKdtSignatures(guarded, options)]
  if (found.length === 0) return []
  const reports = withUncovered(guarded, found)
  const problem = uncoveredProblem(guarded, reports, options.profiles)
  return problem === null ? reports : reports.map((report) => withProblem(report, problem))
}

function withUncovered({ bytes }: GuardedDocument, reports: readonly FoundSignature[]): FoundSignature[] {
  const places = reports.map(({ path, covers }) => ({
    signature: path,
    covered: covers.flatMap((part) => (part.valid && part.path !== null ? [part.path] : [])),
  }))
  const parts = withDocument(bytes, (document) => uncoveredParts(document, places))
  return reports.map((report, index) => ({ ...report, notCovered: parts[index] ?? [] }))
}

/** Where a profile finds the content of a document: several places mean that one of them may be false. */
interface KnownContent {
  readonly profile: string
  readonly places: readonly KnownPlace[]
}

interface KnownPlace {
  /** As the profile has it. */
  readonly pattern: string
  /** Of the elements that stand there; of too many, some to show. */
  readonly paths: readonly string[]
  readonly isTooMany: boolean
}

/** As many as there may be signatures; telling the path of one among many takes as long as there are others. */
const PLACES_MAX = 50
const PLACES_SHOWN = 3

/**
 * What is wrong when the document is of a known kind and no signature speaks for its content: the content may
 * have been exchanged, and the signed one moved to where nobody looks.
 */
function uncoveredProblem(
  { bytes }: GuardedDocument,
  reports: readonly FoundSignature[],
  profiles: VerifyOptions['profiles'],
): string | null {
  const contents = withDocument(bytes, (document) => knownContents(document, profiles))
  const [known] = contents
  if (known === undefined) return null
  const covers = reports.filter(({ valid }) => valid).flatMap((report) => report.covers)
  const isCovered = (path: string) => covers.some((part) => speaksFor(part, path))
  // A path without positions, where paths have them among equals, leads to one element: all of the pattern is in it.
  const isPlaceCovered = ({ pattern, paths, isTooMany }: KnownPlace) =>
    isCovered(pattern) || (!isTooMany && paths.every(isCovered))
  if (contents.some(({ places }) => places.every(isPlaceCovered))) return null
  const paths = known.places.flatMap((place) => place.paths)
  const list = `${paths.slice(0, PLACES_SHOWN).join(', ')}${paths.length > PLACES_SHOWN ? '…' : ''}`
  return `no valid signature covers all content of a ${known.profile} document (${list})`
}

function knownContents(document: XmlDocument, profiles: VerifyOptions['profiles']): KnownContent[] {
  return Object.entries(profiles).flatMap(([profile, options]) => {
    const places = signedPaths(options).flatMap((written): KnownPlace[] => {
      const path = parseElementPath(written)
      const elements = elementsAt(document, path, PLACES_MAX + 1)
      if (elements.length === 0) return []
      const isTooMany = elements.length > PLACES_MAX
      const paths = elements.slice(0, isTooMany ? PLACES_SHOWN + 1 : PLACES_MAX).map(pathOf)
      return [{ pattern: showPath(path), paths, isTooMany }]
    })
    return places.length === 0 ? [] : [{ profile, places }]
  })
}

function signedPaths(options: ProfileOptions): readonly string[] {
  if (options.kind === 'kdt') return [options.signs]
  if (options.kind !== 'xmldsig') return []
  return [options, ...options.alternatives].flatMap(({ signs }) => ('path' in signs ? [signs.path] : []))
}

function speaksFor({ path, wholeDocument }: SignatureReport['covers'][number], content: string): boolean {
  return wholeDocument || (path !== null && (content === path || content.startsWith(`${path}/`)))
}

function withProblem(report: FoundSignature, problem: string): FoundSignature {
  return { ...report, valid: false, problems: [...report.problems, problem] }
}
