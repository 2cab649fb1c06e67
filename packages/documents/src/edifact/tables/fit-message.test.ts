import { describe, expect, test } from 'vitest'
import { aperakTable } from '../../co/aperak-table.ts'
import { ordersTable } from '../../co/orders-table.ts'
import type { EdifactMessage } from '../interchange.ts'
import type { ReadSegment, Segment } from '../segment.ts'
import { fitMessage } from './fit-message.ts'
import type { MessageTable } from './message-table.ts'
import type { GroupNode } from './message-tree.ts'

const message = (...lines: readonly string[]): EdifactMessage<ReadSegment> => messageOf(lines)

/** A message of lines as people write them; no service character is released here. */
function messageOf(lines: readonly string[]): EdifactMessage<ReadSegment> {
  const segments = lines.map((line, index): ReadSegment => {
    const [tag = '', ...elements] = line.split('+')
    const parts: Segment['elements'] = elements.map((element) => element.split('*').map((one) => one.split(':')))
    return { tag, elements: parts, number: index + 1, start: index * 10, end: index * 10 + 9 }
  })
  const [header, ...rest] = segments
  if (header === undefined) throw new Error('no header')
  const trailer = rest.at(-1)
  return trailer?.tag === 'UNT' ? { header, body: rest.slice(0, -1), trailer } : { header, body: rest, trailer: null }
}

const found = (table: MessageTable, ...lines: readonly string[]): string[] =>
  fitMessage(message(...lines), table).findings.map(({ severity, rule, place }) => `${severity} ${rule} ${place?.path}`)

const head = ['UNH+1+ORDERS:D:04B:UN', 'BGM+17+VN1A+9', 'DTM+150:20081002:102']
const tail = ['UNS+S', 'CNT+2:1', 'UNT+9+1']
const goods = ['LIN+1', 'PIA+5+610910:HS', 'QTY+142:9']

describe('a message that keeps to its table', () => {
  test('has no findings, and its tree has the groups', () => {
    const lines = [...head, 'NAD+IM', 'NAD+EX', ...goods, 'RFF+ABU:334', 'LIN+2', 'QTY+142:1', ...tail]
    const { tree, findings } = fitMessage(message(...lines), ordersTable)
    expect(findings).toEqual([])
    const shape = (group: GroupNode): string =>
      group.children
        .map((child) => (child.is === 'group' ? `${child.name}(${shape(child)})` : child.segment.tag))
        .join(' ')
    expect(shape(tree)).toBe('UNH BGM DTM SG2(NAD) SG2(NAD) SG28(LIN PIA QTY SG33(RFF)) SG28(LIN QTY) UNS CNT UNT')
  })

  test('segments of security are passed over', () => {
    expect(found(ordersTable, 'UNH+1+ORDERS:D:04B:UN', 'USH+1', 'USA+1', ...head.slice(1), ...tail, 'UST+1')).toEqual(
      [],
    )
  })

  test('groups in groups have paths with their numbers', () => {
    const lines = [
      'UNH+1+APERAK:D:04B:UN',
      'BGM+963',
      'ERC+1',
      'FTX+AAO',
      'RFF+ON:1',
      'FTX+AAO',
      'ERC+2',
      'RFF',
      'UNT+9+1',
    ]
    expect(found(aperakTable, ...lines)).toEqual(['error element-missing APERAK/SG4[2]/SG5[1]/RFF/C506'])
  })
})

describe('segments', () => {
  test.each([
    ['one that the table does not have', [...head, 'XYZ+1', ...tail], 'error segment-unknown ORDERS/XYZ'],
    ['one whose group is not open', [...head, 'PIA+5+1:HS', ...tail], 'error segment-unknown ORDERS/PIA'],
    ['one that is missing', [head[0] ?? '', head[1] ?? '', ...tail], 'error segment-missing ORDERS/DTM'],
    ['the trailer', [...head, 'UNS+S'], 'error segment-missing ORDERS/UNT'],
    ['one too many', [...head, ...goods, 'QTY+142:1', ...tail], 'error segment-repeated ORDERS/SG28[1]/QTY[2]'],
    ['one too late', [...head, ...goods, 'PIA+5+1:HS', ...tail], 'error segment-repeated ORDERS/SG28[1]/PIA[2]'],
    ['a third date', [...head, head[2] ?? '', head[2] ?? '', ...tail], 'error segment-repeated ORDERS/DTM[3]'],
    ['a third party', [...head, 'NAD+IM', 'NAD+EX', 'NAD+IM', ...tail], 'error group-repeated ORDERS/SG2[3]/NAD'],
  ])('%s', (_, lines, expected) => {
    expect(found(ordersTable, ...lines)).toContain(expected)
  })

  test('one that stands too late goes to its place, once told of', () => {
    const lines = ['UNH+1+ORDERS:D:04B:UN', 'BGM+17+VN1A+9', 'IMD+B++:::2', 'DTM+150:1', 'DTM+136:1', ...tail]
    expect(found(ordersTable, ...lines)).toEqual(['warning segment-order ORDERS/DTM[1]'])
  })

  test('a line too late in its group stays in it', () => {
    const lines = [...head, 'LIN+1', 'QTY+142:9', 'PIA+5+1:HS', 'LIN+2', ...tail]
    expect(found(ordersTable, ...lines)).toEqual(['warning segment-order ORDERS/SG28[1]/PIA'])
  })

  test('where a segment may stand twice, it goes to the row that has room', () => {
    const lines = ['UNH+1+APERAK:D:04B:UN', 'BGM+963', 'FTX+AAO', 'DTM+137:1', 'ERC+1', 'FTX+AAO', 'FTX+AAO', 'UNT+9+1']
    expect(found(aperakTable, ...lines)).toEqual([
      'warning segment-order APERAK/DTM[1]',
      'error segment-repeated APERAK/SG4[1]/FTX[2]',
    ])
  })
})

describe('UNH', () => {
  test.each([
    ['UNH+1+INVOIC:D:04B:UN', 'error message-type ORDERS/UNH/S009/0065'],
    ['UNH+1+ORDERS:D:96A:UN', 'warning message-type ORDERS/UNH/S009/0054'],
    ['UNH+1+ORDERS:D:04B:EN', 'warning message-type ORDERS/UNH/S009/0051'],
  ])('%s', (header, expected) => {
    expect(found(ordersTable, header, ...head.slice(1), ...tail)).toEqual([expected])
  })
})

describe('elements', () => {
  test.each([
    ['BGM+17+VN1A+9+AB+1', 'error element-unknown ORDERS/BGM'],
    ['BGM+17+VN1A:1:2:3+9', 'error component-unknown ORDERS/BGM/C106'],
    ['BGM+380+VN1A+9', 'warning code-unknown ORDERS/BGM/C002/1001'],
    ['BGM+17+VN1A*VN2A+9', 'error element-repeated ORDERS/BGM/C106'],
    [`BGM+17+${'9'.repeat(36)}+9`, 'warning too-long ORDERS/BGM/C106/1004'],
  ])('%s', (line, expected) => {
    expect(found(ordersTable, head[0] ?? '', line, head[2] ?? '', ...tail)).toEqual([expected])
  })

  test.each([
    ['PIA', ['error element-missing ORDERS/SG28[1]/PIA/4347', 'error element-missing ORDERS/SG28[1]/PIA/C212[1]']],
    ['PIA+5+:HS++1:EN', ['warning code-unknown ORDERS/SG28[1]/PIA/C212[3]/7143']],
    ['MEA+AAE++:1', ['error component-missing ORDERS/SG28[1]/MEA/C174/6411']],
    ['MOA+66:1O4:USD', ['error format ORDERS/SG28[1]/MOA/C516/5004']],
    ['MOA+66:-1234.5:USD', []],
    [`MOA+66:${'1'.repeat(35)},5:USD`, ['warning too-long ORDERS/SG28[1]/MOA/C516/5004']],
    [`MOA+66:-${'1'.repeat(34)}.5:USD`, []],
  ])('%s', (line, expected) => {
    expect(found(ordersTable, ...head, 'LIN+1', line, ...tail)).toEqual(expected)
  })

  test('an exact length', () => {
    const lines = [...head, 'UNS+SS', ...tail.slice(1)]
    expect(found(ordersTable, ...lines)).toEqual([
      'warning wrong-length ORDERS/UNS/0081',
      'warning code-unknown ORDERS/UNS/0081',
    ])
  })

  test('a place tells segment, element, component and offset', () => {
    const [finding] = fitMessage(message(...head, 'LIN+1', 'PIA+5+1:XX', ...tail), ordersTable).findings
    expect(finding?.place).toEqual({
      segment: 5,
      tag: 'PIA',
      element: 2,
      component: 2,
      offset: 40,
      path: 'ORDERS/SG28[1]/PIA/C212[1]/7143',
    })
  })
})

describe('hostile messages', () => {
  const many = (count: number, ...lines: readonly string[]): string[] =>
    Array.from({ length: count }, () => lines).flat()

  test('findings are bounded, and the last one says how many are left out', () => {
    const findings = found(ordersTable, ...head, ...many(1000, 'XYZ+1'), ...tail)
    expect(findings.length).toBe(201)
    const { findings: all } = fitMessage(message(...head, ...many(1000, 'XYZ+1'), ...tail), ordersTable)
    expect(all.at(-1)).toMatchObject({ severity: 'error', rule: 'more', place: null })
    expect(all.at(-1)?.en).toContain('800')
  })

  test('more groups than there may be are told of once', () => {
    const findings = found(ordersTable, ...head, ...many(20_010, 'LIN+1'), ...tail)
    expect(findings).toEqual(['error group-repeated ORDERS/SG28[20001]/LIN'])
  })

  test('a long message of segments in every wrong place is fitted while a test may last', () => {
    const lines = many(30_000, 'LIN+1', 'XYZ', 'PIA+5+1:HS', 'DTM+1', 'QTY+142:1')
    const { tree } = fitMessage(messageOf([...head, ...lines, ...tail]), ordersTable)
    expect(tree.children.filter(({ is }) => is === 'group')).toHaveLength(30_000)
  })
})
