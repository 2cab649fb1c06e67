import { createHash, sign } from 'node:crypto'
import { beforeAll, expect, test, vi } from 'vitest'
import { customsEnvelope } from '../../../../test/support/customs-envelopes.ts'
import { createAuthority, issueCertificate } from '../../../../test/support/pki.ts'
import { type TestSigner, testSigner } from '../../../../test/support/xml-signing.ts'
import { ThreadedSignatureEngine } from './signature-engine.ts'
import { addTimes, inStage, timeJob } from './stage-watch.ts'

let signer: TestSigner

beforeAll(async () => {
  const authority = await createAuthority('Thử nghiệm CA')
  signer = testSigner(await issueCertificate(authority, { keyType: 'p-256', subject: [['CN', 'x']] }))
})

/** Something that takes a while. */
const work = () => createHash('sha256').update(Buffer.alloc(2_000_000)).digest()

test('a stage within another is counted once', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    const pass = (ms: number) => vi.advanceTimersByTime(ms)
    const { times } = timeJob('parse', () => {
      pass(1)
      inStage('canonicalize', () => {
        pass(2)
        inStage('digest', () => pass(4))
        pass(8)
      })
      pass(16)
    })
    expect(times).toEqual({ parse: 17, canonicalize: 10, digest: 4 })
  } finally {
    vi.useRealTimers()
  }
})

test('a job that fails leaves nothing behind for the next', () => {
  const fail = () => inStage('digest', () => expect.fail('on purpose'))
  expect(() => timeJob('parse', fail)).toThrow('on purpose')
  expect(Object.keys(timeJob('verify', work).times)).toEqual(['verify'])
  expect(inStage('digest', () => 'outside of any job')).toBe('outside of any job')
})

test('what signing took is told by stages, the last look as one', async () => {
  const engine = new ThreadedSignatureEngine({ profiles: {} })
  const envelope = (seed: number) => Buffer.from(customsEnvelope({ taxCode: '0101300842', enterprise: 'A', seed }))
  const facts = await engine.inspect('customs-1543', envelope(1))
  expect(facts.times.parse).toBeGreaterThan(0)
  const { certificate, issued } = signer
  const context = { certificate, signedAt: new Date() }
  const prepared = await engine.prepare('customs-1543', envelope(2), context)
  const { parse = 0, canonicalize = 0, digest = 0, ...others } = prepared.times
  expect([parse > 0, canonicalize > 0, digest > 0, others]).toEqual([true, true, true, {}])
  const key = { key: issued.privateKey, dsaEncoding: 'ieee-p1363' } as const
  const { times } = await prepared.finish(sign(prepared.digestAlgorithm, prepared.data, key))
  expect([Object.keys(times), (times.verify ?? 0) > 0]).toEqual([['verify'], true])
})

test('times of several jobs add up', () => {
  expect(addTimes({ parse: 1, digest: 2 }, {}, { parse: 3 })).toEqual({ parse: 4, digest: 2 })
})
