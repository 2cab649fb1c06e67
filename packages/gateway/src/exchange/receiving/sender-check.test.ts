import { sampleCustomsMessage } from '@congky/documents'
import { CongkyError } from '@congky/shared'
import { beforeAll, expect, test } from 'vitest'
import {
  type Authority,
  createAuthority,
  type IssuedCertificate,
  issueCertificate,
} from '../../../../../test/support/pki.ts'
import { CertificateJudge } from '../../signature/trust/certificate-judge.ts'
import type { OpenedMessage } from './open-message.ts'
import { SenderCheck, type SenderCheckParts } from './sender-check.ts'

const IDENTITY = '0100109106'
let authority: Authority
let customs: IssuedCertificate
let stranger: IssuedCertificate

beforeAll(async () => {
  authority = await createAuthority('CA')
  const issue = (uid: string) =>
    issueCertificate(authority, {
      subject: [
        ['CN', 'TCHQ'],
        ['UID', uid],
      ],
      keyType: 'p-256',
    })
  customs = await issue(`MST:${IDENTITY}`)
  stranger = await issue('MST:0101300842')
})

function checker(
  parts: Partial<SenderCheckParts> & { readonly pinned?: readonly IssuedCertificate[] } = {},
): SenderCheck {
  const authorities = parts.pinned ? [] : [authority.certificateDer]
  const pinned = (parts.pinned ?? []).map((each) => each.certificateDer)
  return new SenderCheck({
    engine: { verify: async () => expect.fail('nobody is verified who is not believed') },
    // Nobody answers who could know of revoked certificates.
    judge: new CertificateJudge({ network: { fetch: () => Promise.reject(new Error('no way')) } }),
    certificates: { current: async () => ({ pinned, authorities }) },
    revocation: 'none',
    identity: IDENTITY,
    ...parts,
  })
}

const message = (certificates: readonly IssuedCertificate[], from = IDENTITY): OpenedMessage => ({
  ...{ message: new Uint8Array(), sha256: '', header: sampleCustomsMessage('11-11').header },
  key: { from, messageId: 'X' },
  certificates: certificates.map((each) => each.certificateDer),
})

const groundOf = (check: SenderCheck, opened: OpenedMessage) =>
  check.believe(opened).then(
    (believed) => believed.size,
    (error: unknown) =>
      error instanceof CongkyError ? `${error.code}: ${error.text('en').message}` : expect.fail(String(error)),
  )

test('of what an authority issued, only the certificate that names customs counts', async () => {
  expect(await groundOf(checker(), message([customs]))).toBe(1)
  expect(await groundOf(checker(), message([stranger]))).toContain('none that customs is known to sign with')
  expect(await groundOf(checker(), message([stranger, customs]))).toBe(1)
})

test.each([
  ['OU', `MST:${IDENTITY}`],
  ['OU', IDENTITY],
  ['L', IDENTITY],
] as const)('an authority that lets its customers choose %s = %s makes nobody customs', async (attribute, value) => {
  const wisher = await issueCertificate(authority, {
    subject: [
      ['CN', 'Stranger'],
      [attribute, value],
    ],
    keyType: 'p-256',
  })
  expect(await groundOf(checker(), message([wisher]))).toContain('none that customs is known to sign with')
})

test('a certificate that is named itself counts whatever it says, and no other does', async () => {
  expect(await groundOf(checker({ pinned: [stranger] }), message([stranger]))).toBe(1)
  expect(await groundOf(checker({ pinned: [stranger] }), message([customs]))).toContain('ERR_EXCHANGE_SENDER')
})

test('where nobody tells whether it was revoked, soft accepts and hard refuses', async () => {
  expect(await groundOf(checker({ revocation: 'soft' }), message([customs]))).toBe(1)
  expect(await groundOf(checker({ revocation: 'hard' }), message([customs]))).toContain('could not be found out')
})

test('a message of another sender, or without a certificate, is refused before anybody is asked', async () => {
  const certificates = { current: async () => expect.fail('files were read') }
  expect(await groundOf(checker({ certificates }), message([customs], 'TCHQ'))).toContain('called otherwise')
  expect(await groundOf(checker(), message([]))).toContain('no certificate')
})
