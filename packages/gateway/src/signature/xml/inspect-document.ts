import type { XmlProfileOptions } from '@congky/shared'
import type { XmlDocument } from 'libxml2-wasm'
import type { DocumentFacts } from '../profile.ts'
import { withLayout } from './choose-layout.ts'
import type { GuardedDocument } from './document-guard.ts'
import { elementsAt, oneElementAt, parseElementPath } from './element-path.ts'
import { surveyDocument } from './signature-place.ts'
import { withDocument } from './xml-document.ts'

/**
 * Whether a profile can sign a document, and what the document says of itself.
 *
 * @throws {CongkyError} ERR_DOCUMENT_NOT_XML, ERR_PROFILE_MISMATCH, ERR_DUPLICATE_ID, ERR_ALREADY_SIGNED.
 */
export function inspectDocument(
  guarded: GuardedDocument,
  profile: string,
  profileOptions: XmlProfileOptions,
): DocumentFacts {
  return withDocument(guarded.bytes, (document) => {
    const options = withLayout(document, profileOptions, profile)
    surveyDocument(document, guarded, options, profile)
    return { taxCode: taxCodeAt(document, options.taxCodePath, profile) }
  })
}

/**
 * None is fine, two are not: the wrong one would choose the wrong certificate.
 *
 * @throws {CongkyError} ERR_PROFILE_MISMATCH
 */
export function taxCodeAt(document: XmlDocument, taxCodePath: string | null, profile: string): string | null {
  if (taxCodePath === null) return null
  const path = parseElementPath(taxCodePath)
  if (elementsAt(document, path).length === 0) return null
  const text = oneElementAt(document, path, profile).content.trim()
  return text === '' ? null : text
}
