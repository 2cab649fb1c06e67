import type { EdifactGroup, EdifactMessage, ReadInterchange } from './interchange.ts'
import { type InterchangePart, InterchangeReader } from './interchange-reader.ts'
import type { ReadLimits } from './read-limits.ts'
import type { ReadSegment } from './segment.ts'
import type { SyntaxFinding } from './syntax-findings.ts'

/**
 * The first interchange of a file, read leniently. Never throws for what the bytes are.
 *
 * @returns `interchange` is null only where there is no header (`no-header`). Values are free of release characters,
 *   line breaks and blanks at their ends; each of these is a finding, and `sourceOf` gives the bytes as they stood.
 */
export function readInterchange(
  bytes: Uint8Array,
  limits?: Partial<ReadLimits>,
): { readonly interchange: ReadInterchange | null; readonly findings: readonly SyntaxFinding[] } {
  const reader = new InterchangeReader(limits)
  const whole = new WholeInterchange()
  for (const part of reader.push(bytes)) whole.add(part)
  for (const part of reader.end()) whole.add(part)
  return { interchange: whole.interchange, findings: reader.findings }
}

/** The bytes of a segment as they stood, terminator included. */
export function sourceOf(bytes: Uint8Array, { start, end }: ReadSegment): Uint8Array {
  return bytes.subarray(start, end)
}

class WholeInterchange {
  #head: Extract<InterchangePart, { kind: 'interchange' }> | null = null
  readonly #security: { readonly headers: ReadSegment[]; readonly trailers: ReadSegment[] } = {
    headers: [],
    trailers: [],
  }
  readonly #messages: EdifactMessage<ReadSegment>[] = []
  readonly #groups: EdifactGroup<ReadSegment>[] = []
  #group: { readonly header: ReadSegment; readonly messages: EdifactMessage<ReadSegment>[] } | null = null
  #trailer: ReadSegment | null = null

  add(part: InterchangePart): void {
    switch (part.kind) {
      case 'interchange':
        this.#head = part
        return
      case 'security':
        this.#security[part.isTrailer ? 'trailers' : 'headers'].push(part.segment)
        return
      case 'group':
        this.#group = { header: part.header, messages: [] }
        return
      case 'message':
        if (this.#group === null) this.#messages.push(part.message)
        else this.#group.messages.push(part.message)
        return
      case 'group-end':
        if (this.#group !== null) this.#groups.push({ ...this.#group, trailer: part.trailer })
        this.#group = null
        return
      case 'interchange-end':
        this.#trailer = part.trailer
    }
  }

  get interchange(): ReadInterchange | null {
    if (this.#head === null) return null
    const { kind: _, ...head } = this.#head
    return {
      ...head,
      security: this.#security,
      groups: this.#groups,
      messages: this.#messages,
      trailer: this.#trailer,
    }
  }
}
