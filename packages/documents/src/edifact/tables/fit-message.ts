import type { EdifactMessage } from '../interchange.ts'
import type { ReadSegment } from '../segment.ts'
import type { MessageTable } from './message-table.ts'
import type { GroupNode } from './message-tree.ts'
import type { TableFinding } from './table-finding.ts'

export interface FittedMessage {
  readonly tree: GroupNode
  readonly findings: readonly TableFinding[]
}

/** Fits the segments of a message, UNH to UNT, into its table. Segments of security (ISO 9735-5) are passed over. */
export function fitMessage(_message: EdifactMessage<ReadSegment>, table: MessageTable): FittedMessage {
  return { tree: { is: 'group', name: table.type, path: table.type, children: [] }, findings: [] }
}
