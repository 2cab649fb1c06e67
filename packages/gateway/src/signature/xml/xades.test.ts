import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CongkyError } from '@congky/shared'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { judgeTimestampWithOpenssl, judgeWithXmlCrypto, judgeWithXmlsec1 } from '../../../../../test/judges/index.ts'
import { directConnections } from '../../../../../test/support/direct-connections.ts'
import { makeFolder, removeFolder } from '../../../../../test/support/folder.ts'
import { type Authority, createAuthority, issueCertificate } from '../../../../../test/support/pki.ts'
import { TimestampAuthority } from '../../../../../test/support/timestamp-authority.ts'
import { signWith, type TestSigner, testSigner } from '../../../../../test/support/xml-signing.ts'
import { timestampPost } from '../../timestamp-post.ts'
import { ThreadedSignatureEngine } from '../signature-engine.ts'
import { TimestampClient } from '../timestamp/timestamp-client.ts'
import { verifyDocument } from '../verify-document.ts'

const DOCUMENT = '<?xml version="1.0"?>\n<hồSơ xmlns:a="urn:a"><nộiDung>Tờ khai</nộiDung></hồSơ>'
const outgoing = directConnections()
let authority: Authority
let signers: Record<'rsa' | 'ec', TestSigner>
let tsa: TimestampAuthority
let engine: ThreadedSignatureEngine

beforeAll(async () => {
  authority = await createAuthority('Thử nghiệm CA')
  const subject = [['CN', 'CÔNG TY TNHH Á ĐÔNG']] as const
  const issue = async (keyType: 'rsa-2048' | 'p-256') =>
    testSigner(await issueCertificate(authority, { keyType, subject }))
  signers = { rsa: await issue('rsa-2048'), ec: await issue('p-256') }
  tsa = await TimestampAuthority.open(authority)
  const authorities = () => [{ url: tsa.url, policy: null, timeoutMs: 5_000 }]
  const timestamper = new TimestampClient({ authorities, post: timestampPost(outgoing) })
  engine = new ThreadedSignatureEngine({ profiles: {}, timestamper })
})
beforeEach(() => {
  tsa.fault = null
  tsa.asked = 0
})
afterAll(async () => {
  await engine.stop()
  await outgoing.close()
  await tsa.close()
})

const signature = (signed: Uint8Array | string) =>
  verifyDocument(Buffer.from(signed), { profiles: {}, now: new Date() }).signatures[0] ?? expect.fail('no signature')

describe.each(['rsa', 'ec'] as const)('with a key of type %s', (key) => {
  test.each(['xades-bes', 'xades-t'] as const)('%s is accepted by others, and tells its time', async (profile) => {
    const signed = await signWith(engine, profile, DOCUMENT, signers[key])
    const properties = { attribute: 'Id', element: 'SignedProperties', namespace: 'http://uri.etsi.org/01903/v1.3.2#' }
    const verdicts = [
      await judgeWithXmlsec1(signed, { trustedPem: authority.certificatePem, idAttributes: [properties] }),
      ...(key === 'rsa' ? [await judgeWithXmlCrypto(signed)] : []),
    ]
    expect(verdicts).toEqual(verdicts.map(() => expect.objectContaining({ accepted: true })))
    expect(signature(signed)).toEqual(
      expect.objectContaining({
        ...{ valid: true, problems: [], signingTime: '2026-11-22T03:04:05Z' },
        timestamp:
          profile === 'xades-bes' ? null : expect.objectContaining({ valid: true, authority: 'TSA thử nghiệm' }),
      }),
    )
  })
})

test('the timestamp is one over the signature value, as OpenSSL says', async () => {
  const signed = (await signWith(engine, 'xades-t', DOCUMENT, signers.rsa)).toString()
  const token = /EncapsulatedTimeStamp>([^<]+)</.exec(signed)?.[1] ?? ''
  const value = /<SignatureValue>[^<]+<\/SignatureValue>/.exec(signed)?.[0] ?? ''
  // Canonical, it carries the namespaces around it.
  const inherited = ' xmlns="http://www.w3.org/2000/09/xmldsig#" xmlns:a="urn:a"'
  const canonical = Buffer.from(value.replace('<SignatureValue', `<SignatureValue${inherited}`))
  const verdict = await judgeTimestampWithOpenssl(Buffer.from(token, 'base64'), canonical, {
    trustedPem: authority.certificatePem,
  })
  expect(verdict).toEqual(expect.objectContaining({ accepted: true }))
})

describe('what was changed is found:', () => {
  test.each([
    ['the signing time', '2026-11-22T03:04:05Z', '2026-11-21T03:04:05Z', 'was changed after signing'],
    [
      'the certificate that is named',
      /(?<=<xades:CertDigest>.*<DigestValue>.*?)[^X]/,
      'X',
      'was changed after signing',
    ],
    ['whose properties they are', 'Target="#Sig', 'Target="#sig', 'those of another signature'],
    ['the Id of the properties', 'SignedProperties Id="S', 'SignedProperties Id="T', 'are not covered'],
  ] as const)('%s', async (_, from, to, problem) => {
    const signed = (await signWith(engine, 'xades-bes', DOCUMENT, signers.rsa)).toString()
    const changed = signed.replace(from, to)
    expect(changed).not.toBe(signed)
    expect(signature(changed).problems).toContainEqual(expect.stringContaining(problem))
  })

  test('properties that were made with another certificate', async () => {
    const { issued } = signers.rsa
    // The key of one, the certificate of another: what a certificate exchanged later would look like.
    const twin = testSigner(await issueCertificate(authority, { keyType: 'rsa-2048', subject: [['CN', 'B']] }))
    const signed = (await signWith(engine, 'xades-bes', DOCUMENT, signers.rsa)).toString()
    const changed = signed.replace(
      Buffer.from(issued.certificateDer).toString('base64'),
      Buffer.from(twin.issued.certificateDer).toString('base64'),
    )
    expect(signature(changed).problems).toContain('it was made for another certificate')
  })

  test('the timestamp, which leaves the signature valid and proves nothing', async () => {
    const signed = (await signWith(engine, 'xades-t', DOCUMENT, signers.rsa)).toString()
    const other = (await signWith(engine, 'xades-t', DOCUMENT.replace('Tờ', 'Tò'), signers.rsa)).toString()
    const stamp = /<xades:EncapsulatedTimeStamp>[^<]+/
    const changed = signature(signed.replace(stamp, stamp.exec(other)?.[0] ?? ''))
    expect(changed).toEqual(
      expect.objectContaining({ valid: true, timestamp: expect.objectContaining({ valid: false }) }),
    )
    expect(changed.warnings).toContain('its timestamp proves nothing: it was made for something else')
  })
})

describe('the older SigningCertificate (ETSI TS 101 903), written by others and signed by xmlsec1, is read:', () => {
  const XADES = 'http://uri.etsi.org/01903/v1.3.2#'
  const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256'
  const C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'

  /** @param named Whose digest the properties name. */
  function template(named: TestSigner): string {
    const digest = createHash('sha256').update(named.issued.certificateDer).digest('base64')
    const method = `<DigestMethod Algorithm="${SHA256}"/>`
    const reference = (attributes: string, transforms: string) =>
      `<Reference ${attributes}><Transforms>${transforms}</Transforms>${method}<DigestValue/></Reference>`
    const enveloped = '<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>'
    const properties =
      '<xades:SignedProperties Id="P"><xades:SignedSignatureProperties>' +
      '<xades:SigningTime>2026-11-22T10:04:05+07:00</xades:SigningTime>' +
      `<xades:SigningCertificate><xades:Cert><xades:CertDigest>${method}<DigestValue>${digest}</DigestValue>` +
      '</xades:CertDigest><xades:IssuerSerial><X509IssuerName>CN=x</X509IssuerName><X509SerialNumber>1' +
      '</X509SerialNumber></xades:IssuerSerial></xades:Cert></xades:SigningCertificate>' +
      '</xades:SignedSignatureProperties></xades:SignedProperties>'
    return (
      `<a><b>Tờ khai</b><Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="S"><SignedInfo>` +
      `<CanonicalizationMethod Algorithm="${C14N}"/>` +
      '<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>' +
      reference('URI=""', enveloped) +
      reference('Type="http://uri.etsi.org/01903#SignedProperties" URI="#P"', `<Transform Algorithm="${C14N}"/>`) +
      '</SignedInfo><SignatureValue/><KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo>' +
      `<Object><xades:QualifyingProperties xmlns:xades="${XADES}" Target="#S">${properties}` +
      '</xades:QualifyingProperties></Object></Signature></a>'
    )
  }

  async function signedByXmlsec1(named: TestSigner): Promise<string> {
    const folder = makeFolder('xades-v1')
    const at = (name: string) => join(folder, name)
    try {
      const { certificatePem, privateKeyPkcs8Pem } = signers.rsa.issued
      await writeFile(at('key.pem'), privateKeyPkcs8Pem)
      await writeFile(at('certificate.pem'), certificatePem)
      await writeFile(at('template.xml'), template(named))
      const key = ['--privkey-pem', `${at('key.pem')},${at('certificate.pem')}`]
      const ids = ['--id-attr:Id', `${XADES}:SignedProperties`]
      await promisify(execFile)('xmlsec1', ['--sign', ...key, ...ids, '--output', at('signed.xml'), at('template.xml')])
      return await readFile(at('signed.xml'), 'utf8')
    } finally {
      removeFolder(folder)
    }
  }

  test('with the certificate that signed', async () => {
    expect(signature(await signedByXmlsec1(signers.rsa))).toMatchObject({
      ...{ valid: true, problems: [], signingTime: '2026-11-22T10:04:05+07:00' },
    })
  })

  test('with another one it is not valid', async () => {
    expect(signature(await signedByXmlsec1(signers.ec))).toMatchObject({
      ...{ valid: false, problems: ['it was made for another certificate'] },
    })
  })
})

test('a document that no authority stamped asks the authority again, and no token', async () => {
  const document = Buffer.from(DOCUMENT.replace('Tờ', 'Bờ'))
  const { certificate } = signers.rsa
  tsa.fault = 'fails'
  await expect(signWith(engine, 'xades-t', document, signers.rsa)).rejects.toThrow(
    expect.objectContaining({ code: 'ERR_TIMESTAMP_UNAVAILABLE' }),
  )
  tsa.fault = null
  const again = await engine.prepare('xades-t', document, { certificate, signedAt: new Date() })
  expect(again.value).not.toBeNull()
  const { document: signed } = await again.finish(again.value ?? expect.fail('the value was not kept'))
  // The time is that of the signature, not of the second attempt.
  expect(signature(signed)).toEqual(expect.objectContaining({ valid: true, signingTime: '2026-11-22T03:04:05Z' }))
  const third = await engine.prepare('xades-t', document, { certificate, signedAt: new Date() })
  expect([third.value, tsa.asked]).toEqual([null, 2])
})

test('without a configured authority nothing is signed', async () => {
  const alone = new ThreadedSignatureEngine({ profiles: {} })
  const context = { certificate: signers.rsa.certificate, signedAt: new Date() }
  await expect(alone.prepare('xades-t', Buffer.from(DOCUMENT), context)).rejects.toThrow(
    new CongkyError('ERR_TIMESTAMP_NOT_CONFIGURED', { profile: 'xades-t' }),
  )
  await alone.stop()
})
