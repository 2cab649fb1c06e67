/** A document as it is, for the eyes: text as text, anything else in hexadecimal. */
import { isPlainText } from './plain-text.ts'

/** Of the text; whoever needs more downloads it. */
const TEXT_LENGTH_MAX = 256 * 1024
const HEX_BYTES_MAX = 4 * 1024
const ROW_BYTES = 16

export interface RawView {
  readonly raw: string
  readonly isRawCut: boolean
}

/** @param charset What the document says that its characters are encoded in, as `TextDecoder` knows it. */
export function rawView(document: Uint8Array, charset = 'utf-8'): RawView {
  const bytes = Buffer.from(document.buffer, document.byteOffset, document.byteLength)
  if (charset !== 'utf-8' && !bytes.includes(0)) return otherText(bytes, charset)
  if (!isPlainText(bytes))
    return { raw: hexDump(bytes.subarray(0, HEX_BYTES_MAX)), isRawCut: bytes.length > HEX_BYTES_MAX }
  // A character takes four bytes at most; one that was cut in half stands after the last that is shown.
  const text = bytes.subarray(0, 4 * TEXT_LENGTH_MAX).toString('utf8')
  return { raw: text.slice(0, TEXT_LENGTH_MAX), isRawCut: text.length > TEXT_LENGTH_MAX }
}

/** Of one byte for each character. */
function otherText(bytes: Buffer, charset: string): RawView {
  const raw = new TextDecoder(charset).decode(bytes.subarray(0, TEXT_LENGTH_MAX))
  return { raw, isRawCut: bytes.length > TEXT_LENGTH_MAX }
}

/** `00000010  30 82 06 …  0.…`: where, what, and the letters among it. */
export function hexDump(bytes: Buffer): string {
  const rows: string[] = []
  for (let at = 0; at < bytes.length; at += ROW_BYTES) {
    const row = bytes.subarray(at, at + ROW_BYTES)
    const digits = Array.from(row, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const letters = row.toString('latin1').replace(/[^\x20-\x7e]/g, '.')
    rows.push(`${at.toString(16).padStart(8, '0')}  ${digits.padEnd(3 * ROW_BYTES - 1)}  ${letters}`)
  }
  return rows.join('\n')
}
