import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { XlsxWriter } from './xlsx.ts'

function sheetOf(rows: readonly (readonly (string | number | Date | null)[])[]): string {
  const chunks: Uint8Array[] = []
  const writer = new XlsxWriter([{ title: 'Mã số thuế', width: 15 }], (bytes) => chunks.push(bytes))
  for (const row of rows) writer.addRow(row)
  writer.end()
  const files = unzipSync(Buffer.concat(chunks))
  return new TextDecoder().decode(files['xl/worksheets/sheet1.xml'])
}

test('text stays text: zeros in front, formulas and markup alike', () => {
  const sheet = sheetOf([['0101300842'], ['=HYPERLINK("http://x")'], ['<a>&\u0000\ud800']])
  expect(sheet).toContain('<c r="A2" s="1" t="inlineStr"><is><t xml:space="preserve">0101300842</t></is></c>')
  expect(sheet).toContain('=HYPERLINK(&quot;http://x&quot;)'.replaceAll('&quot;', '"'))
  expect(sheet).not.toContain('<f>')
  expect(sheet).toContain('&lt;a&gt;&amp;\ufffd\ufffd')
})

test('times are numbers with a format, and titles stay in view', () => {
  const noon = new Date(2026, 10, 23, 12)
  const sheet = sheetOf([[noon], [null], [7]])
  // 2026-11-23 is day 46349 of the spreadsheet's calendar.
  expect(sheet).toContain('<c r="A2" s="2"><v>46349.5</v></c>')
  expect(sheet).toContain('<row r="3"></row>')
  expect(sheet).toContain('<c r="A4"><v>7</v></c>')
  expect(sheet).toContain('state="frozen"')
})
