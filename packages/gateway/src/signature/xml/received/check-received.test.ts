/** Whether the second reader confirms what was promised, and nothing else. */
import { sign } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { customsEnvelope } from '../../../../../../test/support/customs-envelopes.ts'
import { mutate } from '../../../../../../test/support/mutations.ts'
import { createAuthority, issueCertificate } from '../../../../../../test/support/pki.ts'
import { type TestSigner, testSigner } from '../../../../../../test/support/xml-signing.ts'
import { builtInProfiles } from '../../built-in-profiles.ts'
import { checkSigned } from '../check-signed.ts'
import { guardDocument } from '../document-guard.ts'
import { planSignature } from '../plan-signature.ts'
import { applyEdits } from '../splice.ts'
import { readSecond } from './check-received.ts'

let signer: TestSigner

beforeAll(async () => {
  const authority = await createAuthority('Thử nghiệm CA')
  signer = testSigner(await issueCertificate(authority, { keyType: 'rsa-2048', subject: [['CN', 'x']] }))
})

function signed(profile: string, text: string) {
  const options = builtInProfiles[profile]
  if (options?.kind !== 'xmldsig') throw new Error(`${profile} is not for XML`)
  const guarded = guardDocument(Buffer.from(text))
  const request = { profile, options, certificate: signer.certificate, signedAt: new Date('2026-11-22T03:04:05Z') }
  const { toBeSigned, rest } = planSignature({ guarded, site: null }, request)
  const signatureValue = sign('sha256', toBeSigned, signer.issued.privateKey).toString('base64')
  const promised = { signatureValue, signedInfo: toBeSigned, ...rest }
  return { bytes: applyEdits(guarded.bytes, rest.edits, signatureValue), promised }
}

const ENVELOPE = customsEnvelope({ taxCode: '0101300842', enterprise: 'A & B', signature: 'empty' })
const INVOICE = '<HDon><DLHDon Id="a"><NDHDon/></DLHDon><DSCKS/></HDon>'

test.each([
  ['customs-1543', ENVELOPE],
  ['xmldsig-enveloped', ENVELOPE],
  ['xmldsig-enveloped', '<!-- a --><?p q?><r xmlns="urn:a" xml:lang="vi"><a b="&#9;"/>&gt;\r\n<![CDATA[<]]></r>\n'],
  ['einvoice-tt78', INVOICE],
])('%s is confirmed', (profile, text) => {
  const { bytes, promised } = signed(profile, text)
  expect(readSecond(bytes, promised)).toBe('confirmed')
})

test.each([
  [
    'another content',
    (text: string) => text.replace('</version>', '0</version>').replace('<messageId>', '<messageId>x'),
  ],
  [
    'another place',
    (text: string) => text.replace(/(<Signature xmlns.*<\/Signature>)(.*)$/s, '$2').replace('</Header>', '</Header>'),
  ],
  ['the signature twice', (text: string) => text.replace(/(<Signature xmlns.*?<\/Signature>)/s, '$1$1')],
  [
    'the Id twice',
    (text: string) => text.replace('<Header>', `<Header Id="${/<Content Id="([^"]*)/.exec(text)?.[1]}">`),
  ],
  ['a changed digest', (text: string) => text.replace(/<DigestValue>./, '<DigestValue>_')],
  ['a comment in SignedInfo', (text: string) => text.replace('<SignedInfo>', '<SignedInfo><!-- x -->')],
  [
    'something behind an instruction',
    (text: string) => text.replace('</SignatureValue>', '</SignatureValue><?p?><Header/>'),
  ],
  ['a DOCTYPE', (text: string) => text.replace('<Envelope>', '<!DOCTYPE Envelope><Envelope>')],
])('%s is not confirmed', (name, change) => {
  const { bytes, promised } = signed(name === 'another content' ? 'xmldsig-enveloped' : 'customs-1543', ENVELOPE)
  const changed = Buffer.from(change(bytes.toString()))
  expect(changed.equals(bytes)).toBe(false)
  expect(readSecond(changed, promised)).not.toBe('confirmed')
})

test('it is silent about what is not ordinary, and differs over what it reads otherwise', () => {
  const { bytes, promised } = signed('customs-1543', ENVELOPE)
  const read = (from: string, to: string) => readSecond(Buffer.from(bytes.toString().replace(from, to)), promised)
  expect(read('<Envelope>', '<!DOCTYPE Envelope><Envelope>')).toBe('silent')
  expect(read('<version>', '<version>0')).toBe('confirmed')
  expect(read('<Content', '<Content x="1"')).toBe('differs')
})

test('what it confirms, libxml2 confirms as well, however the signed document is mutated', () => {
  const { bytes, promised } = signed('xmldsig-enveloped', ENVELOPE)
  let confirmed = 0
  for (let seed = 0; seed < 400; seed++) {
    const mutated = mutate(bytes, `signed ${seed}`)
    if (readSecond(mutated, promised) !== 'confirmed') continue
    confirmed++
    expect(() => checkSigned(guardDocument(mutated), promised)).not.toThrow()
  }
  // A mutation may change nothing, or something that canonical forms do not show.
  expect(confirmed).toBeLessThan(100)
})
