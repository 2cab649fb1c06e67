import { CongkyError } from '@congky/shared'

/** Blanks and ends of lines, which some libraries write every 64 or 76 letters. */
const BLANKS = /[ \t\r\n]+/g

/**
 * Decodes base64 (RFC 4648, 4) strictly: letters of another alphabet, a wrong length or padding, and bits that belong
 * to no byte are refused, so that one text stands for one message.
 *
 * @throws {CongkyError} ERR_EXCHANGE_BASE64; ERR_DOCUMENT_TOO_LARGE: more than `bytesMax`.
 */
export function base64Bytes(text: string, bytesMax: number): Buffer {
  const letters = text.replace(BLANKS, '')
  if (letters === '') throw new CongkyError('ERR_DOCUMENT_EMPTY')
  // Before decoding: its length is known already.
  if (Math.floor((letters.length * 3) / 4) - 2 > bytesMax) throw tooLarge(bytesMax)
  const bytes = Buffer.from(letters, 'base64')
  if (bytes.toString('base64') !== letters) throw new CongkyError('ERR_EXCHANGE_BASE64')
  if (bytes.length > bytesMax) throw tooLarge(bytesMax)
  return bytes
}

function tooLarge(limit: number): CongkyError {
  return new CongkyError('ERR_DOCUMENT_TOO_LARGE', { limit })
}
