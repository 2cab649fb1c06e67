import type { Bilingual } from '@congky/shared'
import { BoundedFindings } from '../../bounded-findings.ts'
import type { EdifactPlace, EdifactSeverity } from '../edifact-finding.ts'
import type { ReadSegment } from '../segment.ts'
import type { TableFinding, TableRule } from './table-finding.ts'

/** Where in a segment; elements and components from 1. */
export interface SegmentPlace {
  readonly segment: ReadSegment
  readonly path: string
  readonly element?: number
  readonly component?: number
}

export const toPlace = ({ segment, path, element, component }: SegmentPlace): EdifactPlace => ({
  segment: segment.number,
  tag: segment.tag,
  element: element ?? null,
  component: component ?? null,
  offset: segment.start,
  path,
})

/** The findings of one message against its table, not too many of them. */
export class TableFindings {
  readonly #findings = new BoundedFindings<TableFinding>()

  add(severity: EdifactSeverity, rule: TableRule, place: SegmentPlace, text: () => Bilingual): void {
    this.#findings.add(severity, () => ({ severity, rule, place: toPlace(place), ...text() }))
  }

  all(): TableFinding[] {
    return this.#findings.all((severity, vi, en) => ({ severity, rule: 'more', place: null, vi, en }))
  }
}
