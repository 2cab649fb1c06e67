import type { ReadSegment } from '../segment.ts'
import { type Frame, openFrame } from './frame.ts'
import type { CodesOf, GroupRow, MessageRow, SegmentRow } from './message-table.ts'
import type { SegmentNode } from './message-tree.ts'

/** Where a segment belongs: a row of one of the open groups. */
export interface Spot {
  readonly depth: number
  readonly index: number
  /** The message had passed that row already, and came from another one. */
  readonly isLate: boolean
}

/** The segment that stands for a row: itself, or the one that opens the group. */
function firstOf(row: MessageRow): SegmentRow {
  if (row.is === 'segment') return row
  const [first] = row.rows
  if (first === undefined) throw new RangeError(`group ${row.name} has no rows`)
  return firstOf(first)
}

/** A row with room from here on; else one that is full; else one that was passed. null: this tag fits nowhere. */
export function seek(frames: readonly Frame[], tag: string): Spot | null {
  return (
    seekWhere(frames, tag, (frame, index) => index >= frame.position && hasRoom(frame, index)) ??
    seekWhere(frames, tag, (frame, index) => index >= frame.position) ??
    seekWhere(frames, tag, (frame, index) => index < frame.position)
  )
}

const hasRoom = (frame: Frame, index: number): boolean => (frame.counts[index] ?? 0) < (frame.rows[index]?.repeats ?? 0)

function seekWhere(
  frames: readonly Frame[],
  tag: string,
  accepts: (frame: Frame, index: number) => boolean,
): Spot | null {
  for (let depth = frames.length - 1; depth >= 0; depth--) {
    const frame = frames[depth]
    if (frame === undefined) continue
    // The first segment of a group opens the next one and never repeats inside.
    for (let index = depth === 0 ? 0 : 1; index < frame.rows.length; index++) {
      const row = frame.rows[index]
      if (row !== undefined && firstOf(row).segment.tag === tag && accepts(frame, index)) {
        return { depth, index, isLate: index < frame.position && index !== frame.last }
      }
    }
  }
  return null
}

interface Placed {
  readonly node: SegmentNode
  readonly row: MessageRow
  readonly codes: CodesOf
  /** How often the row was met by now. */
  readonly count: number
}

/** Puts a segment where it belongs; a group is opened and stands on top of the frames then. */
export function placeIn(frames: Frame[], { depth, index }: Spot, segment: ReadSegment): Placed {
  const frame = frames[depth]
  const row = frame?.rows[index]
  if (frame === undefined || row === undefined) throw new RangeError('no such row')
  const count = (frame.counts[index] ?? 0) + 1
  frame.counts[index] = count
  frame.position = Math.max(frame.position, index)
  frame.last = index
  const { segment: table, codes } = firstOf(row)
  if (row.is === 'segment') {
    const node: SegmentNode = { is: 'segment', segment, table, path: pathOf(frame, segment.tag, row, count) }
    frame.children.push(node)
    return { node, row, codes, count }
  }
  const inner = openFrame({
    name: row.name,
    path: pathOf(frame, row.name, row, count),
    rows: row.rows,
    opener: segment,
  })
  const node: SegmentNode = { is: 'segment', segment, table, path: `${inner.path}/${segment.tag}` }
  inner.counts[0] = 1
  inner.children.push(node)
  frame.children.push(inner.node)
  frames.push(inner)
  return { node, row, codes, count }
}

/** Counted where there may be several, or are. */
function pathOf(frame: Frame, name: string, row: SegmentRow | GroupRow, count: number): string {
  return `${frame.path}/${name}${row.repeats > 1 || count > 1 ? `[${count}]` : ''}`
}
