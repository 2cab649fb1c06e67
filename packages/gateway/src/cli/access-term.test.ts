import { expect, test } from 'vitest'
import { overlapWords, parseExpires, parseOverlapHours } from './access-term.ts'

test('days, a last day, and never', () => {
  expect([parseExpires('90'), parseExpires('90d'), parseExpires('never')]).toEqual([
    { keyDays: 90 },
    { keyDays: 90 },
    { keyDays: 0 },
  ])
  expect(parseExpires('2999-01-31')).toEqual({ accessEndsAt: new Date('2999-01-31T23:59:59').toISOString() })
})

test.each(['0', '-1', '1e3', '', 'soon', '2020-01-01', '2999-13-01', '99999'])('%j is no term', (text) => {
  expect(() => parseExpires(text)).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }))
})

test('a date that is past is called that', () => {
  const detail = { en: '--expires: 2020-01-01 is past', vi: '--expires: ngày 2020-01-01 đã qua' }
  expect(() => parseExpires('2020-01-01')).toThrow(expect.objectContaining({ details: { detail } }))
})

test('an overlap reads as days or hours', () => {
  expect([168, 12, 24, 1].map((hours) => overlapWords(hours).vi)).toEqual(['7 ngày', '12 giờ', '1 ngày', '1 giờ'])
  expect([168, 12, 24, 1].map((hours) => overlapWords(hours).en)).toEqual(['7 days', '12 hours', '1 day', '1 hour'])
})

test('an overlap in days or hours, or none', () => {
  expect(['7d', '12h', '0'].map(parseOverlapHours)).toEqual([168, 12, 0])
  for (const text of ['7', 'd', '-1d', '91d', '1w', ''])
    expect(() => parseOverlapHours(text)).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }))
})
