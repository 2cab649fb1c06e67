/** Documents on their way between a column and bytes. What a column holds is told by the configuration, never guessed. */
import { type ColumnEncoding, CongkyError } from '@congky/shared'
import { isPlainText } from '../../domain/plain-text.ts'
import type { LayoutColumn } from './dialects/dialect.ts'

export interface ColumnDocument {
  /** Text or bytes to be signed; what else the cell held, as it was found. */
  readonly document: unknown
  /** Why there is nothing to sign; the document is the cell's own content then, so that the row is known again. */
  readonly refusal: CongkyError | null
}

/** The document in a cell. @param column Its name, for the person who has to correct the row. */
export function fromColumn(value: unknown, encoding: ColumnEncoding, column: string): ColumnDocument {
  const text = encoding === 'base64' ? textOf(value) : null
  if (text === null) return { document: value ?? null, refusal: null }
  const digits = text.replace(/\s+/g, '')
  const problem = base64Problem(digits)
  if (problem === null) return { document: Buffer.from(digits, 'base64'), refusal: null }
  return { document: value, refusal: new CongkyError('ERR_ROW_NOT_BASE64', { column, detail: problem }) }
}

/** A signed document as its column takes it; null when the column has no way to hold it. */
export function toColumn(
  signed: Uint8Array,
  encoding: ColumnEncoding,
  { info }: Pick<LayoutColumn, 'info'>,
): string | Uint8Array | null {
  const bytes = Buffer.from(signed.buffer, signed.byteOffset, signed.byteLength)
  const text = encoding === 'base64' ? bytes.toString('base64') : null
  if (info.kind === 'binary') return text === null ? bytes : Buffer.from(text)
  if (text !== null) return text
  return isPlainText(bytes) ? bytes.toString('utf8') : null
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : null
}

/** RFC 4648, 4; the padding may be left out. */
function base64Problem(digits: string) {
  const other = /[^A-Za-z0-9+/=]/.exec(digits)
  if (other !== null) {
    const at = other.index + 1
    return { en: `character ${at} is none of base64`, vi: `ký tự thứ ${at} không phải base64` }
  }
  const bare = digits.replace(/={1,2}$/, '')
  const isWhole = bare.length % 4 !== 1 && (bare.length === digits.length || digits.length % 4 === 0)
  return isWhole && !bare.includes('=') ? null : { en: 'it was cut off', vi: 'nội dung bị cắt cụt' }
}
