import { expect, test } from 'vitest'
import { csvLine, decodeCsv, parseCsv, unescapeCell } from './csv.ts'

test('a file from Excel: byte order mark, semicolons, quotes, line breaks within quotes', () => {
  const text = '\ufeffMST;Tên\r\n0101300842;"Công ty ""A""; chi nhánh\nHà Nội"\r\n\r\n 0100109106 ; B \r\n'
  expect(parseCsv(text).rows).toEqual([
    { line: 1, cells: ['MST', 'Tên'] },
    { line: 2, cells: ['0101300842', 'Công ty "A"; chi nhánh\nHà Nội'] },
    { line: 5, cells: ['0100109106', 'B'] },
  ])
})

test('commas and tabs are understood too', () => {
  expect(parseCsv('a,b;c\n1,2\n').rows.map(({ cells }) => cells)).toEqual([
    ['a', 'b;c'],
    ['1', '2'],
  ])
  expect(parseCsv('a\tb\n').rows[0]?.cells).toEqual(['a', 'b'])
})

test('what is written is read back, and a formula is disarmed', () => {
  const line = csvLine(['a,b', 'nói "không"', '=cmd|calc', '-1', '+84', '@x', 'bình thường'])
  expect(parseCsv(line).rows[0]?.cells).toEqual([
    'a,b',
    'nói "không"',
    "'=cmd|calc",
    "'-1",
    "'+84",
    "'@x",
    'bình thường',
  ])
})

test('every cell that was written comes back as it was', () => {
  const cells = ['=1+1', "'=1+1", "''@x", '-', '+84', "d'Or", "'quoted'", 'a;b', 'Công ty "Á"', '']
  expect(parseCsv(csvLine(cells)).rows[0]?.cells.map(unescapeCell)).toEqual(cells)
})

test('a quotation mark that is never closed is told with its line', () => {
  expect(parseCsv('a,b\n1,"2\n3,4\n').openQuoteLine).toBe(2)
  expect(parseCsv('a,b\n1,"2"\n').openQuoteLine).toBeNull()
})

test('UTF-8 and UTF-16 are read, other code pages are refused rather than guessed', () => {
  const text = 'Mã số thuế;Tên\n'
  expect(decodeCsv(Buffer.from(text))).toBe(text)
  expect(decodeCsv(Buffer.from(`\ufeff${text}`))).toBe(text)
  expect(decodeCsv(Buffer.from(`\ufeff${text}`, 'utf16le'))).toBe(text)
  expect(decodeCsv(Buffer.from(`\ufeff${text}`, 'utf16le').swap16())).toBe(text)
  const refused = expect.objectContaining({ code: 'ERR_LIST_ENCODING' })
  // “Công” in Windows-1258, and UTF-16 without its mark.
  expect(() => decodeCsv(Buffer.from([0x43, 0xf4, 0x6e, 0x67]))).toThrow(refused)
  expect(() => decodeCsv(Buffer.from('Cong', 'utf16le'))).toThrow(refused)
})
