import type { CustomsFinding, CustomsRule, CustomsSeverity } from './customs-finding.ts'

/** Where something was found: a path, made only when something was. */
export interface Place {
  /** The tables' number, or empty. */
  readonly table: string
  readonly path: () => string
}

export const placeIn = (place: Place, name: string): Place => ({
  table: place.table,
  path: () => `${place.path()}/${name}`,
})

/**
 * Collects findings, at most so many of each severity: a hostile message would have millions. Severities are counted
 * apart, so that no flood of notices hides an error.
 */
export class FindingList {
  readonly #findings: CustomsFinding[] = []
  readonly #counts: Record<CustomsSeverity, number> = { error: 0, warning: 0, notice: 0 }
  readonly #eachMax: number

  constructor(eachMax = 200) {
    this.#eachMax = eachMax
  }

  add(
    severity: CustomsSeverity,
    rule: CustomsRule,
    place: Place,
    text: { readonly vi: string; readonly en: string },
  ): void {
    this.#counts[severity] += 1
    if (this.#counts[severity] > this.#eachMax) return
    const path = place.path()
    const element = path.slice(path.lastIndexOf('/') + 1).replace(/\[\d+\]$/, '')
    this.#findings.push({ severity, path, element, rule, table: place.table, vi: text.vi, en: text.en })
  }

  /** In order, and for each severity that has more one that says how many. */
  all(): CustomsFinding[] {
    const severities = ['error', 'warning', 'notice'] as const
    const more = severities.flatMap((severity): CustomsFinding[] => {
      const count = this.#counts[severity] - this.#eachMax
      if (count <= 0) return []
      const vi = `còn ${count} điểm cùng mức độ không liệt kê ở đây`
      const en = `${count} more of this severity are not listed here`
      return [{ severity, path: '/Envelope', element: 'Envelope', rule: 'more', table: '', vi, en }]
    })
    return [...this.#findings, ...more]
  }
}
