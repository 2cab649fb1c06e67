import { execFileSync } from 'node:child_process'
import { sign } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CongkyError, type SmimeProfileOptions } from '@congky/shared'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { judgeCmsWithOpenssl } from '../../../../../test/judges/index.ts'
import { makeFolder, removeFolder } from '../../../../../test/support/folder.ts'
import { type Authority, createAuthority, issueCertificate } from '../../../../../test/support/pki.ts'
import { type TestSigner, testSigner } from '../../../../../test/support/xml-signing.ts'
import { readMimeSignatures } from './read-cms-signatures.ts'
import { smimeFormat } from './smime-format.ts'

const options: SmimeProfileOptions = {
  ...{ kind: 'smime', digest: 'sha1', signedAttributes: true, certificates: 'signer' },
  ...{ contentType: 'text/plain; charset=UTF-8', lineEnds: 'crlf', micalg: 'without-dash' },
}
const EDI = 'UNH+1+CUSDEC:D:96B:UN\r\nTờ khai nhập khẩu\r\n\r\nUNT+3+1\r\n'
const now = new Date()
const ACCEPTED = expect.objectContaining({ accepted: true })
let authority: Authority
let signer: TestSigner
let folder: string

beforeAll(async () => {
  folder = makeFolder('smime')
  authority = await createAuthority('Thử nghiệm CA')
  signer = testSigner(await issueCertificate(authority, { keyType: 'rsa-2048', subject: [['CN', 'Á ĐÔNG']] }))
})
afterAll(() => removeFolder(folder))

function signMime(document: string, changes: Partial<SmimeProfileOptions> = {}): string {
  const request = {
    ...{ profile: 'vnaccs', options: { ...options, ...changes }, certificate: signer.certificate },
    signedAt: new Date('2026-11-22T03:04:05Z'),
  }
  const opened = smimeFormat.open(Buffer.from(document))
  const plan = smimeFormat.plan(opened, request)
  const value = sign(plan.digestAlgorithm, plan.toBeSigned, signer.issued.privateKey)
  const done = smimeFormat.complete(opened, plan, { value, timestamp: null })
  return 'document' in done ? Buffer.from(done.document).toString() : expect.fail('no timestamp is wanted')
}

const judge = (message: string, command: 'cms' | 'smime' = 'smime') =>
  judgeCmsWithOpenssl(Buffer.from(message), { trustedPem: authority.certificatePem, form: 'SMIME', command })
const report = (message: string) => readMimeSignatures(Buffer.from(message), { now })
const problemsOf = (message: string) => report(message).flatMap(({ problems }) => problems)

describe('a declaration of VNACCS', () => {
  test.each([
    ['as SHA-1 with the header of the field', {}, 'micalg="sha1"'],
    ['as SHA-256', { digest: 'sha256', micalg: 'rfc8551' }, 'micalg="sha-256"'],
    ['without signed attributes', { signedAttributes: false }, 'micalg="sha1"'],
  ] as const)('%s is accepted by OpenSSL', async (_, changes, micalg) => {
    const message = signMime(EDI, changes)
    expect(message).toContain(micalg)
    expect(message).toContain(`\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n${EDI}\r\n--`)
    expect([await judge(message), await judge(message, 'cms')]).toEqual([ACCEPTED, ACCEPTED])
    expect(report(message)).toEqual([
      expect.objectContaining({
        ...{ kind: 'smime', path: '2', valid: true, problems: [], notCovered: [] },
        covers: [expect.objectContaining({ path: '1', wholeDocument: true, valid: true })],
      }),
    ])
  })

  test('gives the same message each time, its lines in 76 characters or less but for its own header', () => {
    const message = signMime(EDI)
    expect(signMime(EDI)).toBe(message)
    const signature = message.slice(message.indexOf('smime.p7s'))
    expect(Math.max(...signature.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(76)
  })

  test('with the line ends of Unix gets those of mail, unless they are to be kept', async () => {
    const unix = EDI.replaceAll('\r\n', '\n')
    expect(signMime(unix)).toBe(signMime(EDI))
    const kept = signMime(unix, { lineEnds: 'keep' })
    expect(kept).toContain(unix)
    expect(report(kept)).toEqual([expect.objectContaining({ valid: true, warnings: expect.any(Array) })])
  })

  test('that is a MIME part already is signed as it is', async () => {
    const part = `Content-Type: application/edifact;\r\n charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${EDI}`
    const message = signMime(part)
    expect(message).toContain(`\r\n${part}\r\n--`)
    expect(await judge(message)).toEqual(ACCEPTED)
  })

  test('with a byte changed in what is signed is not valid', () => {
    const message = signMime(EDI)
    expect(problemsOf(message.replace('CUSDEC', 'CUSREP'))).toEqual(['what it covers was changed after signing'])
    expect(problemsOf(message.replace('text/plain;', 'text/html; '))).toEqual([
      'what it covers was changed after signing',
    ])
  })

  test.each([
    ['a MIME part with the line ends of Unix', 'Content-Type: text/plain\n\nx\n', 'ERR_PROFILE_MISMATCH'],
    ['a MIME part without an end of its header', 'Content-Type: text/plain', 'ERR_PROFILE_MISMATCH'],
    ['a MIME part with two types', 'Content-Type: a/b\r\nContent-Type: c/d\r\n\r\nx', 'ERR_PROFILE_MISMATCH'],
    ['a CR alone', 'UNH\rUNT', 'ERR_PROFILE_MISMATCH'],
    ['nothing', '', 'ERR_DOCUMENT_EMPTY'],
    ['a NUL', 'UNH\0UNT', 'ERR_DOCUMENT_ENCODING'],
  ] as const)('that is %s is refused', (_, document, code) => {
    expect(() => signMime(document)).toThrow(expect.objectContaining({ code }))
  })

  test('that is signed already is refused', () => {
    const signed = signMime(EDI)
    expect(() => signMime(signed)).toThrow(new CongkyError('ERR_ALREADY_SIGNED'))
  })
})

test('mail that OpenSSL signed is read, also with the line ends of Unix', () => {
  const key = join(folder, 'signer.pem')
  writeFileSync(key, signer.issued.certificatePem + signer.issued.privateKeyPkcs8Pem)
  writeFileSync(join(folder, 'content'), 'Content-Type: text/plain\n\nxin chào\n')
  const out = join(folder, 'signed')
  execFileSync('openssl', [
    'smime',
    '-sign',
    '-in',
    join(folder, 'content'),
    '-signer',
    key,
    '-out',
    out,
    '-subject',
    'x',
  ])
  const message = readFileSync(out, 'utf8')
  const valid = { valid: true, problems: [], notCovered: ['header subject'] }
  expect(report(message)).toEqual([expect.objectContaining({ ...valid, warnings: [] })])
  const changed = ['its line ends are not those that were signed: they were changed on the way']
  expect(report(message.replaceAll('\r\n', '\n'))).toEqual([expect.objectContaining({ ...valid, warnings: changed })])
})

describe('a message that two readers could take for two is refused:', () => {
  const boundary = () => /boundary="([^"]+)"/.exec(signMime(EDI))?.[1] ?? ''
  const change = (from: string | RegExp, to: string) => signMime(EDI).replace(from, to)

  test.each([
    [
      'two types',
      () => change('MIME-Version', 'Content-Type: text/plain\r\nMIME-Version'),
      'it has two headers content-type',
    ],
    ['a boundary twice', () => change('; boundary', '; boundary=x; boundary'), 'its Content-Type is malformed'],
    ['a boundary in pieces', () => change('; boundary=', '; boundary*0='), 'its Content-Type is malformed'],
    [
      'a comment in its type',
      () => change('signed; protocol', 'signed (x); protocol'),
      'its Content-Type is malformed',
    ],
    [
      'a third part',
      () => change(/\r\n(--[^\r]+)--\r\n$/, '\r\n$1\r\n\r\nx\r\n$1--\r\n'),
      'it has 3 parts where two belong',
    ],
    [
      'parts by the hundred',
      () => change(/\r\n(--[^\r]+)--\r\n$/, `\r\n${'$1\r\n\r\n'.repeat(200)}$1--\r\n`),
      'it has too many parts',
    ],
    [
      'one part',
      () =>
        change(/\r\n--[^\r]+\r\nContent-Type: application\/x-pkcs7[\s\S]*?(--\r\n)$/, '\r\n--BOUNDARY--\r\n').replace(
          'BOUNDARY',
          boundary(),
        ),
      'it has 1 parts where two belong',
    ],
    ['no end', () => change(/--\r\n$/, '\r\n'), 'its parts have no end'],
    ['a delimiter after its end', () => `${signMime(EDI)}--${boundary()}\r\n`, 'a delimiter follows its end'],
    [
      'a line that starts like a delimiter',
      () => change('UNT', `--${boundary()}x\r\nUNT`),
      'a line looks like a delimiter and is none',
    ],
    [
      'a delimiter after a CR alone',
      () => change('UNT', `\r--${boundary()}\r\nUNT`),
      'a line looks like a delimiter and is none',
    ],
    ['base64 with other characters', () => change('\r\n\r\nMII', '\r\n\r\nMI*I'), 'it is not base64'],
    ['a signature in another encoding', () => change('base64', '8bit'), 'the signature is not in base64'],
    [
      'the whole in base64',
      () => change('MIME-Version', 'Content-Transfer-Encoding: base64\r\nMIME-Version'),
      'its transfer encoding is not accepted',
    ],
    [
      'a header without an end',
      () => 'MIME-Version: 1.0\r\nContent-Type: multipart/signed',
      'its MIME header has no end',
    ],
    ['a folded line first', () => ` x\r\n${signMime(EDI)}`, 'its MIME header is malformed'],
    [
      'two types of what is signed',
      () => change('\r\n\r\nUNH', '\r\nContent-Type: a/b\r\n\r\nUNH'),
      'it has two headers content-type',
    ],
  ])('%s', (_, message, problem) => {
    expect(report(message())).toEqual([expect.objectContaining({ valid: false, problems: [problem] })])
  })

  test('what stands outside both parts is told', () => {
    const message = signMime(EDI)
      .replace('MIME-Version', 'Subject: Trả 1 tỷ\r\nMIME-Version')
      .replace('"\r\n\r\n--', '"\r\n\r\nĐọc phần này\r\n--')
    expect(report(`${message}và phần này`)).toEqual([
      expect.objectContaining({
        ...{ valid: true, notCovered: ['header subject', 'text before the first part', 'text after the last part'] },
        covers: [expect.objectContaining({ wholeDocument: false })],
      }),
    ])
  })
})
