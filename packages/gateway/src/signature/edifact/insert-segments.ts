/**
 * Putting segments into an interchange as if its writer had: behind each stands what stands between the others, a line
 * break or nothing. Everything else stays as it is.
 */
import { type ReadSegment, type Segment, SegmentWriter } from '@congky/documents'
import type { Edit } from '../xml/splice.ts'
import type { OpenedInterchange } from './open-interchange.ts'

/**
 * @param before The segment that they are to stand before.
 * @param hasValue Whether a value of a signature follows them, which is a segment as well.
 */
export function insertBefore(
  { bytes, interchange }: OpenedInterchange,
  before: ReadSegment,
  segments: readonly Segment[],
  hasValue = false,
): Edit {
  const gap = gapBefore(bytes, before.start)
  const writer = new SegmentWriter(interchange.characters)
  const text = segments.map((segment) => writer.write(segment) + gap).join('')
  return { at: before.start, remove: 0, insert: hasValue ? [text, gap] : [text] }
}

/** With other values, as where a count has to follow what was put in. */
export function rewrite({ interchange }: OpenedInterchange, segment: ReadSegment, values: Segment): Edit {
  const { start, end } = segment
  return { at: start, remove: end - start, insert: [new SegmentWriter(interchange.characters).write(values)] }
}

/** Blanks and line breaks. */
function gapBefore(bytes: Uint8Array, at: number): string {
  let start = at
  while (start > 0 && isBlank(bytes[start - 1])) start--
  return Buffer.from(bytes.subarray(start, at)).toString('latin1')
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d)
}
