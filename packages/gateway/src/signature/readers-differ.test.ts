/** A document over which our two readers differ leaves as libxml2 confirms it, and somebody hears of it. */
import { expect, test, vi } from 'vitest'
import { customsEnvelope } from '../../../../test/support/customs-envelopes.ts'
import { createAuthority, issueCertificate } from '../../../../test/support/pki.ts'
import { signWith, testSigner } from '../../../../test/support/xml-signing.ts'
import { ThreadedSignatureEngine } from './signature-engine.ts'

vi.mock('./xml/received/check-received.ts', () => ({ readSecond: () => 'differs' }))

test('is told once, by the profile', async () => {
  const authority = await createAuthority('Thử nghiệm CA')
  const signer = testSigner(await issueCertificate(authority, { keyType: 'rsa-2048', subject: [['CN', 'x']] }))
  const onReadersDiffer = vi.fn()
  const engine = new ThreadedSignatureEngine({ profiles: {}, onReadersDiffer })
  for (const seed of [1, 2]) {
    const document = customsEnvelope({ taxCode: '0101300842', enterprise: 'A', seed, signature: 'empty' })
    const signed = await signWith(engine, 'customs-1543', document, signer)
    expect(signed.toString()).toContain('<SignatureValue>')
  }
  expect(onReadersDiffer.mock.calls).toEqual([['customs-1543']])
  await engine.stop()
})
