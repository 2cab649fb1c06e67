import { expect, test } from 'vitest'
import { mergeChange } from './merge-change.ts'

const original = `a: 1     # aligned

# about b
b:  [ 1,2 ]


c: 3
    # moved by the writer
`
const before = 'a: 1 # aligned\n# about b\nb: [1, 2]\n\nc: 3\n# moved by the writer\n'

test('no change leaves the text as it is', () => {
  expect(mergeChange(original, before, before)).toBe(original)
})

test.each([
  ['a changed line', before.replace('c: 3', 'c: 4'), original.replace('\n\nc: 3', '\nc: 4')],
  ['a line at the front', `z: 0\n${before}`, `z: 0\n${original}`],
  ['lines at the end', `${before}d: 4\ne: 5\n`, `${original}d: 4\ne: 5\n`],
  ['a line that goes', before.replace('b: [1, 2]\n', ''), original.replace('b:  [ 1,2 ]\n', '')],
  [
    'two changes apart',
    before.replace('a: 1', 'a: 9').replace('c: 3\n', 'c: 3\nd: 4\n'),
    original.replace('a: 1     # aligned', 'a: 9 # aligned').replace('c: 3\n', 'c: 3\nd: 4\n'),
  ],
  ['everything', 'x: 1\n', 'x: 1\n'],
])('%s goes in and the rest keeps its layout', (_, after, expected) => {
  expect(mergeChange(original, before, after)).toBe(expected)
})

test("a text whose lines are not the writer's is not merged", () => {
  expect(mergeChange('a: {b: 1,\n c: 2}\n', 'a: {b: 1, c: 2}\n', 'a: {b: 1, c: 3}\n')).toBeNull()
})

test("any two lists of lines: what comes out is the changed one when the layout was the writer's", () => {
  let seed = 1
  const random = (below: number) => {
    seed = (seed * 48271) % 2147483647
    return seed % below
  }
  const lines = () => Array.from({ length: random(30) }, () => `line ${random(6)}\n`).join('')
  for (let round = 0; round < 500; round++) {
    const [a, b] = [lines(), lines()]
    expect(mergeChange(a, a, b)).toBe(b)
  }
})
