import { BoundedFindings } from '../bounded-findings.ts'
import type { TreeFindings, TreePlace } from '../xml/tree-findings.ts'
import type { CustomsFinding, CustomsRule, CustomsSeverity } from './customs-finding.ts'

/** Where something was found: a path, made only when something was. */
export interface Place extends TreePlace {
  /** The tables' number, or empty. */
  readonly table: string
}

/** The findings of one message, not too many of them. */
export class FindingList implements TreeFindings<Place> {
  readonly #findings: BoundedFindings<CustomsFinding>

  constructor(eachMax?: number) {
    this.#findings = new BoundedFindings(eachMax)
  }

  add(
    severity: CustomsSeverity,
    rule: CustomsRule,
    place: Place,
    text: { readonly vi: string; readonly en: string },
  ): void {
    this.#findings.add(severity, () => {
      const path = place.path()
      const element = path.slice(path.lastIndexOf('/') + 1).replace(/\[\d+\]$/, '')
      return { severity, path, element, rule, table: place.table, vi: text.vi, en: text.en }
    })
  }

  /** In order, and for each severity that has more one that says how many. */
  all(): CustomsFinding[] {
    return this.#findings.all((severity, vi, en) => {
      return { severity, path: '/Envelope', element: 'Envelope', rule: 'more', table: '', vi, en }
    })
  }
}
