import { beforeAll, expect, test } from 'vitest'
import { createAuthority, type IssuedCertificate, issueCertificate } from '../../../../../test/support/pki.ts'
import {
  CountingPinAttempts,
  codeOf,
  LANE_QUEUE_MAX,
  NAME,
  PIN,
  testTokensContract,
} from '../../../../../test/support/tokens-contract.ts'
import { FakeTokens } from './fake-tokens.ts'

const keys: IssuedCertificate[] = []

beforeAll(async () => {
  const authority = await createAuthority('CA')
  for (const keyType of ['rsa-2048', 'rsa-4096', 'p-256'] as const) {
    keys.push(await issueCertificate(authority, { subject: [['CN', `Agent ${keyType}`]], keyType }))
  }
}, 60_000)

function createFakeTokens(attempts = new CountingPinAttempts()): FakeTokens {
  const token = { name: NAME, label: 'Agent', serial: 'F1', pin: PIN, keys }
  return new FakeTokens({ tokens: [token], pinAttempts: attempts, laneQueueMax: LANE_QUEUE_MAX })
}

testTokensContract(async () => {
  const attempts = new CountingPinAttempts()
  const tokens = createFakeTokens(attempts)
  await tokens.start()
  return {
    tokens,
    attempts,
    unplug: async () => tokens.unplug(NAME),
    plugIn: async () => tokens.plugIn(NAME),
  }
})

test('five wrong PINs block the token for good', async () => {
  const tokens = createFakeTokens()
  for (let wrong = 1; wrong <= 5; wrong++) {
    expect(await codeOf(tokens.unlock(NAME, Buffer.from('Canary-PIN-0000'), { confirmLowTries: true }))).toBe(
      'ERR_PIN_REFUSED',
    )
  }
  expect(await codeOf(tokens.unlock(NAME, Buffer.from(PIN), { confirmLowTries: true }))).toBe('ERR_PIN_BLOCKED')
})

test('a PIN that was refused before a restart is known after it', async () => {
  const attempts = new CountingPinAttempts()
  await codeOf(createFakeTokens(attempts).unlock(NAME, Buffer.from('Canary-PIN-0000')))
  const restarted = createFakeTokens(attempts)
  await restarted.start()
  expect(restarted.list()[0]?.state).toBe('pin-refused')
})
