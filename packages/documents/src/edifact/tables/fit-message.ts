/**
 * Fits the segments of a message into its table. A segment belongs to the first row from where the message stands on
 * that still has room for its tag, innermost group first (ISO 9735-1, 7); a group opens with its first segment. What
 * stands too early or too late goes to its row all the same and is told of, so one misplaced segment spoils nothing.
 *
 * Each segment is compared with the rows of the open groups only: the time grows with the message, whatever it holds.
 */
import type { EdifactMessage } from '../interchange.ts'
import type { ReadSegment } from '../segment.ts'
import { checkMessageType } from './check-message-type.ts'
import { checkSegment } from './check-segment.ts'
import { closeFrames, type Frame, openFrame } from './frame.ts'
import type { MessageTable } from './message-table.ts'
import type { GroupNode } from './message-tree.ts'
import { placeIn, type Spot, seek } from './seek.ts'
import type { TableFinding } from './table-finding.ts'
import { TableFindings } from './table-findings.ts'

export interface FittedMessage {
  readonly tree: GroupNode
  readonly findings: readonly TableFinding[]
}

/** Segments of security (ISO 9735-5, 9735-6): they may stand in every message and are no part of its table. */
const SECURITY = /^US[A-Z]$/

/** @param message From UNH on; what its table does not know is left out of the tree. */
export function fitMessage({ header, body, trailer }: EdifactMessage<ReadSegment>, table: MessageTable): FittedMessage {
  const findings = new TableFindings()
  const root = openFrame({ name: table.type, path: table.type, rows: table.rows, opener: header })
  const frames: Frame[] = [root]
  checkMessageType(header, table, findings)
  for (const segment of trailer === null ? [header, ...body] : [header, ...body, trailer]) {
    if (SECURITY.test(segment.tag)) continue
    const spot = seek(frames, segment.tag)
    if (spot === null) tellUnknown(segment, table, frames, findings)
    else settle(segment, spot, frames, findings)
  }
  closeFrames(frames, 0, findings)
  return { tree: root.node, findings: findings.all() }
}

function settle(segment: ReadSegment, spot: Spot, frames: Frame[], findings: TableFindings): void {
  closeFrames(frames, spot.depth + 1, findings)
  const { node, row, codes, count } = placeIn(frames, spot, segment)
  if (spot.isLate) tellOrder(segment, node.path, findings)
  if (count === row.repeats + 1) tellRepeated(segment, row.is, row.repeats, node.path, findings)
  checkSegment(node, codes, findings)
}

function tellUnknown(segment: ReadSegment, { type }: MessageTable, frames: readonly Frame[], findings: TableFindings) {
  const path = `${frames.at(-1)?.path ?? type}/${segment.tag}`
  findings.add('error', 'segment-unknown', { segment, path }, () => ({
    vi: `đoạn ${segment.tag} không có chỗ ở đây theo bảng của ${type}`,
    en: `the table of ${type} has no place for ${segment.tag} here`,
  }))
}

function tellOrder(segment: ReadSegment, path: string, findings: TableFindings): void {
  findings.add('warning', 'segment-order', { segment, path }, () => ({
    vi: `đoạn ${segment.tag} đứng sai thứ tự so với bảng`,
    en: `${segment.tag} stands in another order than the table has`,
  }))
}

function tellRepeated(
  segment: ReadSegment,
  is: 'segment' | 'group',
  max: number,
  path: string,
  findings: TableFindings,
): void {
  const what = is === 'group' ? { vi: 'nhóm đoạn bắt đầu bằng', en: 'groups of' } : { vi: 'đoạn', en: 'segments' }
  findings.add('error', `${is}-repeated`, { segment, path }, () => ({
    vi: `có nhiều hơn ${max} ${what.vi} ${segment.tag}`,
    en: `there are more than ${max} ${what.en} ${segment.tag}`,
  }))
}
