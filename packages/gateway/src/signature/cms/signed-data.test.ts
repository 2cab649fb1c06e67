import { execFileSync } from 'node:child_process'
import { createHash, sign } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { judgeCmsWithOpenssl } from '../../../../../test/judges/index.ts'
import { makeFolder, removeFolder } from '../../../../../test/support/folder.ts'
import { type Authority, createAuthority, issueCertificate } from '../../../../../test/support/pki.ts'
import { type TestSigner, testSigner } from '../../../../../test/support/xml-signing.ts'
import { readCmsSignatures, readDetachedSignatures } from './read-cms-signatures.ts'
import { completeSignedData, planSignedData } from './signed-data.ts'

const content = Buffer.from('Tờ khai số 100123456789\r\n')
const now = new Date()
const ACCEPTED = expect.objectContaining({ accepted: true })
let authority: Authority
let signers: Record<'rsa' | 'ec', TestSigner>
let folder: string

beforeAll(async () => {
  folder = makeFolder('cms')
  authority = await createAuthority('Thử nghiệm CA')
  const subject = [
    ['C', 'VN'],
    ['CN', 'CÔNG TY TNHH Á ĐÔNG'],
    ['UID', 'MST:0101300842'],
  ] as const
  const issue = async (keyType: 'rsa-2048' | 'p-256') =>
    testSigner(await issueCertificate(authority, { keyType, subject }))
  signers = { rsa: await issue('rsa-2048'), ec: await issue('p-256') }
})
afterAll(() => removeFolder(folder))

interface Wishes {
  readonly key?: 'rsa' | 'ec'
  readonly digest?: 'sha1' | 'sha256'
  readonly detached?: boolean
  readonly signedAttributes?: boolean
  readonly namesCertificate?: boolean
}

function signCms({ key = 'rsa', digest = 'sha256', detached = true, ...wishes }: Wishes = {}): Buffer {
  const { certificate, issued } = signers[key]
  const plan = planSignedData({
    ...{ certificate, digest, chain: [], signedAt: new Date('2026-11-22T03:04:05Z') },
    contentDigest: createHash(digest).update(content).digest(),
    signedAttributes: wishes.signedAttributes ?? true,
    namesCertificate: wishes.namesCertificate ?? false,
  })
  const signed = plan.signedAttributes ?? content
  const value = sign(digest, signed, { key: issued.privateKey, dsaEncoding: 'ieee-p1363' })
  return completeSignedData(plan, value, { content: detached ? null : content, timestampToken: null })
}

const judge = (der: Uint8Array, detached: boolean) =>
  judgeCmsWithOpenssl(der, { trustedPem: authority.certificatePem, ...(detached ? { content } : {}) })
const report = (der: Uint8Array, detached = true) =>
  detached ? readDetachedSignatures(der, content, { now }) : readCmsSignatures(der, { now })

describe.each(['rsa', 'ec'] as const)('a signature with a key of type %s', (key) => {
  test.each([
    { digest: 'sha256', detached: true },
    { digest: 'sha1', detached: false },
    { digest: 'sha256', detached: false, namesCertificate: true },
    { digest: 'sha256', detached: true, signedAttributes: false },
  ] as const)('is accepted by OpenSSL: %o', async (wishes) => {
    const der = signCms({ key, ...wishes })
    expect(await judge(der, wishes.detached)).toEqual(ACCEPTED)
    expect(report(der, wishes.detached)).toEqual([
      expect.objectContaining({
        ...{
          kind: 'cms',
          valid: true,
          problems: [],
          signatureMethod: `${key === 'ec' ? 'ecdsa' : 'rsa'}-${wishes.digest}`,
        },
        covers: [expect.objectContaining({ valid: true, wholeDocument: true, bytes: content.length })],
        certificate: expect.objectContaining({
          thumbprint: signers[key].certificate.thumbprint,
          taxCode: '0101300842',
        }),
      }),
    ])
  })
})

test('a changed byte anywhere is found', () => {
  const der = signCms({ key: 'ec', detached: false, namesCertificate: true })
  const { length } = signers.ec.certificate.der
  const certificateAt = der.indexOf(signers.ec.certificate.der)
  const accepted: number[] = []
  for (let at = 0; at < der.length; at++) {
    // Long, and fixed as a whole by its digest among the attributes.
    if (at > certificateAt && at < certificateAt + length && at % 16 > 0) continue
    const tampered = Buffer.from(der)
    tampered[at] = (tampered[at] ?? 0) ^ 0x01
    if (report(tampered, false).some(({ valid }) => valid)) accepted.push(at)
  }
  expect(accepted).toEqual([])
  expect(report(der, false)[0]?.valid).toBe(true)
})

test('the same plan and value give the same octets', () => {
  expect(signCms()).toEqual(signCms())
})

test('a detached signature says that its content is not here, and whether another one is it', () => {
  const der = signCms()
  expect(readCmsSignatures(der, { now })[0]?.problems).toEqual(['it is detached, and what it speaks for is not here'])
  expect(readDetachedSignatures(der, Buffer.from('x'), { now })[0]?.problems).toEqual([
    'what it covers was changed after signing',
  ])
})

describe('what OpenSSL signs is read', () => {
  beforeAll(() => {
    writeFileSync(join(folder, 'content'), content)
    for (const [key, { issued }] of Object.entries(signers)) {
      writeFileSync(join(folder, `${key}.pem`), issued.certificatePem + issued.privateKeyPkcs8Pem)
    }
  })

  const sign = (...args: readonly string[]): Buffer => {
    const out = join(folder, 'signed')
    const files = ['-in', join(folder, 'content'), '-out', out]
    execFileSync('openssl', ['cms', '-sign', '-binary', ...files, ...args], { stdio: 'pipe' })
    return readFileSync(out)
  }
  const signer = (key: 'rsa' | 'ec') => ['-signer', join(folder, `${key}.pem`)]

  test.each([
    ['with its content', ['-outform', 'DER', '-nodetach']],
    ['in pieces of unknown length', ['-outform', 'DER', '-nodetach', '-stream']],
    ['naming its certificate by key identifier', ['-outform', 'DER', '-nodetach', '-keyid']],
    ['without signed attributes', ['-outform', 'DER', '-nodetach', '-noattr']],
    ['naming its certificate among the attributes', ['-outform', 'DER', '-nodetach', '-cades']],
    ['with SHA-512', ['-outform', 'DER', '-nodetach', '-md', 'sha512']],
    ['as PEM', ['-outform', 'PEM', '-nodetach']],
  ] as const)('%s', (_, args) => {
    for (const key of ['rsa', 'ec'] as const) {
      expect(readCmsSignatures(sign(...signer(key), ...args), { now })).toEqual([
        expect.objectContaining({ valid: true, problems: [] }),
      ])
    }
  })

  test('with several signers, each of them', () => {
    const both = sign(...signer('rsa'), ...signer('ec'), '-outform', 'DER', '-nodetach')
    expect(
      readCmsSignatures(both, { now })
        .map(({ valid, signatureMethod }) => [valid, signatureMethod])
        .sort(),
    ).toEqual([
      [true, 'ecdsa-sha256'],
      [true, 'rsa-sha256'],
    ])
  })

  test('without its certificate, as a signature of nobody', () => {
    const der = sign(...signer('rsa'), '-outform', 'DER', '-nodetach', '-nocerts')
    expect(readCmsSignatures(der, { now })[0]?.problems).toEqual(['it does not carry the certificate that it names'])
  })
})
