/**
 * The message tables against the draft regulation: annex 4, step 2 (ORDERS) and annex 2 (APERAK) as they are printed,
 * copied apart from our tables.
 */
import { expect, test } from 'vitest'
import type { MessageRow, MessageTable } from '../edifact/tables/message-table.ts'
import { aperakTable } from './aperak-table.ts'
import { ordersTable } from './orders-table.ts'

const annex4 = `
header
UNH ×1 M
BGM ×1 M
DTM ×2 M
IMD ×1 C
FTX ×4 C
SG2 ×2 C
  NAD ×1 M
detail
SG28 ×20000 C
  LIN ×1 M
  PIA ×1 C
  IMD ×1 C
  MEA ×1 C
  QTY ×1 C
  MOA ×1 C
  SG33 ×1 C
    RFF ×1 M
summary
UNS ×1 M
CNT ×1 C
UNT ×1 M
`.trim()

const annex2 = `
UNH ×1 M
BGM ×1 M
DTM ×9 C
FTX ×9 C
CNT ×9 C
SG1 ×99 C
  DOC ×1 M
  DTM ×99 C
SG2 ×9 C
  RFF ×1 M
  DTM ×9 C
SG3 ×9 C
  NAD ×1 M
  CTA ×9 C
  COM ×9 C
SG4 ×99999 C
  ERC ×1 M
  FTX ×1 C
  SG5 ×9 C
    RFF ×1 M
    FTX ×9 C
UNT ×1 M
`.trim()

function linesOf(rows: readonly MessageRow[], indent = ''): string[] {
  return rows.flatMap((row) =>
    row.is === 'segment'
      ? [`${indent}${row.segment.tag} ×${row.repeats} ${row.status}`]
      : [`${indent}${row.name} ×${row.repeats} ${row.status}`, ...linesOf(row.rows, `${indent}  `)],
  )
}

function printed({ rows }: MessageTable): string {
  let section: string | undefined
  return rows
    .flatMap((row) => {
      const isNew = row.section !== section
      section = row.section
      return [...(isNew && row.section !== undefined ? [row.section] : []), ...linesOf([row])]
    })
    .join('\n')
}

test('ORDERS is as annex 4 prints it, but for the texts that bear the name of a field', () => {
  const withNamedTexts = annex4.replace('FTX ×4 C', 'FTX ×99 C').replace('  MOA ×1 C\n', '  MOA ×1 C\n  FTX ×99 C\n')
  expect(printed(ordersTable)).toBe(withNamedTexts)
})

test('APERAK is as annex 2 prints it', () => {
  expect(printed(aperakTable)).toBe(annex2)
})

test('both are of D.04B of the United Nations', () => {
  for (const { type, version, release, agency } of [ordersTable, aperakTable]) {
    expect(`${type}:${version}:${release}:${agency}`).toMatch(/^(ORDERS|APERAK):D:04B:UN$/)
  }
})

/** Annex 4, step 3: qualifiers as the example has them. */
test('the qualifiers of ORDERS are those of the example', () => {
  const codes = (rows: readonly MessageRow[]): string[] =>
    rows.flatMap((row) =>
      row.is === 'group'
        ? codes(row.rows)
        : Object.entries(row.codes).map(
            ([element, values]) => `${row.segment.tag} ${element} ${Object.keys(values).sort().join(' ')}`,
          ),
    )
  expect(codes(ordersTable.rows).filter((line) => !line.startsWith('FTX'))).toEqual([
    'BGM 1001 17',
    'BGM 1225 9',
    'DTM 2005 136 150',
    'IMD 7077 B',
    'NAD 3035 EX IM',
    'PIA 4347 5',
    'PIA 7143 HS',
    'IMD 7077 F',
    'MEA 6311 AAE',
    'QTY 6063 142',
    'MOA 5025 66',
    'RFF 1153 ABU',
    'UNS 0081 S',
    'CNT 6069 2',
  ])
})
