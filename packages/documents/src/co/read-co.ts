import type { EdifactMessage } from '../edifact/interchange.ts'
import type { ReadSegment } from '../edifact/segment.ts'
import type { CoFinding } from './co-finding.ts'
import type { CoRecord } from './co-record.ts'

export interface ReadCo {
  /** Of UNH. */
  readonly messageReference: string
  readonly record: CoRecord
  /** Of the message against its table, of its values, and of the record against annex 3, each with its place. */
  readonly findings: readonly CoFinding[]
}

/** Reads an ORDERS message as a certificate of origin: whatever can be read is in the record, the rest in findings. */
export function readCo(message: EdifactMessage<ReadSegment>): ReadCo {
  throw new RangeError(`not read yet: ${message.header.tag}`)
}
