import type { EdifactFinding } from '../edifact-finding.ts'

/** What a message can have against its table; stable, part of what programs read. */
export type TableRule =
  | 'message-type'
  | 'segment-unknown'
  | 'segment-missing'
  | 'segment-order'
  | 'segment-repeated'
  | 'group-missing'
  | 'group-repeated'
  | 'element-unknown'
  | 'element-missing'
  | 'element-repeated'
  | 'component-unknown'
  | 'component-missing'
  | 'too-long'
  | 'wrong-length'
  | 'format'
  | 'code-unknown'
  | 'more'

export type TableFinding = EdifactFinding<TableRule>
