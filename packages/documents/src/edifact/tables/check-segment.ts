import type { EdifactSeverity } from '../edifact-finding.ts'
import type { Composite, DataElement } from '../segment.ts'
import { checkFormat } from './check-format.ts'
import type { CodesOf } from './message-table.ts'
import type { SegmentNode } from './message-tree.ts'
import type { ComponentRow, ElementRow } from './segment-table.ts'
import type { TableRule } from './table-finding.ts'
import type { TableFindings } from './table-findings.ts'
import { valueName, valuePlace } from './value-place.ts'

const isUsed = (composite: Composite): boolean => composite.some((value) => value !== '')

/** A segment against its table: what must be there, what cannot be, formats and codes. */
export function checkSegment(node: SegmentNode, codes: CodesOf, findings: TableFindings): void {
  const { segment, table } = node
  const checks = new SegmentChecks(node, codes, findings)
  table.elements.forEach((row, index) => {
    checks.element(row, index + 1, segment.elements[index] ?? [])
  })
  const count = table.elements.length
  if (!segment.elements.slice(count).some((element) => element.some(isUsed))) return
  checks.tell('error', 'element-unknown', [count + 1], `chỉ có ${count} phần tử`, `there are only ${count} elements`)
}

class SegmentChecks {
  readonly #node: SegmentNode
  readonly #codes: CodesOf
  readonly #findings: TableFindings

  constructor(node: SegmentNode, codes: CodesOf, findings: TableFindings) {
    this.#node = node
    this.#codes = codes
    this.#findings = findings
  }

  element(row: ElementRow, element: number, repetitions: DataElement): void {
    if (!repetitions.some(isUsed)) {
      if (row.status === 'M')
        this.tell('error', 'element-missing', [element], 'thiếu phần tử bắt buộc', 'it is missing')
      return
    }
    if (repetitions.length > row.repeats) {
      this.tell('error', 'element-repeated', [element], `lặp quá ${row.repeats} lần`, `more than ${row.repeats} times`)
    }
    const rows = 'components' in row ? row.components : [row]
    for (const repetition of repetitions) if (isUsed(repetition)) this.#components(rows, element, repetition)
  }

  tell(severity: EdifactSeverity, rule: TableRule, at: readonly [number, number?], vi: string, en: string): void {
    const name = valueName(this.#node, ...at)
    this.#findings.add(severity, rule, valuePlace(this.#node, ...at), () => ({
      vi: `${name}: ${vi}`,
      en: `${name}: ${en}`,
    }))
  }

  #components(rows: readonly ComponentRow[], element: number, composite: Composite): void {
    rows.forEach((row, index) => {
      const value = composite[index] ?? ''
      if (value !== '') this.#value(row, [element, index + 1], value)
      else if (row.status === 'M') {
        const at = [element, index + 1] as const
        this.tell('error', 'component-missing', at, 'thiếu thành phần bắt buộc', 'it is missing')
      }
    })
    if (!isUsed(composite.slice(rows.length))) return
    const count = rows.length
    this.tell('error', 'component-unknown', [element], `chỉ có ${count} thành phần`, `it has only ${count} components`)
  }

  #value({ tag, format }: ComponentRow, at: readonly [number, number], value: string): void {
    const objection = checkFormat(format, value)
    if (objection !== null) this.tell(objection.severity, objection.rule, at, objection.vi, objection.en)
    const codes = this.#codes[tag]
    if (codes === undefined || Object.hasOwn(codes, value)) return
    const known = Object.keys(codes).join(', ')
    const shown = value.length > 20 ? `${value.slice(0, 20)}…` : value
    const vi = `mã “${shown}” không dùng ở đây (chỉ ${known})`
    this.tell('warning', 'code-unknown', at, vi, `code “${shown}” has no use here (only ${known})`)
  }
}
