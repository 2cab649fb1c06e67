/** Record → message → record, over generated certificates. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EdifactMessage } from '../edifact/interchange.ts'
import { readInterchange } from '../edifact/read-interchange.ts'
import type { ReadSegment, Segment } from '../edifact/segment.ts'
import { buildCo } from './build-co.ts'
import { checkCo } from './check-co.ts'
import type { CoRecord } from './co-record.ts'
import { coToMessage } from './co-to-message.ts'
import { readCo } from './read-co.ts'

/** Vietnamese in both normal forms, characters of service, blanks, commas, characters of two halves. */
const unit = fc.constantFrom(
  ...[
    'a',
    'Z',
    '0',
    '9',
    'ễ',
    'Đ',
    'e\u0302\u0303',
    'o\u031b\u0323',
    ' ',
    ' ',
    ', ',
    '+',
    ':',
    "'",
    '?',
    '*',
    '.',
    '😀',
    '-',
  ],
)
const text = (max: number) =>
  fc.string({ unit, maxLength: max }).map((value) => Array.from(value).slice(0, max).join(''))
/** Blanks at the ends mean nothing in an interchange. */
const trimmed = (max: number) => text(max).map((value) => value.trim())
const needed = (max: number) => trimmed(max - 1).map((value) => `x${value}`)
const digits = (max: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: max })
const whole = digits(15).map((value) => value.replace(/^0+(?=\d)/, ''))
const decimal = fc
  .tuple(
    digits(7).map((value) => value.replace(/^0+(?=\d)/, '')),
    digits(7),
  )
  .map(([a, b]) => `${a}.${b}`)
const day = fc
  .date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const or = (arbitrary: fc.Arbitrary<string>) => fc.oneof(arbitrary, fc.constant(''))

const records = (any: (max: number) => fc.Arbitrary<string>, goodsMax: number): fc.Arbitrary<CoRecord> =>
  fc.record({
    form: fc.constantFrom('A', 'D', 'E', 'S', 'AK', 'B', 'T', 'ICO', 'Venezuela', 'M', 'VJ', 'D2'),
    number: fc.oneof(needed(50), fc.constant('VN08010001'), fc.constant('VN0801A')),
    declarationNumber: or(any(50)),
    state: fc.constantFrom('0', '1', '2', ''),
    billOfLading: or(any(25)),
    shipmentDate: or(day),
    signedDate: day,
    signer: or(any(50)),
    note: or(any(255)),
    exporter: fc.record({
      name: needed(50),
      taxCode: fc.constantFrom('', '0101300842', '0101300842-001', '753213654652521'),
      address: or(any(255)),
    }),
    importer: fc.record({
      name: needed(255),
      identifier: or(digits(17)),
      address: or(any(255)),
      country: fc.constantFrom('', 'CO', 'US'),
    }),
    goods: fc.array(
      fc.record({
        ordinal: fc.oneof(digits(6), needed(50)),
        hsCode: fc.constantFrom('', '61091000', '6109.10.00'),
        marks: or(any(255)),
        description: or(any(255)),
        categoryCode: fc.constantFrom('', '334', '338/339'),
        originContent: or(decimal),
        quantity: or(whole),
        unit: fc.constantFrom('', 'C62', 'KGM', 'chiếc', 'bộ 12 cái'),
        value: or(fc.oneof(whole, decimal)),
        currency: fc.constantFrom('', 'USD', 'VND'),
      }),
      { minLength: 1, maxLength: goodsMax },
    ),
  })

/** As if it had been read: segments with numbers. */
function asRead(segments: readonly Segment[]): EdifactMessage<ReadSegment> {
  const read = segments.map((segment, index) => ({ ...segment, number: index + 1, start: 0, end: 0 }))
  const [header, ...rest] = read
  if (header === undefined) throw new Error('no header')
  return { header, body: rest.slice(0, -1), trailer: rest.at(-1) ?? null }
}

const ofTable = [
  'segment-',
  'group-',
  'element-',
  'component-',
  'too-long',
  'format',
  'code-unknown',
  'value-lost',
  'text-place',
]

test('a message gives back the record that it was made of, blanks at ends included, and keeps to its table', () => {
  fc.assert(
    fc.property(records(text, 20), (record) => {
      const read = readCo(asRead(coToMessage(record, { messageReference: '7' })))
      expect(read.record).toEqual(record)
      expect(read.messageReference).toBe('7')
      const broken = read.findings.filter(({ rule }) => ofTable.some((part) => rule.startsWith(part)))
      expect(broken.filter(({ field }) => field === '')).toEqual([])
    }),
    { numRuns: 200 },
  )
})

test('and so does an interchange, built, written and read', () => {
  const options = {
    sender: 'VCCI',
    recipient: 'MOIT',
    preparedAt: new Date('2026-11-23T08:03:00Z'),
    controlReference: '1',
  }
  fc.assert(
    fc.property(fc.array(records(trimmed, 8), { minLength: 1, maxLength: 3 }), (all) => {
      const { interchange, findings } = readInterchange(buildCo(all, options))
      expect(findings.filter(({ severity }) => severity !== 'notice')).toEqual([])
      if (interchange === null) throw new Error('no interchange')
      const { certificates, others } = checkCo(interchange)
      expect(certificates.map(({ record }) => record)).toEqual(all)
      expect(others).toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('500 goods', () => {
  fc.assert(
    fc.property(records(trimmed, 1), (record) => {
      const goods = Array.from({ length: 500 }, (_, index) => {
        return { ...record.goods[0], ordinal: `${index + 1}` } as CoRecord['goods'][number]
      })
      const read = readCo(asRead(coToMessage({ ...record, goods }, { messageReference: '1' })))
      expect(read.record.goods).toEqual(goods)
    }),
    { numRuns: 3 },
  )
})
