import { CongkyError } from './congky-error.ts'

const NEWLINE = 0x0a
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** Puts one line of JSON, a newline and the document's bytes into one binary frame. */
export function encodeBinaryFrame(head: object, document: Uint8Array): Uint8Array {
  const line = encoder.encode(`${JSON.stringify(head)}\n`)
  const frame = new Uint8Array(line.length + document.length)
  frame.set(line)
  frame.set(document, line.length)
  return frame
}

export interface DecodedFrame {
  /** The parsed JSON, not yet checked against a schema. */
  readonly head: unknown
  /** The document that followed the line, or null for a text frame. */
  readonly document: Uint8Array | null
}

/**
 * Reads a text frame (all JSON) or a binary one (line of JSON, newline, document).
 *
 * @throws {CongkyError} ERR_REQUEST_INVALID: no JSON, or a binary frame without a newline.
 */
export function decodeFrame(data: string | Uint8Array): DecodedFrame {
  if (typeof data === 'string') return { head: parseJson(data), document: null }
  const end = data.indexOf(NEWLINE)
  if (end < 0)
    throw invalid('a binary frame starts with one line of JSON', 'khung nhị phân phải bắt đầu bằng một dòng JSON')
  let line: string
  try {
    line = decoder.decode(data.subarray(0, end))
  } catch (cause) {
    throw invalid('the line before the document is not UTF-8', 'dòng đầu không phải UTF-8', cause)
  }
  return { head: parseJson(line), document: data.subarray(end + 1) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw invalid('the frame is not JSON', 'khung dữ liệu không phải JSON', cause)
  }
}

function invalid(en: string, vi: string, cause?: unknown): CongkyError {
  return new CongkyError('ERR_REQUEST_INVALID', { detail: { en, vi } }, { cause })
}
