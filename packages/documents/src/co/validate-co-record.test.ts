import { describe, expect, test } from 'vitest'
import type { CoGoods, CoRecord } from './co-record.ts'
import { validateCoRecord } from './validate-co-record.ts'

const goods: CoGoods = {
  ordinal: '1',
  hsCode: '61091000',
  marks: 'N/M',
  description: 'Áo thun',
  categoryCode: '338',
  originContent: '62.5',
  quantity: '12000',
  unit: 'C62',
  value: '58200.5',
  currency: 'USD',
}

const good: CoRecord = {
  form: 'A',
  number: 'VN08010001',
  declarationNumber: '123/XNK',
  state: '0',
  billOfLading: '13/VD',
  shipmentDate: '2008-10-12',
  signedDate: '2008-10-02',
  signer: 'Nguyễn Thanh Bình',
  note: '',
  exporter: { name: 'Công ty May', taxCode: '0101300842', address: 'Hà Nội' },
  importer: { name: 'Columbia', identifier: '5123468532151', address: '', country: 'CO' },
  goods: [goods],
}

const found = (record: CoRecord): string[] =>
  validateCoRecord(record).map(({ severity, rule, field }) => `${severity} ${rule} ${field}`)

test('a good record has no findings', () => {
  expect(found(good)).toEqual([])
})

describe('general fields', () => {
  test.each<[Partial<CoRecord>, string]>([
    [{ number: '' }, 'error missing number'],
    [{ number: 'x'.repeat(51) }, 'error too-long number'],
    [{ form: 'Vientiane' }, 'error form form'],
    [{ form: 'VJ' }, 'notice form form'],
    [{ state: '3' }, 'error state state'],
    [{ state: 'toString' }, 'error state state'],
    [{ signedDate: '2008-02-30' }, 'error date signedDate'],
    [{ shipmentDate: '02/10/2008' }, 'error date shipmentDate'],
    [{ note: 'ễ'.repeat(256) }, 'error too-long note'],
    [{ note: 'two\nlines' }, 'error characters note'],
    [{ signer: ' Bình' }, 'warning blanks signer'],
    [{ exporter: { ...good.exporter, taxCode: '0101300843' } }, 'warning tax-code exporter.taxCode'],
    [{ importer: { ...good.importer, identifier: '5123468532154' } }, 'warning ean-code importer.identifier'],
    [{ importer: { ...good.importer, country: 'Colombia' } }, 'error country importer.country'],
    [{ goods: [] }, 'error missing goods'],
  ])('%j', (change, expected) => {
    expect(found({ ...good, ...change })).toEqual([expected])
  })

  test('a note of 255 characters is as wide as annex 3 lets it be, whatever halves they have', () => {
    expect(found({ ...good, note: '😀'.repeat(255) })).toEqual([])
  })
})

describe('goods', () => {
  test.each<[Partial<CoGoods>, string]>([
    [{ hsCode: '56477' }, 'warning hs-code goods[1].hsCode'],
    [{ hsCode: 'HS 5647' }, 'error hs-code goods[1].hsCode'],
    [{ quantity: '12 000' }, 'error number goods[1].quantity'],
    [{ quantity: '-1' }, 'error number goods[1].quantity'],
    [{ value: '007' }, 'warning number goods[1].value'],
    [{ value: '1234567890.123456' }, 'error number goods[1].value'],
    [{ currency: 'usd' }, 'error currency goods[1].currency'],
    [{ ordinal: '' }, 'error missing goods[1].ordinal'],
  ])('%j', (change, expected) => {
    expect(found({ ...good, goods: [{ ...goods, ...change }] })).toEqual([expected])
  })

  test('numbers rise and none stands twice', () => {
    const numbered = (...ordinals: string[]) => ({ ...good, goods: ordinals.map((ordinal) => ({ ...goods, ordinal })) })
    expect(found(numbered('1', '2', '10', 'A'))).toEqual([])
    expect(found(numbered('1', '1'))).toEqual(['warning ordinal goods[2].ordinal'])
    expect(found(numbered('2', '1'))).toEqual(['warning ordinal goods[2].ordinal'])
  })

  test('more than the message has room for; findings are bounded', () => {
    const many = Array.from({ length: 20_001 }, (_, index) => ({ ...goods, ordinal: `${index + 1}`, hsCode: 'x' }))
    const findings = found({ ...good, goods: many })
    expect(findings).toHaveLength(201)
    expect(findings.at(-1)).toBe('error more ')
    expect(found({ ...good, goods: many.map((one) => ({ ...one, hsCode: '6109' })) })).toEqual(['error count goods'])
  })
})
