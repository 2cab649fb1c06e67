import type { SegmentNode } from '../edifact/tables/message-tree.ts'
import { valueName, valuePlace } from '../edifact/tables/value-place.ts'
import type { CoFindings } from './co-findings.ts'
import type { FieldPlace, SegmentPattern } from './co-places.ts'
import { tellLost, tellUnread, valuesOf } from './read-values.ts'
import { joinLines } from './text-lines.ts'

/**
 * The fields of the one segment that a pattern describes; none where there is no such segment.
 *
 * @param prefix Of the fields' names in findings, as `goods[2].`.
 */
export function readPattern<K extends string>(
  nodes: readonly SegmentNode[],
  pattern: SegmentPattern<K>,
  prefix: string,
  findings: CoFindings,
): Partial<Record<K, string>> {
  const node = nodes.find((one) => speaksOf(one, pattern))
  for (const other of nodes) if (other !== node) tellUnread(other, findings)
  if (node === undefined) return {}
  tellLost(node, findings, (element, component, value) => isKnown(pattern, element, component, value))
  const values: Partial<Record<K, string>> = {}
  for (const field of pattern.fields) values[field.key] = readField(node, field, prefix, findings)
  return values
}

/** A code that is missing is told of by the table; one that differs makes it another segment. */
function speaksOf(node: SegmentNode, { fixed }: SegmentPattern<string>): boolean {
  return fixed.every(({ element, component, value, isCode }) => {
    const found = valuesOf(node, element)[component - 1] ?? ''
    return !isCode || found === '' || found === value
  })
}

function isKnown({ fixed, fields }: SegmentPattern<string>, element: number, component: number, value: string) {
  const isFixed = fixed.some((one) => one.element === element && one.component === component && one.value === value)
  return (
    isFixed ||
    fields.some((one) => {
      return one.element === element && component >= one.component && component < one.component + one.lines
    })
  )
}

function readField(
  node: SegmentNode,
  { key, element, component, lines, max, kind }: FieldPlace<string>,
  prefix: string,
  findings: CoFindings,
): string {
  const found = valuesOf(node, element).slice(component - 1, component - 1 + lines)
  const text = joinLines(found, { width: max, separator: ' ' })
  if (kind === 'text') return text
  const trimmed = text.trim()
  if (trimmed !== text) {
    findings.addAt('warning', 'blanks', valuePlace(node, element, component), `${prefix}${key}`, () => ({
      vi: `${valueName(node, element, component)}: có khoảng trắng ở đầu hoặc cuối`,
      en: `${valueName(node, element, component)}: it has blanks at an end`,
    }))
  }
  return kind === 'number' ? trimmed.replace(',', '.') : trimmed
}
