import { expect, test } from 'vitest'
import { silent } from '../../../../test/support/pipeline.ts'
import { WrongKeys } from './wrong-keys.ts'

const limited = expect.objectContaining({ code: 'ERR_RATE_LIMITED' })

test('after twenty wrong keys in a minute an address is told to wait, and others are not', () => {
  const wrongKeys = new WrongKeys(silent)
  for (let count = 0; count < 20; count++) wrongKeys.count('10.0.0.1', 0)
  expect(() => wrongKeys.count('10.0.0.1', 59_000)).toThrow(limited)
  wrongKeys.count('10.0.0.2', 59_000)
  wrongKeys.count('10.0.0.1', 60_000)
})

test('so many addresses are remembered and no more', () => {
  const wrongKeys = new WrongKeys(silent)
  for (let address = 0; address < 20_000; address++) wrongKeys.count(String(address), 0)
  expect(wrongKeys.size).toBe(10_000)
})
