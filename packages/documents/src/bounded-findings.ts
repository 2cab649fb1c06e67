export interface Weighed {
  readonly severity: 'error' | 'warning' | 'notice'
}

/**
 * Collects findings, at most so many of each severity: a hostile message would have millions. Severities are counted
 * apart, so that no flood of notices hides an error.
 */
export class BoundedFindings<F extends Weighed> {
  readonly #findings: F[] = []
  readonly #counts: Record<Weighed['severity'], number> = { error: 0, warning: 0, notice: 0 }
  readonly #eachMax: number

  constructor(eachMax = 200) {
    this.#eachMax = eachMax
  }

  /** @param make Asked only for what is kept. */
  add(severity: F['severity'], make: () => F): void {
    this.#counts[severity] += 1
    if (this.#counts[severity] <= this.#eachMax) this.#findings.push(make())
  }

  /** In order, and for each severity that has more one that says how many. */
  all(more: (severity: Weighed['severity'], vi: string, en: string) => F): F[] {
    const severities = ['error', 'warning', 'notice'] as const
    const left = severities.flatMap((severity): F[] => {
      const count = this.#counts[severity] - this.#eachMax
      if (count <= 0) return []
      const vi = `còn ${count} điểm cùng mức độ không liệt kê ở đây`
      const en = `${count} more of this severity are not listed here`
      return [more(severity, vi, en)]
    })
    return [...this.#findings, ...left]
  }
}
