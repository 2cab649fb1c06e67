import { expect, test } from 'vitest'
import { encodeBase64Text } from './base64-text.ts'
import { type CimpContext, cimpFindings } from './cimp-findings.ts'
import { describeCimp } from './describe-cimp.ts'

const text = (...lines: readonly string[]) => encodeBase64Text(lines.join('\r\n'))
const RECEIVED = text('FSU/14', '020-12345675FRASGN/T1K100', 'RCF/VN0036/16OCT1317/SGN/T1K100')
const HOUSE = text('FZE/1', '020-12345675FRASGN/T1K100', 'HWB/H1234567', 'RCF/VN0036/16OCT1317/SGN/T1K100')
const MISSING = text('FSU/14', '020-12345675FRASGN/T9K100', 'DIS/VN0036/16OCT/SGN/MSCA/P1K10', 'OSI/THIEU')
const ON_HAND = text('FSU/14', '020-12345675FRAJFK/T1K100', 'FOH/16OCT1317/FRA/LCAG')
const import0201: CimpContext = { kind: '02-01', goodsType: '1', awb: '020-12345675', hawb: null, flight: 'VN0036' }
const words = (base64: string, context: Partial<CimpContext> = {}) =>
  cimpFindings(base64, { ...import0201, ...context }).map(({ severity, rule, item }) => `${severity} ${rule} ${item}`)

test.each<[string, string, Partial<CimpContext>]>([
  ['02-01 of imports', RECEIVED, {}],
  ['a waybill without its dash, a flight without its zeros', RECEIVED, { awb: '02012345675', flight: 'VN36' }],
  ['a house waybill', HOUSE, { hawb: 'H1234567' }],
  ['01-01', MISSING, { kind: '01-01', goodsType: null, awb: null }],
  [
    '03-01 of exports',
    text('FSU/14', '020-12345675/T1K1', 'DEP/VN0036/16OCT/SGNFRA'),
    { kind: '03-01', goodsType: '2' },
  ],
])('%s: nothing is wrong', (_, base64, context) => {
  expect(words(base64, context)).toEqual([])
})

test('each kind of message and goods has its own status', () => {
  const bodies = {
    RCF: 'RCF/VN0036/16OCT1317/SGN',
    FOH: 'FOH/16OCT1317/SGN',
    DLV: 'DLV/16OCT1317/SGN',
    DEP: 'DEP/VN0036/16OCT/SGNFRA',
    DIS: 'DIS/VN0036/16OCT/SGN/OTH',
  }
  const fitting = ['01-01', '02-01', '02-02', '02-03', '03-01'].flatMap((kind) =>
    ['1', '2'].flatMap((goodsType) =>
      Object.entries(bodies)
        .filter(
          ([, line]) =>
            !words(text('FSU/14', '020-12345675/T1K1', line), { kind, goodsType }).includes('error status status'),
        )
        .map(([status]) => `${kind} ${goodsType} ${status}`),
    ),
  )
  expect(fitting).toEqual([
    ...['01-01 1 DIS', '02-01 1 RCF', '02-01 2 FOH', '02-02 1 RCF', '02-02 2 FOH'],
    ...['02-03 1 RCF', '02-03 2 FOH', '03-01 1 DLV', '03-01 2 DEP'],
  ])
})

test.each<[string, string, Partial<CimpContext>, string]>([
  ['no base64', '!!!!', {}, 'error base64 message'],
  ['base64 with a hidden bit', 'QR==', {}, 'error base64 message'],
  ['base64 over several lines', `${RECEIVED.slice(0, 20)}\n${RECEIVED.slice(20)}`, {}, 'error base64 message'],
  ['a huge element', 'QUJD'.repeat(1_000_000), {}, 'error base64 message'],
  ['no pieces', text('FSU/14', '020-12345675', 'RCF/VN0036/16OCT1317/SGN'), {}, 'error missing pieces'],
  ['no weight', text('FSU/14', '020-12345675/T1', 'RCF/VN0036/16OCT1317/SGN'), {}, 'error missing weight'],
  ['no time', text('FSU/14', '020-12345675/T1K1', 'RCF/VN0036/16OCT/SGN'), {}, 'warning missing moment'],
  ['a form without flight', ON_HAND, { goodsType: '2', flight: null }, 'warning missing flight'],
  [
    'no remarks on a discrepancy',
    text('FSU/14', '020-12345675/T1K1', 'DIS/VN0036/16OCT/SGN/OTH'),
    { kind: '01-01' },
    'error missing remarks',
  ],
  [
    'a house message without its house',
    text('FZE/1', '020-12345675/T1K1', 'RCF/VN0036/16OCT1317/SGN'),
    { hawb: 'H1' },
    'error missing hwb',
  ],
  ['a house message without HAWB', HOUSE, {}, 'error missing hwb'],
  ['a master message with HAWB', RECEIVED, { hawb: 'H1' }, 'warning differs hwb'],
  ['another HAWB', HOUSE, { hawb: 'H7654321' }, 'warning differs hwb'],
  ['another AWB', RECEIVED, { awb: '020-12345686' }, 'warning differs awb'],
  ['another flight', RECEIVED, { flight: 'VN37' }, 'warning differs flight'],
])('%s is found', (_, base64, context, finding) => {
  expect(words(base64, context)).toContain(finding)
})

test('a person reads the text in words', () => {
  const { text: plain = '', lines = [] } = describeCimp(MISSING) ?? {}
  expect(plain).toContain('DIS/VN0036/16OCT/SGN/MSCA/P1K10')
  expect(lines.map(({ label, value, meaning }) => [label.vi, value, meaning?.vi])).toEqual([
    ['Điện CIMP', 'FSU', 'Cập nhật tình trạng vận đơn chủ'],
    ['Trạng thái', 'DIS', 'Hàng hóa sai khác'],
    ['Số vận đơn chủ', '020-12345675', undefined],
    ['Số kiện', '1', undefined],
    ['Trọng lượng', '10 kg', undefined],
    ['Số chuyến bay', 'VN0036', undefined],
    ['Ngày giờ', '16/10', undefined],
    ['Sân bay', 'SGN', undefined],
    ['Loại sai khác', 'MSCA', 'Hàng hóa có trong tài liệu nhưng thực tế không về hoặc về thiếu'],
    ['Ghi chú', 'THIEU', undefined],
  ])
  expect(describeCimp('!')).toBeNull()
  expect(describeCimp(text('HELLO'))).toEqual({ text: 'HELLO', lines: [] })
})
