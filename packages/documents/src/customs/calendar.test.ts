import { expect, test } from 'vitest'
import { isWrittenDate, readDate } from './calendar.ts'

test.each([
  ['2026-11-20', 'date', true],
  ['2024-02-29', 'date', true],
  ['2000-02-29', 'date', true],
  ['2026-02-29', 'date', false],
  ['2100-02-29', 'date', false],
  ['2026-04-31', 'date', false],
  ['2026-13-01', 'date', false],
  ['2026-00-10', 'date', false],
  ['2026-1-1', 'date', false],
  ['0001-01-01', 'date', false],
  ['2026-11-20 10:00:00', 'date', false],
  ['2026-11-20 23:59:59', 'datetime', true],
  ['2026-11-20 24:00:00', 'datetime', false],
  ['2026-11-20 10:60:00', 'datetime', false],
  ['2026-11-20T10:00:00', 'datetime', false],
  ['2026-11-20', 'datetime', false],
] as const)('%s is a written %s: %s', (text, kind, expected) => {
  expect(isWrittenDate(text, kind)).toBe(expected)
})

test.each([
  ['20/11/2026', '2026-11-20'],
  ['9/1/2026', '2026-01-09'],
  ['20-11-2026', '2026-11-20'],
  ['20.11.2026 14:05', '2026-11-20'],
  ['2026/11/20', '2026-11-20'],
  ['20261120', '2026-11-20'],
  ['20261120140500', '2026-11-20'],
  ['2026-11-20T14:05:00.123+07:00', '2026-11-20'],
  // 23:30 in Greenwich is the next day here.
  ['2026-11-20T23:30:00Z', '2026-11-21'],
  ['2026-11-20+07:00', '2026-11-20'],
  ['31/02/2026', null],
  // Month first, as in the United States, is no usual form here.
  ['11/20/2026', null],
  ['20 tháng 11', null],
  ['', null],
])('the day %s is read as %s', (text, expected) => {
  expect(readDate(text, 'date')).toBe(expected)
})

test.each([
  ['2026-11-20T14:05:07', '2026-11-20 14:05:07'],
  ['2026-11-20 14:05', '2026-11-20 14:05:00'],
  ['20/11/2026 14:05:07', '2026-11-20 14:05:07'],
  ['202611201405', '2026-11-20 14:05:00'],
  ['2026-11-20', '2026-11-20 00:00:00'],
  ['2026-11-20T14:05:07+09:00', '2026-11-20 12:05:07'],
  ['2026-12-31T20:00:00Z', '2027-01-01 03:00:00'],
  ['2026-11-20T25:00:00', null],
])('the time %s is read as %s', (text, expected) => {
  expect(readDate(text, 'datetime')).toBe(expected)
})
