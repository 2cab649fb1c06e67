import { expect, test } from 'vitest'
import { parseEnterpriseCsv } from './enterprise-csv.ts'

test('a list with Vietnamese titles in any order', () => {
  const { enterprises, problems } = parseEnterpriseCsv(
    'Tên doanh nghiệp;Mã số thuế;Chữ ký số;Nguồn\nCông ty A;0101300842;00:54:02:bc;ecus\nCông ty B;0301519977-029;;\n',
    ['ecus'],
  )
  expect(problems).toEqual([])
  expect(enterprises).toEqual([
    { line: 2, taxCode: '0101300842', name: 'Công ty A', certificate: '5402BC', source: 'ecus' },
    { line: 3, taxCode: '0301519977-029', name: 'Công ty B', source: null },
  ])
})

test('a leading zero that a spreadsheet dropped comes back, and that is said', () => {
  const { enterprises, restored } = parseEnterpriseCsv('taxCode,name\n101300842,A\n', [])
  expect(enterprises[0]?.taxCode).toBe('0101300842')
  expect(restored.map(({ taxCode }) => taxCode)).toEqual(['0101300842'])
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

test('zeros come back to branches and personal numbers as well', () => {
  const read = (taxCode: string) => parseEnterpriseCsv(`taxCode,name\n${taxCode},A\n`, [])
  expect(read('301519977-029').enterprises[0]?.taxCode).toBe('0301519977-029')
  expect(read('301519977029').enterprises[0]?.taxCode).toBe('0301519977-029')
  expect(read('01099012345').enterprises[0]?.taxCode).toBe('001099012345')
  expect(read('301519977029').restored).toHaveLength(1)
})

test('a problem names its field and what stands there, cut short', () => {
  const long = 'x'.repeat(400)
  const { problems } = parseEnterpriseCsv(`taxCode,name,certificate\n1.0E+09,"a\nb",\n0101300842,${long},xyz\n`, [])
  expect(problems.map(({ line, field, value }) => [line, field, value.length])).toEqual([
    [2, 'taxCode', 7],
    [2, 'name', 3],
    [4, 'name', 61],
    [4, 'certificate', 3],
  ])
  expect(problems[0]?.text.vi).toContain('lũy thừa')
})

test('a word for none takes the certificate away, an empty cell leaves it', () => {
  const { enterprises } = parseEnterpriseCsv(
    'MST,Tên,CKS\n0101300842,A,Mặc định\n0100109106,B,\n0301519977,"\'=B",none\n',
    [],
  )
  expect(enterprises.map(({ name, certificate }) => [name, certificate])).toEqual([
    ['A', null],
    ['B', undefined],
    ['=B', null],
  ])
})

test('a quotation mark left open stops the list at its line', () => {
  const { enterprises, problems } = parseEnterpriseCsv('taxCode,name\n0101300842,"A\n0100109106,B\n', [])
  expect([enterprises.length, problems[0]?.line, problems[0]?.field]).toEqual([0, 2, 'file'])
})
