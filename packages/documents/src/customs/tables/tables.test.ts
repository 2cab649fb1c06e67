/**
 * The tables against the decision itself: its rows as they are printed (name, mark of the required, type), copied
 * apart from our tables. `Reference`, `From`, `To` and `Subject` open groups; so do `Goods`, `Dec` and `Error`.
 */
import { describe, expect, test } from 'vitest'
import { customsKinds } from '../customs-kinds.ts'
import type { FieldRule } from './field-rule.ts'

const decision = `
I.2.1
  Reference | - | none
  version | 1 | an..10
  messageId | 1 | an36
  From | - | none
  name | 1 | an..255
  identity | 1 | An..20
  To | - | none
  name | 1 | an..255
  identity | 1 | An..20
  Subject | - | none
  type | 1 | n2
  function | 1 | n2
  reference | 1 | An..36
  sendDate | 1 | date
  warehouseCode | - | an..10
I.2.2
  Reference | - | none
  version | 1 | an..10
  messageId | 1 | an36
  From | - | none
  name | 1 | an..255
  identity | 1 | An..20
  To | - | none
  name | 1 | an..255
  identity | 1 | An..20
  Subject | - | none
  type | 1 | n2
  function | 1 | n2
  reference | 1 | An..36
  sendDate | 1 | date
  warehouseCode | 1 | an..10
I.2.3
  Goods | - | -
  Flight Number | 1 | an..10
  Flight date | 1 | datetime
  DecNo | 1 | An..36
  GoodsIdentity | 1 | an..50
  AWB | 1 | An..36
  HAWB | 1 | An..36
  Amount | 1 | n[..12]p
I.2.4
  Goods | - | -
  Flight Number | 1 | an..10
  Flight date | 1 | datetime
  DecNo | 1 | An..36
  GoodsIdentity | 1 | an..50
  AWB | 1 | An..36
  HAWB | 1 | An..36
I.2.5
  Goods | - | -
  Flight Number | 1 | an..10
  Flight date | 1 | datetime
  MovementDate | 1 | date
  GoodsIdentity | 1 | an..50
  AWB | 1 | an..36
  HAWB | 1 | an..36
  Pieces | 1 | n[..12]p
  PiecesUnit | 1 | an..36
  Weight | 1 | n[..12]p
  UnitWeight | 1 | an..36
  Description | 1 | an..500
  Remarks | 1 | an..500
  DecNo | 1 | an..36
  DateDec | 1 | date
  Customs | 1 | an..36
  TypeCode | 1 | an..36
  Supervision | 1 | an..36
  TimeExport | 1 | date
  ResultDec | 1 | an..36
  StatusDec | 1 | an..36
I.2.6
  Dec | - | -
  No | 1 | an..36
  Date | 1 | date
  Customs | 1 | an..36
  Status | 1 | an..36
  TypeReason | 1 | an..36
  Reason | 1 | an..500
I.2.7
  ReceiveDate | 1 | date
  Error | - | -
  ErrorCode | 1 | an..100
  ErrorName | 1 | an..500
  Solution | 1 | an..500
II.2.1
  Reference | - | none
  version | 1 | an..10
  messageId | 1 | an36
  From | - | none
  name | 1 | an..255
  identity | 1 | an13
  To | - | none
  name | 1 | an..255
  identity | 1 | an13
  Subject | - | none
  type | 1 | n2
  function | 1 | n2
  reference | 1 | an..36
  sendDate | 1 | date
  warehouseCode | 1 | an..10
II.2.2
  Reference | - | none
  version | 1 | an..10
  messageId | 1 | an36
  From | - | none
  name | 1 | an..255
  identity | 1 | An..20
  To | - | none
  name | 1 | an..255
  identity | 1 | An..20
  Subject | - | none
  type | 1 | n2
  function | 1 | n2
  reference | 1 | an..36
  sendDate | 1 | date
  warehouseCode | 1 | an..10
II.2.3
  CIMP | 1 | -
  GoodsIdentity | 1 | an..50
  Flight Number | 1 | an..10
  Flight date | 1 | datetime
II.2.4
  CIMP | 1 | -
  GoodsType | 1 | -
  GoodsIdentity | 1 | an..50
  Flight Number | 1 | an..10
  Flight date | 1 | datetime
  MovementDate | 1 | date
  Type | 1 | an5
  AWB | 1 | An..12
  HAWB | - | An..12
II.2.5
  CIMP | 1 | -
  GoodsType | 1 | -
  GoodsIdentity | 1 | an..50
  Flight Number | 1 | an..10
  Filght date | 1 | datetime
  MovementDate | 1 | date
  Type | 1 | an5
  AWB | 1 | An..12
  HAWB | - | An..12
  Reason | 1 | an..500
II.2.6
  CIMP | 1 | -
  GoodsType | 1 | -
  GoodsIdentity | 1 | an..50
  Flight Number | 1 | an..10
  Flight date | 1 | datetime
  MovementDate | 1 | date
  Type | 1 | an5
  AWB | 1 | An..12
  HAWB | - | An..12
  Reason | 1 | an..500
II.2.7
  CIMP | 1 | -
  GoodsType | 1 | -
  GoodsIdentity | 1 | an..50
  Flight Number | 1 | an..10
  Filght date | 1 | datetime
  MovementDate | 1 | date
  Type | 1 | an5
  AWB | 1 | An..12
  HAWB | - | An..12
II.2.8
  ReceiveDate | 1 | date
  Error | 1 | -
  ErrorCode | 1 | an..100
  ErrorMessage | 1 | an..500
  Solution | - | an..500
II.2.9
  FlightNo | 1 | An..10
  FlightDate | 1 | date
II.2.10
  Goods | - | -
  Flight Number | 1 | an..10
  Filght date | 1 | datetime
  DecNo | 1 | an..36
  GoodsIdentity | 1 | an..50
  AWB | 1 | an..36
  HAWB | 1 | an..36
  Pieces | 1 | n[..12]p
  PiecesUnit | 1 | an..36
II.2.11
  RequestType | 1 | n..2
  FlightNo | 1 | An..10
  FlightDate | 1 | date
  DecNo | 1 | an..36
  GoodsIdentity | 1 | an..50
  AWB | 1 | an..36
  HAWB | 1 | an..36
II.2.12
  Goods | - | -
  Flight Number | 1 | an..10
  Flight date | 1 | datetime
  DecNo | 1 | an..36
  GoodsIdentity | 1 | an..50
  AWB | 1 | an..36
  HAWB | 1 | an..36
II.2.13
  AWB | 1 | an..36
  HAWB | 1 | an..36
  FlightNo | 1 | An..36
  FlightDate | 1 | date
  GoodsIdentity | 1 | an..36
II.2.14
  Goods | - | -
  FlightNo | 1 | an..36
  Flightdate | 1 | date
  GoodsIdentity | 1 | an..50
  AWB | 1 | an..36
  HAWB | 1 | an..36
  Pieces | 1 | n[..12]p
  PiecesUnit | 1 | an..36
  Weight | 1 | n[..12]p
  UnitWeight | 1 | an..36
  Description | 1 | an..500
  Remarks | 1 | an..500
  DecNo | 1 | an..36
  DateDec | 1 | date
  Customs | 1 | an..36
  TypeCode | 1 | an..36
  Supervision | 1 | an..36
  TimeExport | 1 | date
  ResultDec | 1 | an..36
  StatusDec | 1 | an..36
II.2.15
  No | 1 | an..36
  Date | 1 | date
  AWB | 1 | an..36
  HAWB | 1 | an..36
  GoodsIdentity | 1 | an..36
II.2.16
  Dec | - | -
  No | 1 | an..36
  Date | 1 | date
  Customs | 1 | an..36
  Status | 1 | an..36
  TypeReason | 1 | an..36
  Reason | 1 | an..500
`

interface PrintedRow {
  readonly name: string
  readonly mark: string
  readonly notation: string
}

const GROUPS = ['Reference', 'From', 'To', 'Subject', 'Goods', 'Dec', 'Error']

const printed: ReadonlyMap<string, readonly PrintedRow[]> = new Map(
  decision
    .trim()
    .split(/\n(?=I)/)
    .map((block) => {
      const [number = '', ...lines] = block.split('\n')
      return [number, lines.map(toRow)]
    }),
)

function toRow(line: string): PrintedRow {
  const [name = '', mark = '', notation = ''] = line.trim().split(' | ')
  return { name, mark, notation: notation === '-' ? '' : notation.replace(/^An/, 'an') }
}

const leafRows = (number: string) => (printed.get(number) ?? []).filter(({ name }) => !GROUPS.includes(name))
const shownRow = ({ element, spelled, marked, notation }: FieldRule) => [spelled ?? element, marked, notation]
const expectedRow = ({ name, mark, notation }: PrintedRow) => [name, mark === '1', notation]

const headers = new Map(customsKinds.map(({ header }) => [header.number, header]))

test.each([...headers])('header %s has the rows of the decision', (number, { rules }) => {
  expect(rules.map(shownRow)).toEqual(leafRows(number).map(expectedRow))
})

test('each element of a header stands in the group that the decision opens above it', () => {
  for (const [number, { rules }] of headers) {
    let group = ''
    const expected = (printed.get(number) ?? []).flatMap(({ name }) => {
      if (!GROUPS.includes(name)) return [`${group}/${name}`]
      group = name
      return []
    })
    expect(rules.map(({ parent, element }) => `${parent}/${element}`)).toEqual(expected)
  }
})

const contents = new Map<string, FieldRule[]>()
for (const { content } of customsKinds) {
  const rules = [...content.rules, ...(content.item?.rules ?? [])]
  const known = contents.get(content.number) ?? []
  // Tables I.2.7 and II.2.8 hold two contents, of function 99 and of 00.
  contents.set(content.number, [
    ...known,
    ...rules.filter((rule) => !known.some((one) => one.element === rule.element)),
  ])
}

test.each([...contents])('content %s has the rows of the decision', (number, rules) => {
  expect(rules.map(shownRow)).toEqual(leafRows(number).map(expectedRow))
})

test('every table of the decision has a kind', () => {
  expect([...headers.keys(), ...contents.keys()].sort()).toEqual([...printed.keys()].sort())
})

test('a table lists what the decision says repeats', () => {
  const opened = (number: string) => (printed.get(number) ?? []).find(({ name }) => GROUPS.includes(name))?.name ?? null
  for (const { content, purpose } of customsKinds) {
    if (purpose === 'received') expect(content.item).toBeNull()
    else expect(content.item?.element ?? null, content.number).toBe(opened(content.number))
    expect(content.item?.repeats ?? false, content.number).toBe(
      ['Goods', 'Error'].includes(content.item?.element ?? ''),
    )
  }
})

describe('what a notation means', () => {
  const inHeaders: readonly FieldRule[] = [...headers.values()].flatMap(({ rules }) => rules)
  const rows = [...inHeaders, ...[...contents.values()].flat()]
  const limits = new Map(rows.map(({ notation, type, element }) => [`${notation} ${element}`, type]))

  test.each([
    ['an..10 version', { is: 'text', min: 1, max: 10 }],
    ['an36 messageId', { is: 'guid' }],
    ['an..255 name', { is: 'text', min: 1, max: 255 }],
    ['an..20 identity', { is: 'text', min: 1, max: 20 }],
    // Tax codes of 10 and 12 digits exist as well.
    ['an13 identity', { is: 'text', min: 1, max: 13 }],
    ['n2 type', { is: 'digits', min: 2, max: 2 }],
    ['an..36 reference', { is: 'text', min: 1, max: 36 }],
    ['date sendDate', { is: 'date' }],
    ['an..10 FlightNumber', { is: 'text', min: 1, max: 10 }],
    ['datetime FlightDate', { is: 'datetime' }],
    ['n[..12]p Amount', { is: 'decimal', digitsMax: 12 }],
    ['an..500 Description', { is: 'text', min: 1, max: 500 }],
    ['an..12 AWB', { is: 'text', min: 1, max: 12 }],
    ['an..100 ErrorCode', { is: 'text', min: 1, max: 100 }],
    [' CIMP', { is: 'cimp' }],
  ])('%s', (row, type) => {
    expect(limits.get(row)).toEqual(type)
  })
})

test.each([
  ['I.2.5', 'ResultDec', ['1', '2', '3']],
  ['I.2.5', 'StatusDec', ['TQ', 'MHBQ', 'GPH', 'CCK', 'KHH']],
  ['I.2.6', 'Status', ['1', '0']],
  ['I.2.6', 'TypeReason', ['1', '2', '3']],
  ['II.2.4', 'GoodsType', ['1', '2']],
  ['II.2.4', 'Type', ['NKVK1', 'NKVK2', 'XKVK1', 'XKVK2']],
  ['II.2.7', 'Type', ['NKRR1', 'NKRR2', 'XKRR1', 'XKRR2']],
  ['II.2.11', 'RequestType', ['1', '2']],
  ['II.2.14', 'ResultDec', ['1', '2', '3']],
  ['II.2.16', 'TypeReason', ['1', '2', '3']],
])('the codes of %s %s', (number, element, codes) => {
  const type = contents.get(number)?.find((rule) => rule.element === element)?.type
  expect(type?.is === 'code' ? Object.keys(type.catalogue.codes).sort() : null).toEqual([...codes].sort())
})

test('the kinds are those of the decision, with who sends and by which tables', () => {
  const told = customsKinds.map(({ code, direction, header, content }) =>
    [code, direction === 'to-customs' ? 'warehouse' : 'customs', header.number, content.number].join(' '),
  )
  expect(told).toEqual([
    '11-11 customs I.2.1 I.2.3',
    '12-11 customs I.2.1 I.2.4',
    '13-11 customs I.2.1 I.2.5',
    '14-11 customs I.2.1 I.2.6',
    ...['11', '12', '13', '14'].map((type) => `${type}-99 warehouse I.2.2 I.2.7`),
    ...['11', '12', '13', '14'].map((type) => `${type}-00 warehouse I.2.2 I.2.7`),
    '01-01 warehouse II.2.1 II.2.3',
    '02-01 warehouse II.2.1 II.2.4',
    '02-02 warehouse II.2.1 II.2.5',
    '02-03 warehouse II.2.1 II.2.6',
    '03-01 warehouse II.2.1 II.2.7',
    ...['01', '02', '03'].map((type) => `${type}-99 customs II.2.2 II.2.8`),
    ...['01', '02', '03'].map((type) => `${type}-00 customs II.2.2 II.2.8`),
    '04-04 warehouse II.2.1 II.2.9',
    '05-04 warehouse II.2.1 II.2.11',
    '06-04 warehouse II.2.1 II.2.13',
    '07-04 warehouse II.2.1 II.2.15',
    '04-99 customs II.2.2 II.2.10',
    '05-99 customs II.2.2 II.2.12',
    '06-99 customs II.2.2 II.2.14',
    '07-99 customs II.2.2 II.2.16',
    ...['04', '05', '06', '07'].map((type) => `${type}-00 customs II.2.2 II.2.8`),
  ])
})
