import type { DigestChoice, XmlProfileOptions } from '@congky/shared'
import type { XmlDocument } from 'libxml2-wasm'
import type { DocumentFacts } from '../profile.ts'
import type { XmlTarget } from '../read-covered.ts'
import { withLayout } from './choose-layout.ts'
import type { GuardedDocument } from './document-guard.ts'
import type { ElementMap } from './element-map.ts'
import { oneAt, parseElementPath } from './element-path.ts'
import { surveyDocument } from './signature-place.ts'
import { type SignatureSite, signatureSite } from './signature-site.ts'
import { ElementSpan } from './splice.ts'
import { elementNumbered, withDocument } from './xml-document.ts'

export interface OpenedXml {
  readonly guarded: GuardedDocument
  /** Found when the document is inspected, so that the plan right after need not read it again. */
  site: SignatureSite | null
}

/**
 * Whether a profile can sign a document, and what the document says of itself.
 *
 * @throws {CongkyError} ERR_DOCUMENT_NOT_XML, ERR_PROFILE_MISMATCH, ERR_DUPLICATE_ID, ERR_ALREADY_SIGNED.
 */
export function inspectDocument(opened: OpenedXml, profile: string, profileOptions: XmlProfileOptions): DocumentFacts {
  const { guarded } = opened
  return withDocument(guarded.bytes, (document) => {
    const options = withLayout(guarded.elements, profileOptions, profile)
    const survey = surveyDocument(document, guarded, options, profile)
    const taxCode = taxCodeAt(document, guarded, options.taxCodePath, profile)
    opened.site = signatureSite(document, guarded, survey, options, digestsFor(options.digest))
    return { taxCode }
  })
}

/** Which it will be, the certificate decides. */
function digestsFor(choice: DigestChoice): readonly ('sha1' | 'sha256')[] {
  return choice === 'auto' ? ['sha256', 'sha1'] : [choice]
}

/** What a signature by the profile would be over. @throws {CongkyError} As `inspectDocument`. */
export function targetOf(
  document: XmlDocument,
  guarded: GuardedDocument,
  profile: string,
  profileOptions: XmlProfileOptions,
): XmlTarget {
  const options = withLayout(guarded.elements, profileOptions, profile)
  const { elements } = guarded
  const { target, place } = surveyDocument(document, guarded, options, profile)
  return {
    target: elementNumbered(document, elements, target?.element ?? 0),
    place: elementNumbered(document, elements, place.replaces ?? place.parent),
    taxCode: taxCodeAt(document, guarded, options.taxCodePath, profile),
  }
}

/**
 * None is fine, two are not: the wrong one would choose the wrong certificate.
 *
 * @throws {CongkyError} ERR_PROFILE_MISMATCH
 */
export function taxCodeAt(
  document: XmlDocument,
  { elements }: GuardedDocument,
  taxCodePath: string | null,
  profile: string,
): string | null {
  if (taxCodePath === null) return null
  const path = parseElementPath(taxCodePath)
  const [element, ...others] = elements.at(path)
  if (element === undefined) return null
  const text = textOf(document, elements, others.length === 0 ? element : oneAt(elements, path, profile)).trim()
  return text === '' ? null : text
}

/** All text in an element, as a parser has it. */
function textOf(document: XmlDocument, elements: ElementMap, number: number): string {
  const written = new ElementSpan(elements, number).inner.toString()
  return /[<&\r]/.test(written) ? elementNumbered(document, elements, number).content : written
}
