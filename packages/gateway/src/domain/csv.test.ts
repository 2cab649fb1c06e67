import { expect, test } from 'vitest'
import { csvLine, parseCsv } from './csv.ts'

test('a file from Excel: byte order mark, semicolons, quotes, line breaks within quotes', () => {
  const text = '\ufeffMST;Tên\r\n0101300842;"Công ty ""A""; chi nhánh\nHà Nội"\r\n\r\n 0100109106 ; B \r\n'
  expect(parseCsv(text)).toEqual([
    { line: 1, cells: ['MST', 'Tên'] },
    { line: 2, cells: ['0101300842', 'Công ty "A"; chi nhánh\nHà Nội'] },
    { line: 5, cells: ['0100109106', 'B'] },
  ])
})

test('commas and tabs are understood too', () => {
  expect(parseCsv('a,b;c\n1,2\n').map(({ cells }) => cells)).toEqual([
    ['a', 'b;c'],
    ['1', '2'],
  ])
  expect(parseCsv('a\tb\n')[0]?.cells).toEqual(['a', 'b'])
})

test('what is written is read back, and a formula is disarmed', () => {
  const line = csvLine(['a,b', 'nói "không"', '=cmd|calc', '-1', '+84', '@x', 'bình thường'])
  expect(parseCsv(line)[0]?.cells).toEqual(['a,b', 'nói "không"', "'=cmd|calc", "'-1", "'+84", "'@x", 'bình thường'])
})
