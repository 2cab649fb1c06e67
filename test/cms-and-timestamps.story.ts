/** Signatures that are no XML, and timestamps, from a real token through the real gateway; OpenSSL judges them. */
import { join } from 'node:path'
import { type GatewayStatus, verifyReportSchema } from '@congky/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { judgeEdifactSecurity, rawDigest, rawDigests } from './judges/edifact-security.ts'
import { judgeCmsWithOpenssl, judgeWithXmlsec1 } from './judges/index.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { readHistory } from './support/history.ts'
import { callHttp } from './support/http-call.ts'
import { orderInterchange } from './support/interchanges.ts'
import { CLIENT, createOffice, type Office, OWN_A, PIN, thumbprint } from './support/office.ts'
import { issueCertificate } from './support/pki.ts'
import { TimestampAuthority } from './support/timestamp-authority.ts'
import { PairedWorkstation } from './support/workstation.ts'

const folder = makeFolder('cms')
const ACCEPTED = expect.objectContaining({ accepted: true })
const properties = { attribute: 'Id', element: 'SignedProperties', namespace: 'http://uri.etsi.org/01903/v1.3.2#' }
let office: Office
let tsa: TimestampAuthority
let gateway: GatewayFixture
let accessKey: string
let trustedPem: string

beforeAll(async () => {
  office = await createOffice(folder)
  trustedPem = office.authority.certificatePem
  tsa = await TimestampAuthority.open(office.authority)
  // The first one is out of service, as one of them always is.
  const timestamps = [{ url: 'http://127.0.0.1:9/tsr' }, { url: tsa.url }]
  const issued = await issueCertificate(office.authority, {
    keyType: 'p-256',
    subject: [
      ['CN', CLIENT.name],
      ['UID', `MST:${CLIENT.taxCode}`],
    ],
  })
  await office.softHsm.addToken({ label: 'duong-cong', pin: PIN, keys: [{ issued }] })
  const enterprises = [
    ...office.config.enterprises.filter((each) => !('taxCode' in each) || each.taxCode !== CLIENT.taxCode),
    { ...{ taxCode: CLIENT.taxCode, name: CLIENT.name }, certificate: thumbprint(issued) },
  ]
  const config = { ...office.config, enterprises, timestamps, autoStart: true }
  gateway = await GatewayFixture.start({ folder: join(folder, 'gateway'), config, env: office.softHsm.env })
  await gateway.unlock(OWN_A.token, PIN)
  await gateway.unlock('duong-cong', PIN)
  const mayUse = [OWN_A.taxCode, CLIENT.taxCode]
  accessKey = (await PairedWorkstation.pair(gateway, 'may-01', mayUse)).pairing.accessKey
})
afterAll(async () => {
  await gateway?.stop()
  await tsa?.close()
  removeFolder(folder)
})

const call = (path: string, body: string | Buffer) => callHttp(gateway.url, 'POST', path, { accessKey, body })
const sign = (profile: string, document: string | Buffer, taxCode = OWN_A.taxCode) =>
  call(`/sign?taxCode=${taxCode}&profile=${profile}&wait=60`, document)

/** How often the token was asked to sign since the start. */
async function signaturesOfToken(): Promise<number> {
  const { tokens } = (await gateway.admin('GET', '/status')) as Pick<GatewayStatus, 'tokens'>
  return tokens.find(({ name }) => name === OWN_A.token)?.signed.count ?? expect.fail('the token is not there')
}

test('any bytes get a detached signature of their own', async () => {
  const content = Buffer.from([0x25, 0x50, 0x44, 0x46, 0x00, 0xff, 0x0d, 0x0a])
  const signed = await sign('cms-detached', content)
  expect(signed.status, signed.bytes.toString()).toBe(200)
  expect(await judgeCmsWithOpenssl(signed.bytes, { trustedPem, content })).toEqual(ACCEPTED)
})

test.each(['vnaccs-smime', 'vnaccs-smime-sha256'])('EDI text becomes S/MIME: %s', async (profile) => {
  const signed = await sign(profile, "UNH+1+CUSDEC:D:96B:UN'\nTờ khai nhập khẩu'\n")
  expect(signed.status, signed.bytes.toString()).toBe(200)
  expect(await judgeCmsWithOpenssl(signed.bytes, { trustedPem, form: 'SMIME', command: 'smime' })).toEqual(ACCEPTED)
  expect(verifyReportSchema.parse((await call('/verify', signed.bytes)).json())).toMatchObject({
    ...{ valid: true, signatures: [{ kind: 'smime', certificate: { taxCode: OWN_A.taxCode } }] },
  })
})

test.each(['cms-detached', 'vnaccs-smime-sha256', 'xades-bes'])('%s with an EC key of a token', async (profile) => {
  const document = profile === 'xades-bes' ? '<hồSơ/>' : "UNH+1+CUSDEC:D:96B:UN'\r\n"
  const { status, bytes } = await sign(profile, document, CLIENT.taxCode)
  expect(status, bytes.toString()).toBe(200)
  const verdict = {
    'cms-detached': () => judgeCmsWithOpenssl(bytes, { trustedPem, content: Buffer.from(document) }),
    'vnaccs-smime-sha256': () => judgeCmsWithOpenssl(bytes, { trustedPem, form: 'SMIME' }),
    'xades-bes': () => judgeWithXmlsec1(bytes, { trustedPem, idAttributes: [properties] }),
  }[profile]
  expect(await verdict?.()).toEqual(ACCEPTED)
  if (profile === 'cms-detached') return
  expect(verifyReportSchema.parse((await call('/verify', bytes)).json())).toMatchObject({
    signatures: [{ valid: true, signatureMethod: 'ecdsa-sha256', certificate: { taxCode: CLIENT.taxCode } }],
  })
})

test('interchanges of UN/EDIFACT, small ones and large ones, for the exporter that they name', async () => {
  for (const messages of [1, 500]) {
    const document = orderInterchange({ messages, exporter: OWN_A.taxCode, gap: '\r\n' })
    const { status, bytes } = await call('/sign?profile=edifact-secured&wait=60', document)
    expect(status, bytes.toString()).toBe(200)
    expect(await judgeEdifactSecurity(bytes)).toEqual(ACCEPTED)
    expect(verifyReportSchema.parse((await call('/verify', bytes)).json())).toMatchObject({
      ...{ valid: true, signatures: [{ kind: 'edifact', notCovered: [], certificate: { taxCode: OWN_A.taxCode } }] },
    })
  }
  const wrong = orderInterchange({ exporter: OWN_A.taxCode }).replace('UNT+11', 'UNT+10')
  const refused = await call('/sign?profile=edifact-secured&wait=60', wrong)
  expect([refused.status, refused.code]).toEqual([422, 'ERR_EDIFACT_NOT_STRICT'])
})

test('a message AUTACK beside its interchange, with an EC key of a token', async () => {
  const document = orderInterchange({ exporter: OWN_A.taxCode })
  const { status, bytes, headers } = await sign('edifact-autack', document, CLIENT.taxCode)
  expect(status, bytes.toString()).toBe(200)
  expect(headers['content-type']).toContain('application/EDIFACT')
  expect(rawDigests(bytes)).toEqual([rawDigest(Buffer.from(document))])
  expect(await judgeEdifactSecurity(bytes)).toEqual(ACCEPTED)
  const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64')
  const body = JSON.stringify({ documentBase64: base64(document), signatureBase64: base64(bytes) })
  const answer = await callHttp(gateway.url, 'POST', '/verify', {
    ...{ accessKey, body, headers: { 'content-type': 'application/json' } },
  })
  expect(verifyReportSchema.parse(answer.json())).toMatchObject({
    ...{ valid: true, signatures: [{ kind: 'autack', signatureMethod: 'ecdsa-sha256' }] },
  })
})

test('a time-stamp authority that fails for a while costs no second signature of the token', async () => {
  const before = await signaturesOfToken()
  tsa.fault = 'fails'
  const answer = sign('xades-t', '<hồSơ/>')
  await eventually(() => tsa.asked > 0)
  tsa.fault = null
  const signed = await answer
  expect(signed.status, signed.bytes.toString()).toBe(200)
  expect(await judgeWithXmlsec1(signed.bytes, { trustedPem, idAttributes: [properties] })).toEqual(ACCEPTED)

  const notes = (await readHistory(gateway)).flatMap(({ kind, note }) => (kind === 'intent' && note ? [note] : []))
  expect(new Set(notes)).toEqual(
    new Set(['the signature of an earlier attempt waits for its timestamp: nothing is signed again']),
  )
  expect(await signaturesOfToken()).toBe(before + 1)
})
