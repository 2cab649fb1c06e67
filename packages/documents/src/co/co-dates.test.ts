import { expect, test } from 'vitest'
import { readDay, writeDay } from './co-dates.ts'

test.each([
  ['20081002', '102', '2008-10-02', 'CCYYMMDD', true],
  ['021008', '2', '2008-10-02', 'DDMMYY', true],
  ['100208', '3', '2008-10-02', 'MMDDYY', true],
  ['02102008', '4', '2008-10-02', 'DDMMCCYY', true],
  ['021020081002', '5', '2008-10-02', 'DDMMCCYYHHMM', true],
  ['200810021503', '203', '2008-10-02', 'CCYYMMDDHHMM', true],
  ['081002', '101', '2008-10-02', 'YYMMDD', true],
  // The print's own.
  ['02102008', '2', '2008-10-02', 'DDMMCCYY', false],
  ['021020081002', '2', '2008-10-02', 'DDMMCCYYHHMM', false],
  ['021020 081002', '2', '2008-10-02', 'DDMMCCYYHHMM', false],
  ['2008 1002', '102', '2008-10-02', 'CCYYMMDD', false],
  // Day first where the code says so, year first elsewhere, the other way where that is no day.
  ['20081002', '2', '2008-10-02', 'CCYYMMDD', false],
  ['02102008', '102', '2008-10-02', 'DDMMCCYY', false],
  ['20081002', '', '2008-10-02', 'CCYYMMDD', false],
  ['20081002', '999', '2008-10-02', 'CCYYMMDD', false],
])('%s under %s is %s', (text, code, day, readAs, isByCode) => {
  expect(readDay(text, code)).toEqual({ day, readAs, isByCode })
})

test.each([
  ['31022008', '4'],
  ['20081302', '102'],
  ['2008-10-02', '102'],
  ['', '102'],
  ['tomorrow', '102'],
])('%s under %s is no day', (text, code) => {
  expect(readDay(text, code)).toBeNull()
})

test('days are written as CCYYMMDD', () => {
  expect(writeDay('2008-10-02')).toBe('20081002')
})
