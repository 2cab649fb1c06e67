/**
 * Composite data elements that stand in several segments of UNTDID D.04B (part 5, chapter 4). The standing reading is
 * that of the directory's public copies; its pages for D.04B itself were not all at hand, so a representation is taken
 * from the nearest directory where a copy left it out (C502, C819, C829).
 */
import { type ComponentRow, component } from '../segment-table.ts'

/** Whose list a code is from. */
export const codeList: readonly ComponentRow[] = [component('1131', 'C', 'an..17'), component('3055', 'C', 'an..3')]

/** Document name. */
export const c002: readonly ComponentRow[] = [
  component('1001', 'C', 'an..3'),
  ...codeList,
  component('1000', 'C', 'an..35'),
]

/** Item number. */
export const c212: readonly ComponentRow[] = [
  component('7140', 'C', 'an..35'),
  component('7143', 'C', 'an..3'),
  ...codeList,
]

/** The same component so many times: the first has its own status. */
export const lines = (first: ComponentRow, count: number): readonly ComponentRow[] => [
  first,
  ...Array.from({ length: count - 1 }, () => component(first.tag, 'C', first.format)),
]
