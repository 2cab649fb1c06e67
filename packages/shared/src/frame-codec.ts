import { CongkyError } from './congky-error.ts'

const NEWLINE = 0x0a
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** Room in which short texts are encoded without being measured first, which takes as long as encoding them. */
const scratch = new Uint8Array(64 * 1024)
/** Bytes that UTF-8 takes for one UTF-16 unit at most. */
const BYTES_PER_UNIT_MAX = 3

/** Puts one line of JSON, a newline and the document (text as UTF-8) into one binary frame. */
export function encodeBinaryFrame(head: object, document: string | Uint8Array): Uint8Array {
  if (typeof document === 'string') return encodeText(`${JSON.stringify(head)}\n${document}`)
  const line = encodeText(`${JSON.stringify(head)}\n`)
  const frame = new Uint8Array(line.length + document.length)
  frame.set(line)
  frame.set(document, line.length)
  return frame
}

/** The document in a frame that `encodeBinaryFrame` made: a view of it, no copy. */
export function documentOfFrame(frame: Uint8Array): Uint8Array {
  return frame.subarray(frame.indexOf(NEWLINE) + 1)
}

function encodeText(text: string): Uint8Array {
  if (text.length * BYTES_PER_UNIT_MAX > scratch.length) return encoder.encode(text)
  return scratch.slice(0, encoder.encodeInto(text, scratch).written)
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
