/** The errors that say what is wrong with a document as such. */
import { type Bilingual, CongkyError } from '@congky/shared'

export function notXml(detail: Bilingual): CongkyError {
  return new CongkyError('ERR_DOCUMENT_NOT_XML', { detail })
}

export function tooComplex(en: string, vi: string): CongkyError {
  return new CongkyError('ERR_DOCUMENT_TOO_COMPLEX', { detail: { en, vi } })
}

export function encodingError(en: string, vi: string): CongkyError {
  return new CongkyError('ERR_DOCUMENT_ENCODING', { detail: { en, vi } })
}
