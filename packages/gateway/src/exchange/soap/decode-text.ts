/**
 * The characters of a SOAP message: UTF-8 or UTF-16 (SOAP 1.2, part 2, 7.1.4 and RFC 7303, 3). A byte order mark
 * says which, then the Content-Type, then the XML declaration; when two of them contradict each other, another
 * reader may read other characters, so the message is refused.
 */
import { encodingError } from '../../signature/xml/document-errors.ts'

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

const MARKS: readonly (readonly [string, Encoding])[] = [
  ['efbbbf', 'utf-8'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
]

/** Names that others give to these encodings; `utf-16` leaves the order of bytes to the mark. */
const NAMES: Readonly<Record<string, readonly Encoding[]>> = {
  'utf-8': ['utf-8'],
  utf8: ['utf-8'],
  'us-ascii': ['utf-8'],
  'utf-16': ['utf-16le', 'utf-16be'],
  'utf-16le': ['utf-16le'],
  'utf-16be': ['utf-16be'],
}

/** @param charset Of the Content-Type, lower case. @throws {CongkyError} ERR_DOCUMENT_ENCODING */
export function decodeText(bytes: Uint8Array, charset: string | null): string {
  const marked = markOf(bytes)
  const named = charset === null ? null : encodingsNamed(charset)
  const encoding = marked ?? named?.[0] ?? unmarked(bytes)
  if (named !== null && !named.includes(encoding)) throw contradiction(charset ?? '')
  const text = decode(bytes, encoding)
  const declared = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"']{0,40})["']/.exec(text)?.[1]
  if (declared !== undefined && !encodingsNamed(declared.toLowerCase()).includes(encoding))
    throw contradiction(declared)
  return text
}

function markOf(bytes: Uint8Array): Encoding | null {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(3, bytes.length)).toString('hex')
  return MARKS.find(([mark]) => start.startsWith(mark))?.[1] ?? null
}

/** By how the first `<` is written (XML 1.0, appendix F). */
function unmarked(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0x3c && bytes[1] === 0) return 'utf-16le'
  return bytes[0] === 0 && bytes[1] === 0x3c ? 'utf-16be' : 'utf-8'
}

function encodingsNamed(name: string): readonly Encoding[] {
  const encodings = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined
  if (encodings) return encodings
  const shown = name.replace(/[^\w.-]/g, '?').slice(0, 40)
  throw encodingError(`the encoding ${shown} is not read here`, `không đọc được bảng mã ${shown}`)
}

function decode(bytes: Uint8Array, encoding: Encoding): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    throw encodingError('it holds bytes that are no characters', 'có byte không phải ký tự')
  }
}

function contradiction(name: string): Error {
  const shown = name.replace(/[^\w.-]/g, '?').slice(0, 40)
  return encodingError(`it says ${shown}, and its bytes are otherwise`, `ghi bảng mã ${shown} nhưng các byte lại khác`)
}
