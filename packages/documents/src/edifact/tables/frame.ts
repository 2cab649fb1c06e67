import type { ReadSegment } from '../segment.ts'
import type { MessageRow } from './message-table.ts'
import type { GroupNode, SegmentNode } from './message-tree.ts'
import type { TableFindings } from './table-findings.ts'

/** A group that is open while a message is fitted into its table; the message itself at the bottom. */
export interface Frame {
  readonly path: string
  readonly rows: readonly MessageRow[]
  /** How often each row was met. */
  readonly counts: number[]
  /** The row where the message stands in this group. */
  position: number
  /** The row that was met last. */
  last: number
  readonly opener: ReadSegment
  readonly node: GroupNode
  /** Those of the node, to be added to. */
  readonly children: (SegmentNode | GroupNode)[]
}

export function openFrame(of: {
  readonly name: string
  readonly path: string
  readonly rows: readonly MessageRow[]
  readonly opener: ReadSegment
}): Frame {
  const children: (SegmentNode | GroupNode)[] = []
  return {
    path: of.path,
    rows: of.rows,
    counts: of.rows.map(() => 0),
    position: 0,
    last: 0,
    opener: of.opener,
    node: { is: 'group', name: of.name, path: of.path, children },
    children,
  }
}

/** Closes the groups from this depth on: what they must have and have not is told of. */
export function closeFrames(frames: Frame[], depth: number, findings: TableFindings): void {
  for (let frame = frames.length > depth ? frames.pop() : undefined; frame !== undefined; ) {
    tellMissing(frame, findings)
    frame = frames.length > depth ? frames.pop() : undefined
  }
}

function tellMissing(frame: Frame, findings: TableFindings): void {
  frame.rows.forEach((row, index) => {
    if (row.status === 'C' || frame.counts[index] !== 0) return
    const name = row.is === 'group' ? row.name : row.segment.tag
    const place = { segment: frame.opener, path: `${frame.path}/${name}` }
    findings.add('error', `${row.is}-missing`, place, () => ({
      vi: `thiếu ${row.is === 'group' ? 'nhóm đoạn' : 'đoạn'} ${name}`,
      en: `${name} is missing`,
    }))
  })
}
