import { expect, test } from 'vitest'
import { parseExpires, parseOverlapHours } from './access-term.ts'

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

test('an overlap in days or hours, or none', () => {
  expect(['7d', '12h', '0'].map(parseOverlapHours)).toEqual([168, 12, 0])
  for (const text of ['7', 'd', '-1d', '91d', '1w', ''])
    expect(() => parseOverlapHours(text)).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }))
})
