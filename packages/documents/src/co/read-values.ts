import type { SegmentNode } from '../edifact/tables/message-tree.ts'
import { valueName, valuePlace } from '../edifact/tables/value-place.ts'
import type { CoFindings } from './co-findings.ts'

/** All components of an element, from 1; of its first repetition, which is the only one that is read. */
export const valuesOf = ({ segment }: SegmentNode, element: number): readonly string[] =>
  segment.elements[element - 1]?.[0] ?? []

export const cut = (value: string): string => (value.length > 40 ? `${value.slice(0, 40)}…` : value)

/** Tells of every value that is there and goes nowhere. */
export function tellLost(
  node: SegmentNode,
  findings: CoFindings,
  isRead: (element: number, component: number, value: string) => boolean,
): void {
  node.segment.elements.forEach((repetitions, index) => {
    const element = index + 1
    repetitions.forEach((composite, repetition) => {
      composite.forEach((value, at) => {
        const component = at + 1
        if (value === '' || (repetition === 0 && isRead(element, component, value))) return
        findings.addAt('warning', 'value-lost', valuePlace(node, element, component), '', () => ({
          vi: `${valueName(node, element, component)}: giá trị “${cut(value)}” không có chỗ trong bản ghi C/O`,
          en: `${valueName(node, element, component)}: “${cut(value)}” has no place in the record`,
        }))
      })
    })
  })
}

/** A segment that says nothing of the record, although its table has room for it. */
export function tellUnread(node: SegmentNode, findings: CoFindings): void {
  findings.addAt('error', 'value-lost', { segment: node.segment, path: node.path }, '', () => ({
    vi: `đoạn ${node.segment.tag} này không thuộc trường nào của C/O`,
    en: `this ${node.segment.tag} belongs to no field of the certificate`,
  }))
}
