import type { ProfileOptions } from './profile-options.ts'

/** What the result of a signature profile is, for everyone who hands it on, stores it or gives it a file name. */
export interface ResultFormat {
  readonly mediaType: string
  /** Added to the name of the document's file, as `.p7s`; null where the result is the document, and is named so. */
  readonly extension: `.${string}` | null
  /** Whether the document stays outside: the result says nothing without it. */
  readonly detached: boolean
  /** Whether a column of text can hold it; `as-document`: when the document itself is text. */
  readonly text: 'always' | 'never' | 'as-document'
}

const XML: ResultFormat = {
  mediaType: 'application/xml; charset=utf-8',
  extension: null,
  detached: false,
  text: 'always',
}
const PEM: ResultFormat = {
  mediaType: 'application/x-pem-file',
  extension: '.pem',
  detached: false,
  text: 'always',
}
const DETACHED_PEM: ResultFormat = { ...PEM, detached: true }
/** Media types and extensions of RFC 8551, 3.2.1. */
const DER: ResultFormat = {
  mediaType: 'application/pkcs7-mime; smime-type=signed-data',
  extension: '.p7m',
  detached: false,
  text: 'never',
}
const DETACHED_DER: ResultFormat = {
  mediaType: 'application/pkcs7-signature',
  extension: '.p7s',
  detached: true,
  text: 'never',
}
const MIME: ResultFormat = {
  mediaType: 'message/rfc822',
  extension: '.eml',
  detached: false,
  text: 'as-document',
}

/** RFC 1767. */
export const EDIFACT_MEDIA_TYPE = 'application/EDIFACT'
const EDIFACT: ResultFormat = {
  mediaType: EDIFACT_MEDIA_TYPE,
  extension: null,
  detached: false,
  text: 'as-document',
}
const DETACHED_EDIFACT: ResultFormat = { ...EDIFACT, extension: '.autack', detached: true }

/** Every extension that a result may have of its own, for whoever has to tell results from documents. */
export const RESULT_EXTENSIONS: readonly string[] = ['.p7s', '.p7m', '.pem', '.eml', '.autack']

/** For results whose profile is not known any more: bytes of some kind. */
export const UNKNOWN_RESULT: ResultFormat = {
  mediaType: 'application/octet-stream',
  extension: null,
  detached: false,
  text: 'as-document',
}

/** What a profile makes: a new kind of signature is a line here. */
export function resultFormatOf(profile: ProfileOptions): ResultFormat {
  switch (profile.kind) {
    case 'xmldsig':
    case 'kdt':
      return XML
    case 'cms':
      if (profile.detached) return profile.encoding === 'pem' ? DETACHED_PEM : DETACHED_DER
      return profile.encoding === 'pem' ? PEM : DER
    case 'smime':
      return MIME
    case 'edifact':
      return EDIFACT
    case 'autack':
      return profile.placed === 'beside' ? DETACHED_EDIFACT : EDIFACT
  }
}
