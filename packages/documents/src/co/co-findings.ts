import type { Bilingual } from '@congky/shared'
import { BoundedFindings } from '../bounded-findings.ts'
import type { EdifactPlace, EdifactSeverity } from '../edifact/edifact-finding.ts'
import { type SegmentPlace, toPlace } from '../edifact/tables/table-findings.ts'
import type { CoFinding, CoRule } from './co-finding.ts'

/** What is said of a certificate, not too much of it. */
export class CoFindings {
  readonly #findings = new BoundedFindings<CoFinding>()
  readonly #placeOf: (field: string) => EdifactPlace | null

  /** @param placeOf Where a field was read, for what is told of a field alone. */
  constructor(placeOf: (field: string) => EdifactPlace | null = () => null) {
    this.#placeOf = placeOf
  }

  /** About a field, as `goods[2].hsCode`. */
  add(severity: EdifactSeverity, rule: CoRule, field: string, text: () => Bilingual): void {
    this.#findings.add(severity, () => ({ severity, rule, field, place: this.#placeOf(field), ...text() }))
  }

  /** About a place in the message, and perhaps a field. */
  addAt(severity: EdifactSeverity, rule: CoRule, place: SegmentPlace, field: string, text: () => Bilingual): void {
    this.#findings.add(severity, () => ({ severity, rule, field, place: toPlace(place), ...text() }))
  }

  all(): CoFinding[] {
    return this.#findings.all((severity, vi, en) => ({ severity, rule: 'more', field: '', place: null, vi, en }))
  }
}
