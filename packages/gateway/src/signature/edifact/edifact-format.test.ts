import { type AutackProfileOptions, CongkyError, type EdifactProfileOptions, type VerifyReport } from '@congky/shared'
import { beforeAll, describe, expect, test } from 'vitest'
import { judgeEdifactSecurity } from '../../../../../test/judges/edifact-security.ts'
import { orderInterchange } from '../../../../../test/support/interchanges.ts'
import { createAuthority, issueCertificate } from '../../../../../test/support/pki.ts'
import { signWith, type TestSigner, testSigner } from '../../../../../test/support/xml-signing.ts'
import { builtInProfiles } from '../built-in-profiles.ts'
import { ThreadedSignatureEngine } from '../signature-engine.ts'
import { verifyDocument } from '../verify-document.ts'

const secured = { ...(builtInProfiles['edifact-secured'] as EdifactProfileOptions), check: 'syntax' } as const
const autack = { ...(builtInProfiles['edifact-autack'] as AutackProfileOptions), check: 'syntax' } as const
const profiles = {
  'syntax-only': secured,
  message: { ...secured, level: 'message' },
  'message-body': { ...secured, level: 'message', scope: 'header-and-body', existing: 'add' },
  'to-trailer': { ...secured, scope: 'header-to-trailer', existing: 'add' },
  body: { ...secured, scope: 'header-and-body', existing: 'add' },
  base64: { ...secured, filter: 'base64' },
  reference: { ...secured, certificate: 'reference' },
  'sha1-body': { ...secured, scope: 'header-and-body', existing: 'add', digest: 'sha1' },
  nobody: { ...secured, taxCodeFrom: 'none' },
  'whole-add': { ...secured, existing: 'add' },
  inside: { ...autack, placed: 'inside' },
  'autack-base64': { ...autack, filter: 'base64' },
} as const
const engine = new ThreadedSignatureEngine({ profiles })
const now = new Date('2026-11-23T00:00:00Z')
let rsa: TestSigner
let ec: TestSigner

beforeAll(async () => {
  const authority = await createAuthority('Thử nghiệm CA')
  const subject = [
    ['CN', 'CÔNG TY TNHH HẢI ÂU'],
    ['UID', 'MST:0101300842'],
  ] as const
  const notBefore = new Date('2026-01-01T00:00:00Z')
  const issue = async (keyType: 'rsa-2048' | 'p-256') =>
    testSigner(await issueCertificate(authority, { keyType, subject, notBefore }))
  ;[rsa, ec] = await Promise.all([issue('rsa-2048'), issue('p-256')])
})

const sign = (document: string | Uint8Array, profile = 'edifact-secured', by = rsa) =>
  signWith(engine, profile, document, by)
const verify = (document: Uint8Array | string): VerifyReport =>
  verifyDocument(Buffer.from(document), { profiles: builtInProfiles, now })
const only = (report: VerifyReport) => {
  expect(report.signatures).toHaveLength(1)
  return report.signatures[0] as VerifyReport['signatures'][number]
}
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => null,
    (error: unknown) => (error instanceof CongkyError ? error.code : Promise.reject(error)),
  )
const ACCEPTED = { accepted: true, detail: 'Verified OK' }

describe('openssl accepts what is signed', () => {
  test.each([
    ['version 1', 'edifact-secured', {}],
    ['version 4, UNA, lines', 'edifact-secured', { version: 4, gap: '\r\n', service: "UNA:+.?*'" }],
    ['two messages', 'edifact-secured', { messages: 2, gap: '\n' }],
    ['to the trailer', 'to-trailer', {}],
    ['header and body', 'body', { gap: '\r\n' }],
    ['a message as a whole', 'message', { gap: '\n' }],
    ['header and body of a message', 'message-body', {}],
  ] as const)('%s', async (_, profile, options) => {
    for (const by of [rsa, ec]) {
      const signed = await sign(orderInterchange(options), profile, by)
      expect(await judgeEdifactSecurity(signed)).toEqual(ACCEPTED)
      const report = verify(signed)
      expect(only(report)).toMatchObject({ kind: 'edifact', valid: true, problems: [], warnings: [] })
      expect(only(report).certificate?.thumbprint).toBe(by.certificate.thumbprint)
    }
  })
})

test('what is not inserted stays as it is', async () => {
  const document = orderInterchange({ gap: '\r\n' })
  const signed = (await sign(document)).toString('latin1')
  const without = signed.replaceAll(/US[HACTR]\+[^']*'\r\n/g, '')
  expect(without).toBe(document)
})

test('the count of a message that is signed follows, and nothing else', async () => {
  const document = orderInterchange()
  const signed = (await sign(document, 'message')).toString('latin1')
  expect(signed.replaceAll(/US[HACTR]\+[^']*'/g, '')).toBe(document.replace('UNT+11+', 'UNT+17+'))
})

test('the report says what is covered, when, and by whom', async () => {
  const report = only(verify(await sign(orderInterchange())))
  expect(report).toMatchObject({
    path: 'UNB+VCCI081216/USH+1',
    covers: [{ path: 'UNB+VCCI081216', wholeDocument: true, valid: true }],
    ...{ notCovered: [], signatureMethod: 'rsa-sha256', signingTime: '2026-11-22T03:04:05.000Z' },
    certificate: { taxCode: '0101300842' },
  })
  expect(only(verify(await sign(orderInterchange({ messages: 1 }), 'message'))).notCovered).toEqual([
    'UNB+VCCI081216',
    'UNZ',
  ])
})

test('base64 and references are written as wished', async () => {
  const wide = orderInterchange({ identifier: 'UNOC', version: 4, gap: '\n' })
  const signed = await sign(wide, 'base64')
  expect(signed.toString()).toMatch(/USR\+1:[A-Za-z0-9/=]*(?:\?\+|[a-z])/)
  expect(only(verify(signed))).toMatchObject({ valid: true })
  for (const profile of ['base64', 'autack-base64']) {
    expect(await codeOf(engine.inspect(profile, Buffer.from(orderInterchange())))).toBe('ERR_PROFILE_MISMATCH')
  }
  const named = await sign(orderInterchange(), 'reference')
  expect(named.toString()).not.toContain('ZZZ:30')
  expect(only(verify(named)).problems).toEqual(['it does not carry the certificate that it names'])
})

describe('the tax code', () => {
  const inspect = (exporter: string, profile = 'edifact-secured') =>
    engine.inspect(profile, Buffer.from(orderInterchange({ exporter })))

  test('is the exporter’s', async () => {
    expect(await inspect('0101300842')).toMatchObject({ taxCode: '0101300842' })
    expect(await inspect('0101300842', 'nobody')).toMatchObject({ taxCode: null })
    expect(await inspect('0101300842', 'edifact-autack')).toMatchObject({ taxCode: '0101300842' })
  })

  test.each(['753213654652521::9', '0101300842001::9', '0101300843', ''])('is none in %s', async (exporter) => {
    expect(await inspect(exporter, 'syntax-only')).toMatchObject({ taxCode: null })
  })

  test('of two exporters is refused', async () => {
    const two = orderInterchange({ messages: 2 }).replace('0101300842', '0300588569')
    expect(await codeOf(engine.inspect('edifact-secured', Buffer.from(two)))).toBe('ERR_PROFILE_MISMATCH')
  })
})

describe('only what is strict is signed', () => {
  const document = orderInterchange()
  test.each([
    ['a wrong count', document.replace('UNT+11+', 'UNT+10+')],
    ['another reference', document.replace('UNZ+1+VCCI081216', 'UNZ+1+VCCI081217')],
    ['a curly terminator', document.replace("LIN+1'", 'LIN+1’')],
    ['lower case under UNOA', document.replace('HA TAY', 'ha tay')],
    ['a blank', document.replace('UNZ+1+VCCI081216', 'UNZ+1+ VCCI081216')],
    ['text behind it', `${document}UNB`],
    ['text before it', `x ${document}`],
  ])('not %s', async (_, wrong) => {
    for (const profile of ['edifact-secured', 'edifact-autack']) {
      expect(await codeOf(sign(wrong, profile))).toBe('ERR_EDIFACT_NOT_STRICT')
    }
  })

  test('not what is no interchange', async () => {
    expect(await codeOf(sign('<a/>'))).toBe('ERR_DOCUMENT_NOT_EDIFACT')
    expect(await codeOf(sign(''))).toBe('ERR_DOCUMENT_NOT_EDIFACT')
  })

  test('not where security segments cannot be written', async () => {
    const blank = orderInterchange({ version: 4, service: "UNA:+.? '" })
    expect(await codeOf(engine.inspect('edifact-secured', Buffer.from(blank)))).toBe('ERR_PROFILE_MISMATCH')
    expect(await codeOf(engine.inspect('inside', Buffer.from(blank)))).toBe('ERR_PROFILE_MISMATCH')
    expect(
      verifyDocument(Buffer.from(blank), { profiles: {}, now, signature: await sign(blank, 'edifact-autack') }).valid,
    ).toBe(true)
    const bare = orderInterchange({ identifier: 'UNOC', version: 3 })
      .replaceAll('?', '')
      .replace("H' LOAI", 'H LOAI')
      .replace('A+B', 'A B')
    const separated = bare.replace(/[':+]/g, (each) => ({ "'": '\x1c', ':': '\x1f', '+': '\x1d' })[each] ?? '')
    expect(await codeOf(engine.inspect('base64', Buffer.from(separated)))).toBe('ERR_PROFILE_MISMATCH')
    expect(only(verify(await sign(separated)))).toMatchObject({ valid: true })
  })

  test('not several messages, one by one', async () => {
    expect(await codeOf(sign(orderInterchange({ messages: 2 }), 'message'))).toBe('ERR_PROFILE_MISMATCH')
  })
})

describe('several signatures', () => {
  test('stand beside each other where neither sees the other', async () => {
    const first = await sign(orderInterchange({ gap: '\n' }), 'body')
    const second = await sign(first, 'sha1-body', ec)
    const { valid, signatures } = verify(second)
    expect({ valid, methods: signatures.map((each) => each.signatureMethod) }).toEqual({
      valid: true,
      methods: ['ecdsa-sha1', 'rsa-sha256'],
    })
    expect(verify(await sign(second, 'to-trailer')).signatures.map((each) => each.valid)).toEqual([true, true, true])
  })

  test('around those of messages', async () => {
    const inner = await sign(orderInterchange({ version: 4, messages: 2 }), 'inside')
    expect(verify(await sign(inner, 'whole-add')).signatures.map((each) => each.valid)).toEqual([true, true])
    expect(await codeOf(sign(inner))).toBe('ERR_ALREADY_SIGNED')
  })

  test('are refused where one would be broken, or nobody allowed it', async () => {
    const whole = await sign(orderInterchange())
    for (const profile of ['edifact-secured', 'body', 'message', 'inside']) {
      expect(await codeOf(sign(whole, profile)), profile).not.toBeNull()
    }
    const part = await sign(orderInterchange(), 'body')
    expect(await codeOf(sign(part))).toBe('ERR_ALREADY_SIGNED')
  })
})
