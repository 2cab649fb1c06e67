import { buildCustomsMessage, sampleCustomsMessage } from '@congky/documents'
import type { RenderedPart } from '@congky/shared'
import { expect, test } from 'vitest'
import { customsEnvelope } from '../../../../../test/support/customs-envelopes.ts'
import { guardDocument } from './document-guard.ts'
import { renderDocument } from './render-document.ts'

const render = (xml: string) => renderDocument(guardDocument(Buffer.from(xml)))

/** All that a reader sees. */
function textsOf(parts: readonly RenderedPart[]): string[] {
  return parts.flatMap((part) => {
    if (part.kind === 'field') return [part.value]
    return part.kind === 'table' ? part.rows.flat() : textsOf(part.parts)
  })
}

test('a message to customs reads in words, its goods as a table, its CIMP text decoded', () => {
  const xml = customsEnvelope({ taxCode: '0101300842', enterprise: 'Kho Á Châu & Con', type: '02', lots: 3, seed: 4 })
  const { title, parts, isCut } = render(xml)
  expect(title.vi).toBe('Thông điệp hải quan 02-01: Danh sách hàng vào kho')
  const texts = textsOf(parts)
  expect(texts).toContain('Kho Á Châu & Con')
  expect(texts.filter((text) => text.startsWith('FSU/14\n'))).toHaveLength(3)
  expect(JSON.stringify(parts)).toContain('"kind":"table","name":"Goods"')
  expect(isCut).toBe(false)
})

test('codes of the catalogues stand with their meaning, in fields and in tables', () => {
  const fields = render(buildCustomsMessage(sampleCustomsMessage('02-01')))
  expect(JSON.stringify(fields.parts)).toContain('"value":"1","meaning":{"vi":"Nhập khẩu","en":"Import"}')
  const table = JSON.stringify(render(buildCustomsMessage(sampleCustomsMessage('13-11'))).parts)
  expect(table).toContain('"meanings":{"TQ":{"vi":"Thông quan","en":"Cleared"},')
})

test('who sends and who receives have labels of their own', () => {
  const rendering = JSON.stringify(render(buildCustomsMessage(sampleCustomsMessage('13-11'))).parts)
  expect(rendering).toContain('{"vi":"Tên người gửi","en":"Name of the sender"},"value":"Tổng cục Hải quan"')
  expect(rendering).toMatch(/\{"vi":"Tên người nhận","en":"[^"]+"\},"value":"Công ty Cổ phần/)
})

test('a CIMP text reads in words, and as it was written', () => {
  const { parts } = render(buildCustomsMessage(sampleCustomsMessage('01-01')))
  const cimp = JSON.stringify(parts)
  expect(cimp).toContain('"name":"Discrepancy Code","label":{"vi":"Loại sai khác","en":"Discrepancy"},"value":"MSCA"')
  expect(cimp).toContain('Hàng hóa có trong tài liệu nhưng thực tế không về hoặc về thiếu')
  expect(textsOf(parts)).toContainEqual(expect.stringMatching(/^FSU\/14\r?\n738-/))
})

test('names and values that are words of JavaScript mean nothing', () => {
  const subject = '<Header><Subject><type>13</type><function>11</function></Subject></Header>'
  const goods = '<Goods><StatusDec>constructor</StatusDec><toString>1</toString></Goods>'
  const { parts } = render(`<Envelope>${subject}<Body><Content>${goods}</Content></Body></Envelope>`)
  expect(JSON.stringify(parts)).not.toContain('"meaning":{')
  expect(textsOf(parts)).toEqual(expect.arrayContaining(['constructor', '1']))
})

test('whatever stands in a document is shown: attributes, text between elements, unknown names', () => {
  const { title, parts } = render('<Đơn số="7">trước<!-- ghi chú --><a x="1">b</a><![CDATA[<script>]]>sau</Đơn>')
  expect(title).toEqual({ vi: 'Đơn', en: 'Đơn' })
  expect(textsOf(parts)).toEqual(['7', '1', 'b', 'trước', '<script>sau'])
})

test('elements of one name that are not flat or differ stay groups, and nothing of them is lost', () => {
  const { parts } = render('<r><g><a>1</a><a>2</a></g><g><b>3</b></g><g n="4"><b>5</b></g></r>')
  expect(textsOf(parts)).toEqual(['1', '2', '3', '4', '5'])
  const table = render('<r><g><a>1</a></g><g><b>2</b></g></r>').parts[0]
  expect(table).toMatchObject({
    kind: 'table',
    rows: [
      ['1', ''],
      ['', '2'],
    ],
  })
})

test('documents that are built to overwhelm are cut short, and it is said', () => {
  const shapes = [
    `<r>${'<a>x</a><b>y</b>'.repeat(50_000)}</r>`,
    `<r>${'<g><a>x</a></g>'.repeat(100_000)}</r>`,
    `${'<a>'.repeat(150)}x${'</a>'.repeat(150)}`,
    `<r><a>${'x'.repeat(1_000_000)}</a></r>`,
    `<r>${'text<a/>'.repeat(50_000)}</r>`,
  ]
  for (const xml of shapes) {
    const rendering = render(xml)
    expect(rendering.isCut).toBe(true)
    expect(JSON.stringify(rendering).length).toBeLessThan(1_000_000)
  }
})
