/**
 * The tables against the directory: its pages as they are printed (position, tag, status, repetition, format), copied
 * apart from our tables. UNH, UNT and UNS: the service directory (ISO 9735-10). What annex 4 of the draft regulation
 * prints of PIA stands in the last test.
 */
import { describe, expect, test } from 'vitest'
import type { ElementRow, SegmentTable } from '../segment-table.ts'
import { com, cta, doc, erc } from './answer-segments.ts'
import { imd, lin, mea, moa, pia, qty } from './goods-segments.ts'
import { bgm, cnt, dtm, ftx, nad, rff, unh, uns, unt } from './header-segments.ts'

const directory = `
UNH Message header
010 0062 M 1 an..14
020 S009 M 1
  0065 M an..6
  0052 M an..3
  0054 M an..3
  0051 M an..3
  0057 C an..6
  0110 C an..6
  0113 C an..6
030 0068 C 1 an..35
040 S010 C 1
  0070 M n..2
  0073 C a1
050 S016 C 1
  0115 M an..14
  0116 C an..3
  0118 C an..3
  0051 C an..3
060 S017 C 1
  0121 M an..14
  0122 C an..3
  0124 C an..3
  0051 C an..3
070 S018 C 1
  0127 M an..14
  0128 C an..3
  0130 C an..3
  0051 C an..3

UNT Message trailer
010 0074 M 1 n..10
020 0062 M 1 an..14

UNS Section control
010 0081 M 1 a1

BGM Beginning of message
010 C002 C 1
  1001 C an..3
  1131 C an..17
  3055 C an..3
  1000 C an..35
020 C106 C 1
  1004 C an..35
  1056 C an..9
  1060 C an..6
030 1225 C 1 an..3
040 4343 C 1 an..3

CNT Control total
010 C270 M 1
  6069 M an..3
  6066 M n..18
  6411 C an..8

COM Communication contact
010 C076 M 3
  3148 M an..512
  3155 M an..3

CTA Contact information
010 3139 C 1 an..3
020 C056 C 1
  3413 C an..17
  3412 C an..35

DOC Document/message details
010 C002 M 1
  1001 C an..3
  1131 C an..17
  3055 C an..3
  1000 C an..35
020 C503 C 1
  1004 C an..35
  1373 C an..3
  1366 C an..70
  3453 C an..3
  1056 C an..9
  1060 C an..6
030 3153 C 1 an..3
040 1220 C 1 n..2
050 1218 C 1 n..2

DTM Date/time/period
010 C507 M 1
  2005 M an..3
  2380 C an..35
  2379 C an..3

ERC Application error information
010 C901 M 1
  9321 M an..8
  1131 C an..17
  3055 C an..3

FTX Free text
010 4451 M 1 an..3
020 4453 C 1 an..3
030 C107 C 1
  4441 M an..17
  1131 C an..17
  3055 C an..3
040 C108 C 1
  4440 M an..512
  4440 C an..512
  4440 C an..512
  4440 C an..512
  4440 C an..512
050 3453 C 1 an..3
060 4447 C 1 an..3

IMD Item description
010 7077 C 1 an..3
020 C272 C 1
  7081 C an..3
  1131 C an..17
  3055 C an..3
030 C273 C 1
  7009 C an..17
  1131 C an..17
  3055 C an..3
  7008 C an..256
  7008 C an..256
  3453 C an..3
040 7383 C 1 an..3

LIN Line item
010 1082 C 1 an..6
020 1229 C 1 an..3
030 C212 C 1
  7140 C an..35
  7143 C an..3
  1131 C an..17
  3055 C an..3
040 C829 C 1
  5495 C an..3
  1082 C an..6
050 1222 C 1 n..2
060 7083 C 1 an..3

MEA Measurements
010 6311 M 1 an..3
020 C502 C 1
  6313 C an..3
  6321 C an..3
  6155 C an..17
  6154 C an..70
030 C174 C 1
  6411 M an..8
  6314 C an..18
  6162 C n..18
  6152 C n..18
  6432 C n..2
040 7383 C 1 an..3

MOA Monetary amount
010 C516 M 1
  5025 M an..3
  5004 C n..35
  6345 C an..3
  6343 C an..3
  4405 C an..3

NAD Name and address
010 3035 M 1 an..3
020 C082 C 1
  3039 M an..35
  1131 C an..17
  3055 C an..3
030 C058 C 1
  3124 M an..35
  3124 C an..35
  3124 C an..35
  3124 C an..35
  3124 C an..35
040 C080 C 1
  3036 M an..35
  3036 C an..35
  3036 C an..35
  3036 C an..35
  3036 C an..35
  3045 C an..3
050 C059 C 1
  3042 M an..35
  3042 C an..35
  3042 C an..35
  3042 C an..35
060 3164 C 1 an..35
070 C819 C 1
  3229 C an..9
  1131 C an..17
  3055 C an..3
  3228 C an..70
080 3251 C 1 an..17
090 3207 C 1 an..3

PIA Additional product id
010 4347 M 1 an..3
020 C212 M 1
  7140 C an..35
  7143 C an..3
  1131 C an..17
  3055 C an..3
030 C212 C 1
  7140 C an..35
  7143 C an..3
  1131 C an..17
  3055 C an..3
040 C212 C 1
  7140 C an..35
  7143 C an..3
  1131 C an..17
  3055 C an..3
050 C212 C 1
  7140 C an..35
  7143 C an..3
  1131 C an..17
  3055 C an..3
060 C212 C 1
  7140 C an..35
  7143 C an..3
  1131 C an..17
  3055 C an..3

QTY Quantity
010 C186 M 1
  6063 M an..3
  6060 M an..35
  6411 C an..8

RFF Reference
010 C506 M 1
  1153 M an..3
  1154 C an..70
  1156 C an..6
  4000 C an..35
  1060 C an..6
`

const tables = [unh, unt, uns, bgm, cnt, com, cta, doc, dtm, erc, ftx, imd, lin, mea, moa, nad, pia, qty, rff]
const pages = directory.trim().split('\n\n')

const lineOf = (row: ElementRow): string[] =>
  'components' in row
    ? [
        `${row.position} ${row.tag} ${row.status} ${row.repeats}`,
        ...row.components.map((one) => `  ${one.tag} ${one.status} ${one.format}`),
      ]
    : [`${row.position} ${row.tag} ${row.status} ${row.repeats} ${row.format}`]

const printed = ({ tag, name, elements }: SegmentTable): string =>
  [`${tag} ${name}`, ...elements.flatMap(lineOf)].join('\n')

describe('segments of D.04B', () => {
  test.each(tables.map((table) => [table.tag, table] as const))('%s is as the directory prints it', (tag, table) => {
    expect(printed(table)).toBe(pages.find((page) => page.startsWith(`${tag} `)))
  })

  test('every page has its table', () => {
    expect(tables.map(({ tag }) => tag).sort()).toEqual(pages.map((page) => page.slice(0, 3)).sort())
  })
})

/** Annex 4, 7.4.2 a: position, tag, status, repetition, format. */
const annex4 = `
010 4347 M 1 an..3
020 C212 M 1
  7140 C an..35
  7143 C an..3
  1131 C an..17
  3055 C an..3
030 C212 M 1
040 C212 M 1
050 C212 M 1
060 C212 M 1
`.trim()

test('PIA as annex 4 prints it, but for composites from 030 on: its text calls them optional, as the directory does', () => {
  const [head = '', ...rows] = printed(pia).split('\n')
  const firstComposite = rows.slice(0, 6)
  const others = rows.slice(6).filter((row) => !row.startsWith('  '))
  expect(head).toBe('PIA Additional product id')
  expect([...firstComposite, ...others.map((row) => row.replace(' C ', ' M '))].join('\n')).toBe(annex4)
  expect(others.every((row) => row.includes(' C '))).toBe(true)
})
