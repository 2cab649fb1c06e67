import { beforeAll, expect, test } from 'vitest'
import { customsEnvelope } from '../../../../test/support/customs-envelopes.ts'
import { createAuthority, issueCertificate } from '../../../../test/support/pki.ts'
import { signWith, type TestSigner, testSigner } from '../../../../test/support/xml-signing.ts'
import { BoundedMemory } from './bounded-memory.ts'
import { builtInProfiles } from './built-in-profiles.ts'
import { ThreadedSignatureEngine } from './signature-engine.ts'

let signer: TestSigner

beforeAll(async () => {
  const authority = await createAuthority('Thử nghiệm CA')
  // Its values repeat, so that signed documents can be compared.
  signer = testSigner(await issueCertificate(authority, { keyType: 'rsa-2048', subject: [['CN', 'x']] }))
})

const envelope = (seed: number) => Buffer.from(customsEnvelope({ taxCode: '0101300842', enterprise: 'A', seed }))
const newEngine = () => new ThreadedSignatureEngine({ profiles: {} })

test.each(
  Object.entries(builtInProfiles)
    .flatMap(([name, { kind }]) => (kind === 'xmldsig' ? [name] : []))
    .filter((name) => name !== 'xades-t'),
)('%s: an inspected document is signed as one that was not, or refused alike', async (profile) => {
  const engine = newEngine()
  const outcomeOf = (attempt: Promise<unknown>) => attempt.catch((error: { code: string }) => error.code)
  const inspected = await outcomeOf(engine.inspect(profile, envelope(1)))
  const after = await outcomeOf(signWith(engine, profile, envelope(1), signer))
  expect(after).toEqual(await outcomeOf(signWith(newEngine(), profile, envelope(1), signer)))
  expect(typeof inspected === 'string').toBe(typeof after === 'string')
})

test('bytes that changed after they were inspected are signed as they are now', async () => {
  const engine = newEngine()
  const bytes = envelope(2)
  await engine.inspect('customs-1543', bytes)
  bytes.set(Buffer.from('9'), bytes.indexOf('<Content>') + 40)
  const signed = await signWith(engine, 'customs-1543', bytes, signer)
  expect(signed).toEqual(await signWith(newEngine(), 'customs-1543', bytes, signer))
})

test('a document inspected under one profile is planned anew under another', async () => {
  const engine = newEngine()
  await engine.inspect('customs-1543', envelope(3))
  const signed = await signWith(engine, 'xmldsig-enveloped', envelope(3), signer)
  expect(signed).toEqual(await signWith(newEngine(), 'xmldsig-enveloped', envelope(3), signer))
})

test('a memory is bounded in number and in bytes, and the oldest go first', () => {
  const memory = new BoundedMemory<number>({ countMax: 2, bytesMax: 10 })
  for (const key of [1, 2, 3]) memory.keep(String(key), key, 1)
  expect([memory.get('1'), memory.get('2'), memory.get('3')]).toEqual([null, 2, 3])
  memory.keep('3', 4, 9)
  memory.keep('5', 5, 2)
  expect([memory.get('2'), memory.get('3'), memory.get('5')]).toEqual([null, null, 5])
})
