import type { SegmentNode } from '../edifact/tables/message-tree.ts'
import { valuePlace } from '../edifact/tables/value-place.ts'
import type { CoFindings } from './co-findings.ts'
import type { FieldPlaces } from './field-places.ts'
import { headerTexts, noteSubject, orderedSubject } from './header-texts.ts'
import { fieldNamed, namedSubject } from './named-text.ts'
import { tellLost, tellUnread, valuesOf } from './read-values.ts'
import { joinLines } from './text-lines.ts'

/** Texts of FTX by the field that they belong to, as `note`, `marks` or `exporter.address`. */
export type FieldTexts = ReadonlyMap<string, string>

/** Texts that bear the name of their field (`named-text.ts`); several of one name are one text. */
export function readNamedTexts(
  nodes: readonly SegmentNode[],
  where: 'header' | 'goods',
  findings: CoFindings,
  places?: FieldPlaces,
): FieldTexts {
  const texts = new Map<string, string>()
  for (const node of nodes) {
    const field = fieldNamed(where, valuesOf(node, 3)[0] ?? '')
    if (field === undefined) {
      tellUnread(node, findings)
      continue
    }
    tellLost(node, findings, isReadText)
    texts.set(field, `${texts.get(field) ?? ''}${valuesOf(node, 4).join('')}`)
    places?.set(field, valuePlace(node, 4, 1))
  }
  return texts
}

export const isNamed = (node: SegmentNode): boolean => valuesOf(node, 1)[0] === namedSubject

/** Declaration, bill of lading and signer in their order, and the note. */
export function readHeaderTexts(nodes: readonly SegmentNode[], findings: CoFindings, places: FieldPlaces): FieldTexts {
  const subjectOf = (node: SegmentNode): string => valuesOf(node, 1)[0] ?? ''
  const ordered = nodes.filter((node) => subjectOf(node) === orderedSubject)
  const notes = nodes.filter((node) => subjectOf(node) === noteSubject)
  const misplaced = notes.length === 0 ? ordered[headerTexts.length] : undefined
  if (misplaced !== undefined) tellNote(misplaced, findings)
  const note = notes[0] ?? misplaced
  const found: [field: string, node: SegmentNode | undefined][] = headerTexts.map((key, index) => [key, ordered[index]])
  const texts = new Map<string, string>()
  for (const [field, node] of [...found, ['note', note] as const]) {
    if (node === undefined) continue
    tellLost(node, findings, (element, component) => element !== 3 && isReadText(element, component))
    texts.set(field, joinLines(valuesOf(node, 4), { width: 512, separator: ' ' }))
    places.set(field, valuePlace(node, 4, 1))
  }
  const read = new Set([...found.map(([, node]) => node), note])
  for (const node of nodes) if (!read.has(node)) tellUnread(node, findings)
  return texts
}

const isReadText = (element: number, component: number): boolean =>
  element <= 2 || (element === 3 && component === 1) || element === 4

function tellNote(node: SegmentNode, findings: CoFindings): void {
  findings.addAt('warning', 'text-place', valuePlace(node, 1), 'note', () => ({
    vi: `FTX thứ tư ghi ${orderedSubject}; đọc là chú thích, lẽ ra phải ghi ${noteSubject}`,
    en: `the fourth FTX says ${orderedSubject}; read as the note, which is ${noteSubject}`,
  }))
}
