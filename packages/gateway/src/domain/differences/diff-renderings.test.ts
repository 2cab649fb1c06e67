import type { DocumentDifference, DocumentRendering, RenderedPart } from '@congky/shared'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffRenderings } from './diff-renderings.ts'

const label = (text: string) => ({ vi: text, en: text })
const field = (name: string, value: string): RenderedPart => ({
  ...{ kind: 'field', name, label: label(name), value, meaning: null },
})
const group = (name: string, ...parts: RenderedPart[]): RenderedPart => ({
  ...{ kind: 'group', name, label: label(name), parts },
})
const table = (name: string, columns: readonly string[], ...rows: string[][]): RenderedPart => ({
  ...{ kind: 'table', name, label: label(name), rows },
  columns: columns.map((column) => ({ name: column, label: label(column), meanings: {} })),
})
const rendering = (...parts: RenderedPart[]): DocumentRendering => ({ title: label('Tờ khai'), parts, isCut: false })
const short = ({ path, before, after }: DocumentDifference) =>
  `${path.map((step) => step.label?.vi ?? step.name).join('/')}: ${before ?? '∅'} → ${after ?? '∅'}`
const diff = (before: DocumentRendering, after: DocumentRendering) =>
  diffRenderings(before, after).differences.map(short)

test('a value that changed, one that is new and one that is gone are told with the groups they stand in', () => {
  const before = rendering(group('Invoice', field('number', '1'), field('total', '100'), field('currency', 'USD')))
  const after = rendering(group('Invoice', field('number', '1'), field('total', '900'), field('note', 'gấp')))
  expect(diff(before, after)).toEqual([
    'Invoice/currency: USD → ∅',
    'Invoice/total: 100 → 900',
    'Invoice/note: ∅ → gấp',
  ])
})

test('a row put in between leaves the others as they are', () => {
  const columns = ['code', 'count']
  const before = rendering(table('Goods', columns, ['A', '1'], ['B', '2'], ['C', '3']))
  const after = rendering(table('Goods', columns, ['A', '1'], ['X', '7'], ['B', '2'], ['C', '4']))
  expect(diff(before, after)).toEqual(['Goods 2/code: ∅ → X', 'Goods 2/count: ∅ → 7', 'Goods 4/count: 3 → 4'])
})

test('one item is shown as a group and two as a table, and are compared all the same', () => {
  const before = rendering(group('Goods', field('code', 'A'), field('count', '1')))
  const after = rendering(table('Goods', ['code', 'count'], ['A', '1'], ['B', '2']))
  expect(diff(before, after)).toEqual(['Goods 2/code: ∅ → B', 'Goods 2/count: ∅ → 2'])
})

test('rows that changed places are told', () => {
  const before = rendering(table('Goods', ['code'], ['A'], ['B']))
  const after = rendering(table('Goods', ['code'], ['B'], ['A']))
  expect(diff(before, after)).not.toEqual([])
})

test('another kind of document is told first', () => {
  const after = { ...rendering(), title: label('C/O') }
  expect(diff(rendering(), after)).toEqual(['Loại chứng từ: Tờ khai → C/O'])
})

test('too many are cut, and what was not rendered whole cannot be compared whole', () => {
  const many = rendering(...Array.from({ length: 500 }, (_, index) => field(`f${index}`, 'x')))
  expect(diffRenderings(rendering(), many, 3)).toMatchObject({ differences: { length: 3 }, isCut: true })
  expect(diffRenderings(rendering(), rendering(field('a', 'b')), 3).isCut).toBe(false)
  expect(diffRenderings({ ...rendering(), isCut: true }, rendering()).isCut).toBe(true)
})

const parts = fc.letrec<{ part: RenderedPart }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2', '3')).map(([name, value]) => field(name, value)),
    fc
      .tuple(fc.constantFrom('g', 'h'), fc.array(tie('part'), { minLength: 1, maxLength: 5 }))
      .map(([name, inside]) => group(name, ...inside)),
  ),
})).part

test('nothing is told of equal versions, and something of every other two', () => {
  const version = fc.array(parts, { maxLength: 6 })
  fc.assert(
    fc.property(version, version, (one, other) => {
      expect(diff(rendering(...one), rendering(...one))).toEqual([])
      const isSame = JSON.stringify(one) === JSON.stringify(other)
      expect(diff(rendering(...one), rendering(...other)).length === 0).toBe(isSame)
    }),
  )
})
