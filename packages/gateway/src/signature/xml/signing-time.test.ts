import { expect, test } from 'vitest'
import { parseSigningTime, signingTimeObject } from './signing-time.ts'

const at = new Date('2026-11-22T20:30:40.567Z')
const object = (shape: Parameters<typeof signingTimeObject>[0]) => signingTimeObject(shape, at, 'o', 's')

test('the signing time has the shape that the profile names', () => {
  expect(object('none')).toBe('')
  expect(object('ds')).toBe(
    '<Object Id="o"><SignatureProperties><SignatureProperty Target="#s">' +
      '<SigningTime>2026-11-23T03:30:40</SigningTime></SignatureProperty></SignatureProperties></Object>',
  )
  expect(object('no-namespace')).toContain(
    '<SignatureProperties xmlns=""><SignatureProperty Target="#s"><SigningTime>2026-',
  )
  expect(object('example-org')).toContain(
    '<SigningTime xmlns="http://example.org/#signatureProperties">2026-11-22T20:30:40Z</SigningTime>',
  )
})

test.each([
  ['2026-11-23T03:30:40', '2026-11-22T20:30:40.000Z'],
  ['2026-11-22T20:30:40Z', '2026-11-22T20:30:40.000Z'],
  ['2026-11-22T20:30:40.5+01:00', '2026-11-22T19:30:40.500Z'],
])('%s means %s', (written, expected) => {
  expect(parseSigningTime(written)?.toISOString()).toBe(expected)
})

test.each(['', '22/11/2026', '2026-11-22', '2026-13-45T99:99:99', 'now'])('%j is no time', (written) => {
  expect(parseSigningTime(written)).toBeNull()
})
