import { expect, test } from 'vitest'
import { isQuietTime } from './quiet-hours.ts'

const at = (utc: string) => new Date(`2026-11-23T${utc}Z`)
const office = { quietHours: { from: '20:00', to: '07:00' }, timeZone: 'Asia/Ho_Chi_Minh' }

test.each([
  ['12:59:59', false], // 19:59 in Ho Chi Minh City
  ['13:00:00', true],
  ['16:59:00', true], // before midnight there
  ['17:00:00', true], // 00:00
  ['23:59:59', true],
  ['00:00:00', false], // 07:00
])('quiet from 20:00 to 07:00 at home, at %s UTC: %s', (utc, isQuiet) => {
  expect(isQuietTime(office, at(utc))).toBe(isQuiet)
})

test('a pause at noon does not pass midnight', () => {
  const noon = { ...office, quietHours: { from: '11:30', to: '13:00' } }
  expect(
    [at('04:29:00'), at('04:30:00'), at('05:59:00'), at('06:00:00')].map((time) => isQuietTime(noon, time)),
  ).toEqual([false, true, true, false])
})

test('without quiet hours it is never quiet', () => {
  expect(isQuietTime({ ...office, quietHours: null }, at('17:00:00'))).toBe(false)
})
