/**
 * Findings about the segment that is being scanned. They count once it is complete, since an unfinished one is
 * scanned again with more bytes.
 */
import type { EdifactPlace } from './edifact-finding.ts'
import type { Cut } from './printed-page.ts'
import type { FindingDetails, SyntaxFindings } from './syntax-findings.ts'
import type { SyntaxRule } from './syntax-rules.ts'

/** The value that is being read; element 0 is the tag. */
interface Value {
  readonly element: number
  readonly component: number
}

interface Pending {
  readonly rule: SyntaxRule
  readonly place: Omit<EdifactPlace, 'segment' | 'tag'>
  readonly details: FindingDetails | undefined
}

export class PendingFindings {
  readonly #value: Value
  #pending: Pending[] = []
  readonly #told = new Set<SyntaxRule>()
  #base = 0
  #cuts: readonly Cut[] = []

  /** @param value As it stands whenever something is told. */
  constructor(value: Value) {
    this.#value = value
  }

  /**
   * Offsets that are told from now on count from here.
   *
   * @param cuts Parts that were left out behind it.
   */
  countFrom(base: number, cuts: readonly Cut[] = []): void {
    this.#base = base
    this.#cuts = cuts
  }

  tell(rule: SyntaxRule, at: number, details?: FindingDetails): void {
    const { element, component } = this.#value
    let offset = at
    for (const cut of this.#cuts) if (offset >= cut.start) offset += cut.end - cut.start
    const isTag = element === 0
    const place = { element: isTag ? null : element, component: isTag ? null : component, path: '' }
    this.#pending.push({ rule, place: { ...place, offset: this.#base + offset }, details })
  }

  /** Once for the segment. */
  tellOnce(rule: SyntaxRule, at: number): void {
    if (this.#told.has(rule)) return
    this.#told.add(rule)
    this.tell(rule, at)
  }

  forget(): void {
    if (this.#pending.length === 0) return
    this.#pending = []
    this.#told.clear()
  }

  /** They are about this segment. */
  handOver(segment: number, tag: string, findings: SyntaxFindings): void {
    for (const { rule, place, details } of this.#pending) findings.add(rule, { segment, tag, ...place }, details)
  }
}
