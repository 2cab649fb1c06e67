import { expect, test } from 'vitest'
import { nameTokens, toSlug } from './token-names.ts'

const none: ReadonlySet<string> = new Set()

test.each([
  ['Agent', 'agent'],
  ['Đại lý Hải quan ÁNH DƯƠNG', 'dai-ly-hai-quan-anh-duong'],
  ['  --VNPT-CA_v6  ', 'vnpt-ca-v6'],
  ['???', 'token'],
  ['', 'token'],
])('the label "%s" becomes the name %s', (label, slug) => {
  expect(toSlug(label)).toBe(slug)
})

test('tokens with one label get the tails of their serial numbers', () => {
  const found = ['ABC1001', 'ABC1002'].map((serial) => ({ serial, label: 'USB Token', configured: null }))
  expect(nameTokens(found, none)).toEqual(['usb-token-1001', 'usb-token-1002'])
})

test('identical tokens are numbered', () => {
  const found = [1, 2, 3].map(() => ({ serial: 'ABC1001', label: 'USB Token', configured: null }))
  expect(nameTokens(found, none)).toEqual(['usb-token-1001', 'usb-token-1001-2', 'usb-token-1001-3'])
})

test('a name that was given before stays with the token that has it', () => {
  const found = [{ serial: 'ABC1002', label: 'USB Token', configured: null }]
  expect(nameTokens(found, new Set(['usb-token']))).toEqual(['usb-token-1002'])
})

test('a configured name is kept as it is', () => {
  const found = [
    { serial: '1', label: 'x', configured: 'Giám đốc' },
    { serial: '2', label: 'Giám đốc', configured: null },
  ]
  expect(nameTokens(found, none)).toEqual(['Giám đốc', 'giam-doc'])
})
