import { expect, test } from 'vitest'
import { CountingPinAttempts } from '../../../../../test/support/tokens-contract.ts'
import { DriverError } from './driver-error.ts'
import { KeptPin } from './kept-pin.ts'

const refusal = new DriverError({ kind: 'ckr', code: 0xa0, during: 'C_Login' })
const deviceError = new DriverError({ kind: 'ckr', code: 0x30, during: 'C_Login' })
const crash = new Error('the process died')

function create() {
  const attempts = new CountingPinAttempts()
  return { attempts, pin: new KeptPin(() => 'key', attempts) }
}

test('an attempt is on record before the token sees the PIN, and taken back once it was accepted', async () => {
  const { attempts, pin } = create()
  await pin.attempt(async () => expect(attempts.refused.has('key')).toBe(true))
  expect(attempts.refused.has('key')).toBe(false)
})

test.each([refusal, crash])('an attempt that ended with "%s" stays on record', async (error) => {
  const { attempts, pin } = create()
  await expect(pin.attempt(() => Promise.reject(error))).rejects.toBe(error)
  expect(attempts.refused.has('key')).toBe(true)
})

test('one login that a crash cut short makes the PIN doubtful', async () => {
  const { pin } = create()
  await pin.attempt(() => Promise.reject(crash)).catch(() => {})
  expect(pin.isDoubtful).toBe(true)
})

test('two logins in a row that ended with other errors make the PIN doubtful; a success clears it', async () => {
  const { pin } = create()
  const fail = () => pin.attempt(() => Promise.reject(deviceError)).catch(() => {})
  await fail()
  expect(pin.isDoubtful).toBe(false)
  await pin.attempt(async () => {})
  await fail()
  expect(pin.isDoubtful).toBe(false)
  await fail()
  expect(pin.isDoubtful).toBe(true)
})

test('forgetting zeroes the PIN, and so does keeping another', () => {
  const { pin } = create()
  const [first, second] = [Buffer.from('1111'), Buffer.from('2222')]
  pin.keep(first)
  pin.keep(first)
  expect(first.toString()).toBe('1111')
  pin.keep(second)
  expect(first).toEqual(Buffer.alloc(4))
  pin.forget()
  expect(second).toEqual(Buffer.alloc(4))
  expect(pin.current).toBe(null)
})
