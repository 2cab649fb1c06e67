import type { ReadSegment } from '../segment.ts'
import type { SegmentTable } from './segment-table.ts'

/** A segment where its table has it. */
export interface SegmentNode {
  readonly is: 'segment'
  readonly segment: ReadSegment
  readonly table: SegmentTable
  /** `ORDERS/SG28[2]/PIA` */
  readonly path: string
}

export interface GroupNode {
  readonly is: 'group'
  /** `SG28`; the message's type at the root. */
  readonly name: string
  readonly path: string
  /** In the order of the message. */
  readonly children: readonly (SegmentNode | GroupNode)[]
}

/** Segments of one tag that stand directly in a group. */
export function segmentsOf(group: GroupNode, tag: string): readonly SegmentNode[] {
  return group.children.filter((child) => child.is === 'segment' && child.segment.tag === tag) as SegmentNode[]
}

export function groupsOf(group: GroupNode, name: string): readonly GroupNode[] {
  return group.children.filter((child) => child.is === 'group' && child.name === name) as GroupNode[]
}
