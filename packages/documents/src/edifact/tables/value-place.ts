import type { SegmentNode } from './message-tree.ts'
import type { SegmentPlace } from './table-findings.ts'

/**
 * The place of a value.
 *
 * @param element From 1.
 * @param component From 1; left out for the element as a whole, or where it is simple.
 */
export function valuePlace(node: SegmentNode, element: number, component?: number): SegmentPlace {
  const names = namesOf(node, element, component)
  const place = { segment: node.segment, element, path: [node.path, ...names].join('/') }
  return component === undefined ? place : { ...place, component }
}

/** `PIA/C212[2]/7140` */
export function valueName(node: SegmentNode, element: number, component?: number): string {
  return [node.segment.tag, ...namesOf(node, element, component)].join('/')
}

function namesOf({ table }: SegmentNode, element: number, component?: number): string[] {
  const row = table.elements[element - 1]
  if (row === undefined) return []
  const name = counted(table.elements, element - 1)
  const hasComponent = component !== undefined && 'components' in row && component <= row.components.length
  return hasComponent ? [name, counted(row.components, component - 1)] : [name]
}

/** Counted where the table has several of one. */
function counted(rows: readonly { readonly tag: string }[], index: number): string {
  const tag = rows[index]?.tag ?? ''
  if (rows.filter((row) => row.tag === tag).length === 1) return tag
  return `${tag}[${rows.slice(0, index + 1).filter((row) => row.tag === tag).length}]`
}
