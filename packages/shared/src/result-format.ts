import type { ProfileOptions } from './profile-options.ts'

/** What the result of a signature profile is, for everyone who hands it on, stores it or gives it a file name. */
export interface ResultFormat {
  readonly mediaType: string
  /** Added to the name of the document's file, as `.p7s`; null where the result is the document, and is named so. */
  readonly extension: `.${string}` | null
  /** Whether a column of text can hold it; `as-document`: when the document itself is text. */
  readonly text: 'always' | 'never' | 'as-document'
}

const XML = { mediaType: 'application/xml; charset=utf-8', extension: null, text: 'always' } as const
const PEM = { mediaType: 'application/x-pem-file', extension: '.pem', text: 'always' } as const
/** Media types and extensions of RFC 8551, 3.2.1. */
const DER = { mediaType: 'application/pkcs7-mime; smime-type=signed-data', extension: '.p7m', text: 'never' } as const
const DETACHED_DER = { mediaType: 'application/pkcs7-signature', extension: '.p7s', text: 'never' } as const
const MIME = { mediaType: 'message/rfc822', extension: '.eml', text: 'as-document' } as const

/** Every extension that a result may have of its own, for whoever has to tell results from documents. */
export const RESULT_EXTENSIONS = [PEM, DER, DETACHED_DER, MIME].map(({ extension }) => extension)

/** For results whose profile is not known any more: bytes of some kind. */
export const UNKNOWN_RESULT: ResultFormat = {
  mediaType: 'application/octet-stream',
  extension: null,
  text: 'as-document',
}

/** What a profile makes: a new kind of signature is a line here. */
export function resultFormatOf(profile: ProfileOptions): ResultFormat {
  switch (profile.kind) {
    case 'xmldsig':
    case 'kdt':
      return XML
    case 'cms':
      if (profile.encoding === 'pem') return PEM
      return profile.detached ? DETACHED_DER : DER
    case 'smime':
      return MIME
  }
}
