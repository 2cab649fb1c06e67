import type { CmsProfileOptions } from '@congky/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { judgeCmsWithOpenssl } from '../../../../../test/judges/index.ts'
import { directConnections } from '../../../../../test/support/direct-connections.ts'
import { type Authority, createAuthority, issueCertificate } from '../../../../../test/support/pki.ts'
import { TimestampAuthority } from '../../../../../test/support/timestamp-authority.ts'
import { signWith, type TestSigner, testSigner } from '../../../../../test/support/xml-signing.ts'
import { timestampPost } from '../../timestamp-post.ts'
import { ThreadedSignatureEngine } from '../signature-engine.ts'
import { TimestampClient } from '../timestamp/timestamp-client.ts'
import { CertificateJudge } from '../trust/certificate-judge.ts'
import { judgeReport, type ReportTrust } from '../trust/judge-report.ts'
import { verifyDocument } from '../verify-document.ts'

const stamped: CmsProfileOptions = {
  ...{ kind: 'cms', digest: 'sha256', signedAttributes: true, certificates: 'chain' },
  ...{ detached: false, encoding: 'pem', cades: 't' },
}
const bare: CmsProfileOptions = { ...stamped, signedAttributes: false, detached: true, encoding: 'der', cades: 'none' }
const content = Buffer.from('%PDF-1.7\n\0\xff', 'latin1')
const outgoing = directConnections()
let authority: Authority
let signer: TestSigner
let tsa: TimestampAuthority
let engine: ThreadedSignatureEngine
let stampUrl: string

const judge = new CertificateJudge({ network: { fetch: () => Promise.reject(new Error('nobody is asked')) } })
const report = (signed: Uint8Array, trust: ReportTrust | null) =>
  judgeReport(verifyDocument(signed, { profiles: {}, now: new Date() }), trust, new Date())

beforeAll(async () => {
  authority = await createAuthority('Thử nghiệm CA')
  signer = testSigner(await issueCertificate(authority, { keyType: 'p-256', subject: [['CN', 'Á ĐÔNG']] }))
  tsa = await TimestampAuthority.open(authority)
  stampUrl = tsa.url
  const authorities = () => [{ url: stampUrl, policy: null, timeoutMs: 5_000 }]
  const timestamper = new TimestampClient({ authorities, post: timestampPost(outgoing) })
  const issuers = () => [authority.certificateDer]
  engine = new ThreadedSignatureEngine({ profiles: { stamped, bare }, timestamper, issuers })
})
afterAll(async () => {
  await engine.stop()
  await outgoing.close()
  await tsa.close()
})

test('CMS with a timestamp, as PEM with its content, is accepted by OpenSSL and read', async () => {
  const signed = await signWith(engine, 'stamped', content, signer)
  const verdict = await judgeCmsWithOpenssl(signed, { trustedPem: authority.certificatePem, form: 'PEM' })
  expect(verdict).toEqual(expect.objectContaining({ accepted: true }))
  expect((await report(signed, null)).signatures).toEqual([
    expect.objectContaining({
      ...{ kind: 'cms', valid: true, signingTime: '2026-11-22T03:04:05.000Z' },
      timestamp: expect.objectContaining({ valid: true, authority: 'TSA thử nghiệm' }),
      warnings: expect.arrayContaining(['whether a known authority made its timestamp was not checked']),
    }),
  ])
})

test.each(['stamped', 'xades-t'])(
  '%s: where authorities are configured, a timestamp of any other proves nothing, and the signature stands',
  async (profile) => {
    const document = profile === 'stamped' ? content : Buffer.from('<a/>')
    const believed = () =>
      ({ authorities: [authority.certificateDer], isIncomplete: false, revocation: 'none' }) as const
    const known = await report(await signWith(engine, profile, document, signer), { judge, believed })
    expect(known.signatures).toMatchObject([{ trust: 'trusted', timestamp: { valid: true } }])
    expect(known.signatures[0]?.warnings.join()).not.toContain('timestamp')

    const stranger = await createAuthority('Tự xưng')
    const forged = await TimestampAuthority.open(stranger)
    try {
      stampUrl = forged.url
      const signed = await signWith(engine, profile, document, signer)
      const problem = 'no configured authority stands behind the certificate'
      expect(await report(signed, { judge, believed })).toMatchObject({
        valid: true,
        signatures: [
          {
            ...{ valid: true, trust: 'trusted', timestamp: { valid: false, problems: [problem] } },
            warnings: expect.arrayContaining([`its timestamp proves nothing: ${problem}`]),
          },
        ],
      })
    } finally {
      stampUrl = tsa.url
      await forged.close()
    }
  },
)

test('a signature beside its document is judged with it, and is not that of another', async () => {
  const signature = await signWith(engine, 'cms-detached', content, signer)
  const verify = (document: Uint8Array) => verifyDocument(document, { profiles: {}, now: new Date(), signature })
  expect([verify(content).valid, verify(Buffer.from('x')).valid]).toEqual([true, false])
})

test('without signed attributes, content that reads as a part of another signature is refused', async () => {
  const { certificate } = signer
  const asAttributes = Buffer.from('3113301106092a864886f70d01090431040402abcd', 'hex')
  const asSignedInfo = Buffer.from('<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#"></SignedInfo>')
  const context = { certificate, signedAt: new Date() }
  for (const octets of [asAttributes, asSignedInfo]) {
    await expect(engine.prepare('bare', octets, context)).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_PROFILE_MISMATCH' }),
    )
  }
  const signature = await signWith(engine, 'bare', content, signer)
  const judged = await judgeCmsWithOpenssl(signature, { trustedPem: authority.certificatePem, content })
  expect(judged).toEqual(expect.objectContaining({ accepted: true }))
})
