/**
 * An export of the history, as bytes: a line a record, the signed head as the last line, every line ended by a
 * line feed. Each line is compact JSON that can be written in one way only, so that no byte of a file can be
 * changed without changing what it says. The head's line has `hash` and `text` like any other, and more.
 */
import type { SignedHead } from './history-head.ts'
import type { SealedRecord } from './history-record.ts'
import { sha256Hex } from './request.ts'
import { type ChainExpectations, type ChainVerdict, ChainVerifier } from './verify-chain.ts'

/** Longer than any record: what a file may make us keep in memory. */
const LINE_BYTES_MAX = 16 * 1024 * 1024
const LINE_FEED = 10

/** One line of an export; the head comes last. */
export type ExportLine =
  | { readonly kind: 'record'; readonly record: SealedRecord }
  | { readonly kind: 'head'; readonly head: SignedHead }

/** The line without its line feed. */
export function writeExportLine(line: ExportLine): string {
  if (line.kind === 'record') return JSON.stringify({ hash: line.record.hash, text: line.record.text })
  const { text, signature, publicKey } = line.head
  return JSON.stringify({ hash: sha256Hex(Buffer.from(text)), text, signature, publicKey })
}

/** @returns Null when the line is not, byte for byte, what we would have written. */
function parseExportLine(bytes: Uint8Array): ExportLine | null {
  try {
    const written = utf8.decode(bytes)
    const { hash, text, signature, publicKey } = JSON.parse(written)
    if (typeof text !== 'string' || typeof hash !== 'string') return null
    const line: ExportLine =
      signature === undefined
        ? { kind: 'record', record: { hash, text } }
        : { kind: 'head', head: { text, signature, publicKey } }
    return writeExportLine(line) === written ? line : null
  } catch {
    return null
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Checks an export without the gateway.
 *
 * @param chunks The bytes of the file, in pieces of any size.
 * @param onProgress Called with the bytes read so far.
 */
export async function verifyExport(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  expectations: ChainExpectations = {},
  onProgress?: (bytes: number) => void,
): Promise<ChainVerdict> {
  const check = new ExportVerifier(expectations)
  let bytes = 0
  for await (const chunk of chunks) {
    check.push(chunk)
    bytes += chunk.length
    onProgress?.(bytes)
  }
  return check.finish()
}

class ExportVerifier {
  readonly #chain: ChainVerifier
  #head: SignedHead | null = null
  /** The beginning of a line whose end has not been read yet. */
  #begun: Uint8Array[] = []
  #begunBytes = 0

  constructor(expectations: ChainExpectations) {
    this.#chain = new ChainVerifier(expectations)
  }

  push(chunk: Uint8Array): void {
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      this.#checkLine(this.#take(chunk.subarray(start, end)))
      start = end + 1
    }
    this.#keep(chunk.subarray(start))
  }

  finish(): ChainVerdict {
    // The last line feed is missing, so that nobody knows what else is.
    if (this.#begunBytes > 0) this.#checkLine(null)
    return this.#chain.finish(this.#head)
  }

  #keep(piece: Uint8Array): void {
    if (piece.length === 0) return
    this.#begunBytes += piece.length
    if (this.#begunBytes <= LINE_BYTES_MAX) this.#begun.push(piece)
    else this.#begun = []
  }

  /** @returns The whole line, or null when it is too long to be one of ours. */
  #take(end: Uint8Array): Uint8Array | null {
    const isWhole = this.#begunBytes + end.length <= LINE_BYTES_MAX
    const line = this.#begun.length === 0 ? end : Buffer.concat([...this.#begun, end])
    this.#begun = []
    this.#begunBytes = 0
    return isWhole ? line : null
  }

  #checkLine(bytes: Uint8Array | null): void {
    const line = bytes && parseExportLine(bytes)
    // The head is the end: nothing of ours follows it.
    if (!line || (this.#head !== null && line.kind === 'head')) this.#chain.report('unreadable')
    else if (this.#head !== null) this.#chain.report('reordered')
    else if (line.kind === 'head') this.#head = line.head
    else this.#chain.check(line.record)
  }
}
