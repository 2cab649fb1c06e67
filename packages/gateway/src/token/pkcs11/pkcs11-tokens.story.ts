/** The PKCS#11 adapter on SoftHSM, with real driver processes: the contract of the port. */
import { afterAll, beforeAll } from 'vitest'
import { makeFolder, removeFolder } from '../../../../../test/support/folder.ts'
import { createAuthority, issueCertificate } from '../../../../../test/support/pki.ts'
import { SoftHsm } from '../../../../../test/support/softhsm.ts'
import {
  CountingPinAttempts,
  LANE_QUEUE_MAX,
  PIN,
  testTokensContract,
} from '../../../../../test/support/tokens-contract.ts'
import { Pkcs11Tokens } from './pkcs11-tokens.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
let folder: string
let hsm: SoftHsm

beforeAll(async () => {
  folder = makeFolder('tokens')
  hsm = await SoftHsm.create(folder)
  const authority = await createAuthority('CA')
  const issued = await Promise.all(
    (['rsa-2048', 'rsa-4096', 'p-256'] as const).map((keyType) =>
      issueCertificate(authority, { subject: [['CN', `Agent ${keyType}`]], keyType }),
    ),
  )
  await hsm.addToken({ label: 'Agent', pin: PIN, keys: issued.map((key) => ({ issued: key })) })
})

afterAll(() => removeFolder(folder))

testTokensContract(async () => {
  const attempts = new CountingPinAttempts()
  const tokens = new Pkcs11Tokens({
    modules: [{ name: 'softhsm', path: hsm.modulePath, tokens: [], callTimeoutMs: 10_000, sharedProcess: false }],
    pinAttempts: attempts,
    laneQueueMax: LANE_QUEUE_MAX,
    log: silent,
    environment: { ...process.env, ...hsm.env },
    intervals: { returnMs: 100, checkMs: 100 },
  })
  await tokens.start()
  return {
    tokens,
    attempts,
    unplug: () => hsm.moveAway('Agent'),
    plugIn: () => hsm.bringBack('Agent'),
  }
})
