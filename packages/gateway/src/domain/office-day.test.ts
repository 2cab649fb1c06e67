import { expect, test } from 'vitest'
import { dayAfter, dayBefore, officeTimeZone, parseTimeZone, QUARTER_MS, sumDay, WallClock } from './office-day.ts'

const utc = (text: string) => new Date(`${text}Z`)
const vietnam = new WallClock('Asia/Ho_Chi_Minh')

test('a day in Vietnam begins at 17:00 UTC of the day before', () => {
  expect(vietnam.startOf('2026-11-23')).toEqual(utc('2026-11-22T17:00:00'))
  expect(vietnam.dayOf(utc('2026-11-22T16:59:59.999'))).toBe('2026-11-22')
  expect(vietnam.dayOf(utc('2026-11-22T17:00:00'))).toBe('2026-11-23')
  expect(vietnam.hourOf(utc('2026-11-22T17:00:00'))).toBe(0)
  expect(vietnam.hourOf(utc('2026-11-22T16:59:59.999'))).toBe(23)
})

test.each([
  // Clocks go forward at 02:00 and back at 03:00: days of 23 and of 25 hours.
  ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00', 23],
  ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00', 25],
  // Clocks go forward at midnight itself: the day has no 00:00 and begins at 01:00.
  ['America/Havana', '2026-03-08', '2026-03-08T05:00:00', 23],
  ['Asia/Kathmandu', '2026-11-23', '2026-11-22T18:15:00', 24],
  ['Asia/Ho_Chi_Minh', '2026-02-28', '2026-02-27T17:00:00', 24],
])('in %s, %s begins at %s UTC and has %i hours', (zone, day, start, hours) => {
  const clock = new WallClock(zone)
  expect(clock.startOf(day)).toEqual(utc(start))
  expect((clock.startOf(dayAfter(day)).getTime() - utc(start).getTime()) / 3_600_000).toBe(hours)
})

test('months and years end', () => {
  expect(dayAfter('2028-02-28')).toBe('2028-02-29')
  expect(dayAfter('2026-12-31')).toBe('2027-01-01')
  expect(dayBefore('2026-03-01')).toBe('2026-02-28')
})

test('what was done counts under the hour of the wall, and in the total', () => {
  const quarter = (text: string) => utc(text).getTime() / QUARTER_MS
  const sum = sumDay(
    '2026-11-23',
    [
      { quarter: quarter('2026-11-22T17:00:00'), kind: 'received', count: 3 },
      { quarter: quarter('2026-11-22T17:45:00'), kind: 'signed', count: 2 },
      { quarter: quarter('2026-11-23T02:30:00'), kind: 'signed', count: 5 },
      { quarter: quarter('2026-11-23T16:45:00'), kind: 'held', count: 1 },
    ],
    vietnam,
  )
  expect(sum.hours).toHaveLength(24)
  expect(sum.hours[0]).toEqual({ received: 3, signed: 2, rejected: 0, held: 0 })
  expect(sum.hours[9]?.signed).toBe(5)
  expect(sum.hours[23]?.held).toBe(1)
  expect(sum.totals).toEqual({ received: 3, signed: 7, rejected: 0, held: 1 })
})

test("the office has its host's time zone, unless the host is set to none", () => {
  expect(officeTimeZone('Asia/Bangkok')).toBe('Asia/Bangkok')
  expect(officeTimeZone('UTC')).toBe('Asia/Ho_Chi_Minh')
  expect(parseTimeZone('Asia/Saigon')).toMatch(/^Asia\/(Saigon|Ho_Chi_Minh)$/)
  expect(() => parseTimeZone('Asia/Nowhere')).toThrow('ERR_REQUEST_INVALID')
})
