/** Signatures of others, made by the real openssl, as the API, both commands and the library report them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type VerifyReport, verifyReportSchema } from '@congky/shared'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder, removeFolder } from './support/folder.ts'
import { GatewayFixture } from './support/gateway.ts'
import { callHttp } from './support/http-call.ts'
import { OpensslAuthority, type OpensslCertificate, SIGNER_EXTENSIONS } from './support/openssl-authority.ts'
import { PairedWorkstation } from './support/workstation.ts'

const folder = makeFolder('verification')
const at = (name: string) => join(folder, name)
const DOCUMENT = Buffer.from([0x25, 0x50, 0x44, 0x46, 0, 255, 10])
let authority: OpensslAuthority
let strangers: OpensslAuthority
let signer: OpensslCertificate
let gone: OpensslCertificate
let lists: Server
let list: Uint8Array
let gateway: GatewayFixture
let workstation: PairedWorkstation

beforeAll(async () => {
  lists = createServer((_, response) => response.end(list)).listen(0, '127.0.0.1')
  await new Promise((resolve) => lists.once('listening', resolve))
  const point = `crlDistributionPoints = URI:http://127.0.0.1:${(lists.address() as AddressInfo).port}/ca.crl`
  const extensions = [...SIGNER_EXTENSIONS, point]
  authority = new OpensslAuthority(at('authority'), 'Authority')
  strangers = new OpensslAuthority(at('strangers'), 'Authority')
  signer = authority.issue('Signer', { extensions })
  gone = authority.issue('Gone', { extensions })
  authority.revoke(gone)
  list = authority.crl()
  writeFileSync(at('hop-dong.pdf'), DOCUMENT)
  const trust = { authorities: [authority.certificate.file], revocation: 'hard' }
  gateway = await GatewayFixture.start({ folder: at('gateway'), config: { trust } })
  workstation = await PairedWorkstation.pair(gateway, 'may-01', 'all')
})
afterAll(async () => {
  await gateway?.stop()
  lists?.close()
  removeFolder(folder)
})

/** Detached CMS over the document. */
function signedBy({ file, keyFile, name }: OpensslCertificate): { readonly file: string; readonly bytes: Uint8Array } {
  const out = at(`${name}.p7s`)
  const by = ['-signer', file, '-inkey', keyFile, '-md', 'sha256']
  authority.run('cms', '-sign', '-binary', '-in', at('hop-dong.pdf'), ...by, '-outform', 'DER', '-out', out)
  return { file: out, bytes: readFileSync(out) }
}

async function ask(signature: Uint8Array, document: Uint8Array = DOCUMENT): Promise<VerifyReport> {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  const answer = await callHttp(gateway.url, 'POST', '/verify', {
    accessKey: workstation.pairing.accessKey,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ documentBase64: base64(document), signatureBase64: base64(signature) }),
  })
  expect(answer.status).toBe(200)
  return verifyReportSchema.parse(answer.json())
}

test('a signature beside its document: valid, trusted, with its chain', async () => {
  const report = await ask(signedBy(signer).bytes)
  expect(report).toMatchObject({ valid: true, warnings: [] })
  expect(report.signatures).toMatchObject([
    {
      ...{ kind: 'cms', valid: true, trust: 'trusted', notCovered: [], problems: [] },
      covers: [{ wholeDocument: true, valid: true, bytes: DOCUMENT.length }],
      chain: [{ subject: expect.stringContaining('CN=Authority') }],
    },
  ])
})

test('revoked, unknown or over another document: not valid, and said in both languages', async () => {
  const revoked = await ask(signedBy(gone).bytes)
  expect(revoked.valid).toBe(false)
  expect(revoked.signatures[0]).toMatchObject({ valid: false, trust: 'revoked' })
  expect(revoked.signatures[0]?.messages).toContainEqual({
    code: 'trust-revoked',
    vi: expect.stringMatching(/CN=Gone, C=VN đã bị thu hồi ngày/),
    en: expect.stringMatching(/CN=Gone, C=VN was revoked on/),
  })
  const foreign = await ask(signedBy(strangers.issue('Foreign')).bytes)
  expect(foreign).toMatchObject({ valid: false, signatures: [{ trust: 'unknown-authority' }] })
  const changed = await ask(signedBy(signer).bytes, Buffer.from('another'))
  expect(changed).toMatchObject({ valid: false, signatures: [{ valid: false, trust: 'not-checked' }] })
})

test('JSON that is no question is refused', async () => {
  for (const body of ['{', '[]', '{"documentBase64":"*"}', '{"signatureBase64":"AAAA"}']) {
    const accessKey = workstation.pairing.accessKey
    const headers = { 'content-type': 'application/json' }
    const answer = await callHttp(gateway.url, 'POST', '/verify', { accessKey, headers, body })
    expect([answer.status, answer.json()]).toMatchObject([400, { code: 'ERR_REQUEST_INVALID' }])
  }
})

test('the commands and the library say the same', async () => {
  const signature = signedBy(signer)
  const there = await workstation.run(['verify', at('hop-dong.pdf'), '--signature', signature.file, '--lang', 'vi'])
  expect(there.stdout).toContain('Chữ ký CMS tại /: hợp lệ')
  expect(there.code).toBe(0)
  const here = await gateway.run(['verify', at('hop-dong.pdf'), '--signature', signature.file])
  expect([here.code, here.stdout]).toEqual([0, expect.stringContaining('trusted: a configured authority issued it')])
  const revoked = await gateway.run(['verify', at('hop-dong.pdf'), '--signature', signedBy(gone).file, '--json'])
  expect([revoked.code, JSON.parse(revoked.stdout)]).toMatchObject([1, { signatures: [{ trust: 'revoked' }] }])
  const connection = await workstation.connect()
  try {
    const report = await connection.verify(DOCUMENT, { signature: signature.bytes })
    expect(report.signatures).toMatchObject([{ valid: true, trust: 'trusted' }])
  } finally {
    await connection.close()
  }
  const two = await workstation.run(['verify', at('hop-dong.pdf'), signature.file, '--signature', signature.file])
  expect(two.code).toBe(2)
})

test('an authority whose file is gone is believed no more, and the doctor and the check of the file say so', async () => {
  const trust = { authorities: [at('nowhere.pem')], revocation: 'none' }
  gateway.configure({ trust })
  const doctor = JSON.parse((await gateway.run(['doctor', '--json'])).stdout)
  expect(doctor.findings).toContainEqual(
    expect.objectContaining({ check: `trust:${at('nowhere.pem')}`, verdict: 'fail' }),
  )
  expect((await gateway.run(['config', 'check'])).stdout).toContain(`There is no file ${at('nowhere.pem')}`)
  const here = await gateway.run(['verify', at('hop-dong.pdf'), '--signature', at('Signer.p7s'), '--json'])
  expect([here.code, JSON.parse(here.stdout)]).toMatchObject([1, { signatures: [{ trust: 'unknown-authority' }] }])
})
