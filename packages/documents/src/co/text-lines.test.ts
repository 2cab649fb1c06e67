import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joinLines, splitLines } from './text-lines.ts'

const address = { width: 35, count: 5, separator: ', ' }
const name = { width: 35, count: 5, separator: ' ' }

describe('lines of the example', () => {
  test('an address is joined as annex 4 explains it, and cut at the same places', () => {
    const lines = ['THON NGOC GIA', 'XA NGOC HOA', 'HUYEN CHUONG MY', 'HA TAY']
    expect(joinLines(lines, address)).toBe('THON NGOC GIA, XA NGOC HOA, HUYEN CHUONG MY, HA TAY')
    expect(splitLines('THON NGOC GIA, XA NGOC HOA, HUYEN CHUONG MY, HA TAY', address)).toEqual(lines)
  })

  test('a name is joined with a blank, which may stand at the end of a line too', () => {
    expect(joinLines(['COLUMBIA SPORTWEAR ', 'DISTRIBUTION CENTER'], name)).toBe(
      'COLUMBIA SPORTWEAR DISTRIBUTION CENTER',
    )
    expect(joinLines(['COLUMBIA SPORTWEAR', 'DISTRIBUTION CENTER'], name)).toBe(
      'COLUMBIA SPORTWEAR DISTRIBUTION CENTER',
    )
    expect(splitLines('COLUMBIA SPORTWEAR DISTRIBUTION CENTER', name)).toEqual([
      'COLUMBIA SPORTWEAR DISTRIBUTION',
      'CENTER',
    ])
  })
})

describe('lines', () => {
  test.each([
    ['one line where it fits', 'Hà Nội', name, ['Hà Nội']],
    ['no part of its own for an address of one part', '7'.repeat(35), address, ['7'.repeat(35)]],
    ['a long word fills its line and goes on', 'x'.repeat(80), name, ['x'.repeat(35), 'x'.repeat(35), 'x'.repeat(10)]],
    [
      'a line that a word would fill exactly is cut earlier',
      `a ${'b'.repeat(33)} c`,
      name,
      ['a', `${'b'.repeat(33)} c`],
    ],
    ['more parts than lines share them', 'a, b, c, d, e, f', address, ['a, b, c, d, e, f']],
    ['characters are counted, not halves of them', '😀'.repeat(36), name, ['😀'.repeat(35), '😀']],
  ])('%s', (_, text, shape, expected) => {
    expect(splitLines(text, shape)).toEqual(expected)
  })

  test.each([
    ['blanks at the beginning', ' x'],
    ['more blanks than a line has', `a${' '.repeat(200)}b`],
    ['a text that is too long', 'x'.repeat(176)],
    ['nothing but blanks', '   '],
  ])('%s cannot be cut', (_, text) => {
    expect(splitLines(text, name)).toBeNull()
  })

  test('whatever is cut joins to the same text; no line is too wide, empty, or has blanks at its ends', () => {
    const unit = fc.constantFrom('a', 'b', ' ', ',', ', ', 'ễ', 'e\u0302\u0303', '😀', "'")
    const text = fc.string({ unit, minLength: 1, maxLength: 180 })
    fc.assert(
      fc.property(text, fc.constantFrom(name, address), (whole, shape) => {
        const lines = splitLines(whole, shape)
        if (lines === null) return
        expect(joinLines(lines, shape)).toBe(whole)
        for (const line of lines) {
          expect([...line].length).toBeLessThanOrEqual(shape.width)
          expect(line).toMatch(/^\S(?:.*\S)?$/su)
        }
      }),
      { numRuns: 500 },
    )
  })
})
