import { describe, expect, test } from 'vitest'
import { cut, displayWidth, padEnd, printable, wrap } from './display-width.ts'
import { createPaint } from './paint.ts'
import { type Column, tableLines } from './table.ts'

const plain = createPaint(false, {})

describe('the width of a text', () => {
  test.each([
    ['Đại lý Hải quan', 15],
    ['Đại lý Hải quan'.normalize('NFD'), 15], // letters with their marks apart, as macOS names files
    ['\u001b[32mxong\u001b[39m', 4],
    ['税関', 4],
    ['', 0],
  ])('%j takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width)
  })

  test('filling and cutting count columns, not code units', () => {
    expect(padEnd('Hải'.normalize('NFD'), 5)).toBe(`${'Hải'.normalize('NFD')}  `)
    expect(cut('Công ty Cổ phần', 9)).toBe('Công ty …')
    expect(cut('Công ty'.normalize('NFD'), 7)).toBe('Công ty'.normalize('NFD'))
  })

  test('a paragraph breaks at blanks, and a long word stands alone', () => {
    expect(wrap('máy chủ đang tắt hoặc sai địa chỉ', 12)).toEqual(['máy chủ đang', 'tắt hoặc sai', 'địa chỉ'])
    expect(wrap('a 12345678901234 b', 8)).toEqual(['a', '12345678901234', 'b'])
  })
})

test('text from outside cannot move the cursor, colour the screen or turn the line around', () => {
  expect(printable('Giám đốc\u001b[2J\r\nroot\u202e#')).toBe('Giám đốc [2J root #')
})

test('colours appear on a terminal only, and not where NO_COLOR is set', () => {
  expect(createPaint(true, {}).red('x')).toBe('\u001b[31mx\u001b[39m')
  expect(createPaint(true, { NO_COLOR: '1' }).red('x')).toBe('x')
  expect(plain.red('x')).toBe('x')
})

describe('a table', () => {
  interface Row {
    readonly name: string
    readonly count: number
    readonly note: string
  }
  const columns: Column<Row>[] = [
    { title: 'TÊN', value: (row) => row.name, shrinks: true },
    { title: 'SỐ', value: (row) => String(row.count), align: 'end' },
    { title: 'GHI CHÚ', value: (row) => row.note },
  ]
  const rows = [
    { name: 'Đại lý', count: 7, note: '' },
    { name: 'Cảng Đình Vũ'.normalize('NFD'), count: 120, note: '' },
  ]

  test('aligns its columns, and leaves out one that says nothing', () => {
    expect(tableLines(columns, rows, { widthMax: null, paint: plain }).map((line) => line.normalize('NFC'))).toEqual([
      'TÊN            SỐ',
      'Đại lý          7',
      'Cảng Đình Vũ  120',
    ])
  })

  test('takes from the columns that may shrink when the terminal is narrow', () => {
    const lines = tableLines(columns, [{ name: 'Công ty Cổ phần Thực phẩm', count: 1, note: 'x' }], {
      widthMax: 26,
      paint: plain,
    })
    expect(lines).toEqual(['TÊN            SỐ  GHI CHÚ', 'Công ty Cổ p…   1  x'])
  })
})
