import { expect, test } from 'vitest'
import { parseEnterpriseCsv } from './enterprise-csv.ts'

test('a list with Vietnamese titles in any order', () => {
  const { enterprises, problems } = parseEnterpriseCsv(
    'Tên doanh nghiệp;Mã số thuế;Chữ ký số;Nguồn\nCông ty A;0101300842;00:54:02:bc;ecus\nCông ty B;0301519977-029;;\n',
    ['ecus'],
  )
  expect(problems).toEqual([])
  expect(enterprises).toEqual([
    { taxCode: '0101300842', name: 'Công ty A', certificate: '5402BC', source: 'ecus' },
    { taxCode: '0301519977-029', name: 'Công ty B', source: null },
  ])
})

test('a leading zero that a spreadsheet dropped comes back, and that is said', () => {
  const { enterprises, restored } = parseEnterpriseCsv('taxCode,name\n101300842,A\n', [])
  expect(enterprises[0]?.taxCode).toBe('0101300842')
  expect(restored).toEqual(['0101300842'])
})

test('every fault is told with its line', () => {
  const { enterprises, problems } = parseEnterpriseCsv(
    `taxCode,name,certificate,source
0101300843,A,,
0100109106,,,
0101300842,B,5.402E+12,
0101300842,C,xyz,
0101300842,D,,ecsu
12,E,,
0101300842,F,,
0101300842,G,,
`,
    ['ecus'],
  )
  expect(problems.map(({ line, text }) => `${line} ${text.en}`)).toEqual([
    '2 tax code 0101300843 has a wrong check digit',
    '3 the name is missing',
    '4 5.402E+12: the spreadsheet made a power of ten of the serial number; format the column as text',
    '5 xyz is neither a serial number in hex nor a SHA-256 thumbprint',
    '6 there is no source ecsu',
    '7 “12” is not a tax code: it has neither 10, 13 nor 12 digits',
    '9 0101300842 stands on line 8',
  ])
  expect(enterprises.map(({ name }) => name)).toEqual(['F'])
})

test('a file without titles is told what they are', () => {
  expect(parseEnterpriseCsv('0101300842,A\n', []).problems[0]?.text.vi).toContain('Mã số thuế,Tên doanh nghiệp')
  expect(parseEnterpriseCsv('', []).problems).toHaveLength(1)
})
