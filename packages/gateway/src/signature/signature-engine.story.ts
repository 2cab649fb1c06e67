/** Large documents, and small ones built to be slow: worked on in real threads, from the built worker. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { judgeWithXmlsec1 } from '../../../../test/judges/index.ts'
import { customsEnvelope } from '../../../../test/support/customs-envelopes.ts'
import { kdtEnvelope } from '../../../../test/support/kdt-envelopes.ts'
import { type Authority, createAuthority, issueCertificate } from '../../../../test/support/pki.ts'
import { signWith, type TestSigner, testSigner } from '../../../../test/support/xml-signing.ts'
import { ThreadedSignatureEngine } from './signature-engine.ts'

const engine = new ThreadedSignatureEngine({ profiles: {} })
let authority: Authority
let signer: TestSigner

beforeAll(async () => {
  authority = await createAuthority('Thử nghiệm CA')
  signer = testSigner(await issueCertificate(authority, { keyType: 'rsa-2048', subject: [['CN', 'x']] }))
  await engine.start()
})
afterAll(() => engine.stop())

/** About 4 MB. */
const large = customsEnvelope({ taxCode: '0101300842', enterprise: 'CÔNG TY A & B', lots: 7_500 })

test.each(['customs-1543', 'xmldsig-enveloped'])(
  '4 MB are signed with %s, and xmlsec1 accepts them',
  async (profile) => {
    const bytes = Buffer.from(large)
    expect(bytes.length).toBeGreaterThan(3_500_000)
    const signed = await signWith(engine, profile, bytes, signer)
    expect(bytes.toString()).toBe(large)
    expect(await judgeWithXmlsec1(signed, { trustedPem: authority.certificatePem })).toMatchObject({ accepted: true })
    const report = await engine.verify(signed)
    expect(report.signatures.map(({ problems }) => problems)).toEqual([[]])
  },
)

test('4 MB that were inspected are signed like 4 MB that were not', async () => {
  const bytes = Buffer.from(large)
  const signed = await signWith(engine, 'customs-1543', bytes, signer)
  await engine.inspect('customs-1543', bytes)
  expect((await signWith(engine, 'customs-1543', bytes, signer)).equals(signed)).toBe(true)
})

/**
 * How long the event loop stood still at most, and what that may be: 50 ms, or a small part of what the work took
 * on a machine that is busy with other things. Work that is done right here stands for a third or more of it.
 */
async function holdUp(
  work: () => Promise<unknown>,
): Promise<{ readonly longestMs: number; readonly allowedMs: number }> {
  const delay = monitorEventLoopDelay({ resolution: 2 })
  delay.enable()
  // It counts from its first turn on, and up to its last.
  await setTimeout(10)
  const start = performance.now()
  await work()
  const tookMs = performance.now() - start
  await setTimeout(10)
  delay.disable()
  return { longestMs: delay.max / 1e6, allowedMs: Math.max(50, tookMs / 5) }
}

test.each([
  ['customs-1543', large],
  // Its content is what is signed, so all of it goes from thread to thread.
  ['customs-kdt', kdtEnvelope({ content: Buffer.alloc(3_000_000, 'Tờ khai ').toString('base64') })],
])(
  'nothing holds up the event loop while 4 MB are signed with %s and verified',
  { retry: 3 },
  async (profile, text) => {
    const bytes = Buffer.from(text)
    await engine.inspect(profile, bytes)
    const { longestMs, allowedMs } = await holdUp(async () => {
      const signed = await signWith(engine, profile, bytes, signer)
      expect((await engine.verify(signed)).valid).toBe(true)
    })
    expect(longestMs).toBeLessThan(allowedMs)
  },
)

describe('documents of a few kilobytes that are built to be slow', () => {
  const declared = Array.from({ length: 120 }, (_, i) => ` xmlns:n${i}="urn:${i}"`).join('')
  const shapes: Readonly<Record<string, string>> = {
    namespaces: `<a${declared}>${'<b/>'.repeat(6_000)}</a>`,
    'nested namespaces': `${Array.from({ length: 120 }, (_, i) => `<a xmlns:n${i}="urn:${i}">`).join('')}${'<b/>'.repeat(4_000)}${'</a>'.repeat(120)}`,
    comments: `<a>${'<!---->'.repeat(8_000)}</a>`,
    attributes: `<a>${`<b${Array.from({ length: 250 }, (_, i) => ` a${i}=""`).join('')}/>`.repeat(30)}</a>`,
    depth: `<r>${`${'<a>'.repeat(180)}${'</a>'.repeat(180)}`.repeat(45)}</r>`,
    Ids: `<r>${Array.from({ length: 3_500 }, (_, i) => `<a Id="x${i}"/>`).join('')}</r>`,
  }

  test.each(Object.entries(shapes))(
    '%s: signed without holding up the event loop',
    { retry: 3 },
    async (_, document) => {
      expect(document.length).toBeLessThan(65_536)
      const { longestMs, allowedMs } = await holdUp(async () => {
        const signed = await signWith(engine, 'xmldsig-enveloped', document, signer)
        expect((await engine.verify(signed)).valid).toBe(true)
      })
      expect(longestMs).toBeLessThan(allowedMs)
    },
  )
})
