/**
 * What the bytes of a signed document are, by how they begin: XML, a MIME message, CMS as DER or PEM, or an
 * interchange of UN/EDIFACT. Only says which reader looks at them; that they are what they seem is for the reader to
 * find out.
 */

export type DocumentForm = 'xml' | 'mime' | 'cms' | 'edifact'

/** Of a MIME message that carries a signature, these are the fields seen first (RFC 2045, RFC 8551). */
const MIME_START = /^(?:mime-version|content-[a-z-]+|from|to|subject|date|message-id|received|return-path):/i
const PEM_START = /^-----BEGIN (?:CMS|PKCS7|PKCS #7 SIGNED DATA)-----/
/** UNA with its six characters, or UNB with the separator behind it (ISO 9735-1); blanks may stand before. */
const EDIFACT_START = /^(?:UNA.{6}\s*U[NI]B|U[NI]B[^A-Za-z0-9\s])/s
/** A SEQUENCE of indefinite length, or with its length in one to four bytes, as ContentInfo is (RFC 5652, 3). */
const SEQUENCE = 0x30

export function documentForm(document: Uint8Array): DocumentForm {
  const start = Buffer.from(document.buffer, document.byteOffset, Math.min(document.byteLength, 200))
  const second = start[1] ?? 0
  if (start[0] === SEQUENCE && second >= 0x80 && second <= 0x84) return 'cms'
  const text = start.toString('latin1').trimStart()
  if (PEM_START.test(text)) return 'cms'
  if (EDIFACT_START.test(text)) return 'edifact'
  return MIME_START.test(text) ? 'mime' : 'xml'
}
