import { describe, expect, test } from 'vitest'
import { configuredNames, nameTokens, toSlug } from './token-names.ts'

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

describe('names after a change of the configuration', () => {
  const names = [
    { serial: '1', name: 'Giám đốc' },
    { serial: '2', name: 'Kế toán' },
  ]
  const token = (name: string, serial: string) => ({ name, serial, names })

  test('are those it gives; tokens that it does not name keep theirs', () => {
    expect(configuredNames([token('usb', '1'), token('Kế toán', '2'), token('usb-3', '3')])).toEqual([
      'Giám đốc',
      'Kế toán',
      'usb-3',
    ])
  })

  test('may change places, and are not given twice', () => {
    expect(configuredNames([token('Kế toán', '1'), token('Giám đốc', '2')])).toEqual(['Giám đốc', 'Kế toán'])
    expect(configuredNames([token('usb', '1'), token('usb-2', '1')])).toEqual(['Giám đốc', 'usb-2'])
    expect(configuredNames([token('usb', '1'), token('Giám đốc', '3')])).toEqual(['usb', 'Giám đốc'])
  })
})
