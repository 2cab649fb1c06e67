import pkcs11js from 'pkcs11js'
import { expect, test } from 'vitest'
import { ckrMeaning, ckrName } from './ckr.ts'

const codes = Object.entries(pkcs11js).filter((entry): entry is [string, number] => entry[0].startsWith('CKR_'))

test('every number of the table has the name that PKCS#11 gives it', () => {
  const named = codes.filter(([, code]) => !ckrName(code).startsWith('CKR 0x'))
  expect(named.length).toBeGreaterThan(20)
  for (const [name, code] of named) expect(ckrName(code)).toBe(name)
})

/** What tokens of the field answer after they were pulled out. */
const seenAfterLoss = [
  'CKR_DEVICE_REMOVED',
  'CKR_TOKEN_NOT_PRESENT',
  'CKR_SESSION_HANDLE_INVALID',
  'CKR_SESSION_CLOSED',
  'CKR_DEVICE_ERROR',
  'CKR_GENERAL_ERROR',
  'CKR_FUNCTION_FAILED',
  'CKR_USER_NOT_LOGGED_IN',
  'CKR_CRYPTOKI_NOT_INITIALIZED',
]

test.each(seenAfterLoss)('%s means that the token is lost', (name) => {
  const code = codes.find(([known]) => known === name)?.[1]
  expect(ckrMeaning(code ?? -1)).toBe('lost')
})

test.each([
  ['CKR_PIN_INCORRECT', 'pin-refused'],
  ['CKR_PIN_LEN_RANGE', 'pin-refused'],
  ['CKR_PIN_LOCKED', 'pin-locked'],
  ['CKR_USER_ALREADY_LOGGED_IN', 'already-logged-in'],
  ['CKR_CANT_LOCK', 'cant-lock'],
  ['CKR_MECHANISM_INVALID', 'no-mechanism'],
  ['CKR_HOST_MEMORY', 'failure'],
])('%s means %s', (name, meaning) => {
  expect(ckrMeaning(codes.find(([known]) => known === name)?.[1] ?? -1)).toBe(meaning)
})

test('a vendor’s own number is a failure, shown in hex', () => {
  expect(ckrMeaning(0x80000001)).toBe('failure')
  expect(ckrName(0x80000001)).toBe('CKR 0x80000001')
})
