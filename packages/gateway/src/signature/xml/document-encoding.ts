import { isUtf8 } from 'node:buffer'
import { CongkyError } from '@congky/shared'
import { encodingError, notXml } from './document-errors.ts'

export function hasByteOrderMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

/**
 * A document must be UTF-8 throughout and claim nothing else: other readers go by what it claims.
 *
 * @throws {CongkyError} ERR_DOCUMENT_EMPTY, ERR_DOCUMENT_ENCODING; ERR_DOCUMENT_NOT_XML: another XML version.
 */
export function checkEncoding(bytes: Buffer): void {
  checkText(bytes)
  checkDeclaration(bytes)
}

/** @throws {CongkyError} ERR_DOCUMENT_EMPTY, ERR_DOCUMENT_ENCODING: it is not UTF-8 throughout. */
export function checkText(bytes: Buffer): void {
  if (bytes.length === 0) throw new CongkyError('ERR_DOCUMENT_EMPTY')
  if ((bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0xff && bytes[1] === 0xfe)) {
    throw encodingError('it is UTF-16', 'chứng từ ở dạng UTF-16')
  }
  if (!isUtf8(bytes)) throw encodingError('it holds bytes that are no characters', 'có byte không phải ký tự')
  if (bytes.includes(0)) throw encodingError('it holds NUL bytes', 'có byte NUL')
}

/** The XML declaration may be missing. What it claims must be what we read: other readers go by it. */
function checkDeclaration(bytes: Buffer): void {
  const start = hasByteOrderMark(bytes) ? 3 : 0
  if (!/^<\?xml\s/.test(bytes.toString('latin1', start, start + 6))) return
  const declaration = bytes.toString('latin1', start, bytes.indexOf('?>', start))
  const encoding = /\sencoding\s*=\s*["']([^"']*)["']/.exec(declaration)?.[1]
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) {
    const shown = encoding.slice(0, 40).replace(/[^\w.-]/g, '?')
    throw encodingError(`it declares the encoding ${shown}`, `chứng từ khai báo bảng mã ${shown}`)
  }
  const version = /\sversion\s*=\s*["']([^"']*)["']/.exec(declaration)?.[1]
  if (version !== undefined && version !== '1.0') {
    // XML 1.1 reads other characters as line ends, so two readers would canonicalize two texts.
    throw notXml({ en: 'only XML 1.0 is read here', vi: 'chỉ đọc được XML 1.0' })
  }
}
