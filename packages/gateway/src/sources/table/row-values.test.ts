import { expect, test } from 'vitest'
import { referenceColumns } from '../../../../../test/support/request-table.ts'
import { fitText, isState, isToken, toExternalId, toIncomingRequest } from './row-values.ts'

test('keys are numbers, texts and binary values; dates and fractions are none', () => {
  expect([7, 7n, '007', 9007199254740993n, Buffer.from('0aff', 'hex')].map(toExternalId)).toEqual([
    '7',
    '7',
    '007',
    '9007199254740993',
    '0aff',
  ])
  expect([null, undefined, new Date(), 1.5, 2 ** 60, {}].map(toExternalId)).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
  ])
})

test('a row becomes a request with its values as found', () => {
  const blob = Buffer.from([1, 2])
  const columns = referenceColumns
  const config = { name: 'agent-db', defaultProfile: 'customs-1543', columns, documentEncoding: 'auto' } as const
  const of = { config, origin: 'sqlite:/x', textOnly: null }
  const request = toIncomingRequest({ document: 5, taxCode: blob, profile: '  ', requester: null }, '1', 'token', of)
  expect(request).toMatchObject({
    source: 'agent-db',
    externalId: '1',
    document: 5,
    taxCode: blob,
    profile: 'customs-1543',
    reference: null,
    requester: null,
    claim: { claimToken: 'token' },
  })
  expect(toIncomingRequest({ profile: 7n }, '1', null, of).profile).toBe(7n)
})

test('a state is compared as what it means', () => {
  for (const value of [0, 0n, '0', '0.00', '0   ']) expect(isState(value, 0)).toBe(true)
  for (const value of [null, undefined, '', ' ', 1, 'pending']) expect(isState(value, 0)).toBe(false)
  expect(isState('WAIT ', 'WAIT')).toBe(true)
  expect(isState('wait', 'WAIT')).toBe(false)
})

test('a token is compared without case and padding', () => {
  expect(isToken('ABC-1 ', 'abc-1')).toBe(true)
  expect(isToken(null, 'abc-1')).toBe(false)
})

test('a message is cut to its column without breaking a letter', () => {
  expect(fitText('Chứng từ rỗng', { unicode: true, width: { size: 5, unit: 'utf16' } })).toBe('Chứng')
  expect(fitText('Chứng từ', { unicode: true, width: { size: 4, unit: 'bytes' } })).toBe('Ch')
  expect(fitText('a😀b', { unicode: true, width: { size: 2, unit: 'utf16' } })).toBe('a')
  expect(fitText('dài\0 thế nào cũng được', { unicode: true, width: null })).toBe('dài thế nào cũng được')
})

test('a column without Vietnamese letters gets the text without marks', () => {
  expect(fitText('Đã có “chữ ký” tại vị trí…', { unicode: false, width: null })).toBe('Da co "chu ky" tai vi tri...')
})
