import { CongkyError, type KdtProfileOptions, type VerifyReport } from '@congky/shared'
import { beforeAll, describe, expect, test } from 'vitest'
import { judgeWithOpensslDgst } from '../../../../../test/judges/index.ts'
import { kdtContent, kdtEnvelope } from '../../../../../test/support/kdt-envelopes.ts'
import { mutate } from '../../../../../test/support/mutations.ts'
import { type Authority, createAuthority, issueCertificate } from '../../../../../test/support/pki.ts'
import { signWith, type TestSigner, testSigner } from '../../../../../test/support/xml-signing.ts'
import { builtInProfiles } from '../built-in-profiles.ts'
import { ThreadedSignatureEngine } from '../signature-engine.ts'
import { verifyDocument } from '../verify-document.ts'

const kdt = builtInProfiles['customs-kdt'] as KdtProfileOptions
const profiles = {
  decoded: { ...kdt, octets: 'content-decoded', digest: 'sha256' },
  element: { ...kdt, octets: 'content-element' },
  inside: { ...kdt, placedIn: '/Envelope/Body/Content/Signature' },
} as const
const engine = new ThreadedSignatureEngine({ profiles })
let authority: Authority
let rsa: TestSigner
let old: TestSigner
let ec: TestSigner

beforeAll(async () => {
  authority = await createAuthority('Thử nghiệm CA')
  const subject = [
    ['CN', 'CÔNG TY TNHH HẢI ÂU'],
    ['UID', 'MST:0101300842'],
  ] as const
  const issue = async (options: object) =>
    testSigner(await issueCertificate(authority, { keyType: 'rsa-2048', subject, ...options }))
  ;[rsa, old, ec] = await Promise.all([issue({}), issue({ digest: 'sha1' }), issue({ keyType: 'p-256' })])
})

const signed = async (document: string, profile = 'customs-kdt', by = rsa) =>
  (await signWith(engine, profile, document, by)).toString()
const verify = (xml: string | Uint8Array): VerifyReport =>
  verifyDocument(Buffer.from(xml), { profiles: builtInProfiles, now: new Date('2026-11-23T00:00:00Z') })
const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => null,
    (error: unknown) => (error instanceof CongkyError ? error : Promise.reject(error)),
  )

/** What stands in the parts, taken by pattern and not by any reader of ours. */
function partsOf(xml: string) {
  const [, data = '', fileCert = ''] = /<data>([^<]*)<\/data><fileCert>([^<]*)<\/fileCert>/.exec(xml) ?? []
  return { value: Buffer.from(data, 'base64'), certificateDer: Buffer.from(fileCert, 'base64') }
}
const ACCEPTED = { accepted: true, detail: 'Verified OK' }
const FILLED = /<Signature><data>[A-Za-z0-9+/=]+<\/data><fileCert>[A-Za-z0-9+/=]+<\/fileCert><\/Signature>/

test.each([
  ['a CMS signature with attributes', Buffer.from('3113301106092a864886f70d01090431040402abcd', 'hex')],
  ['an XML signature', Buffer.from('<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#"></SignedInfo>')],
  ['an interchange of UN/EDIFACT', Buffer.from("UNB+UNOA:1+A+B+081216:1503+1'USH+1+1+3'UNZ+0+1'")],
  ['one with a prefix', Buffer.from('<d:SignedInfo xmlns:d="http://www.w3.org/2000/09/xmldsig#"></d:SignedInfo>')],
])('content that decodes to what %s is over is not signed', async (_, octets) => {
  const error = await refusal(signed(kdtEnvelope({ content: octets.toString('base64') }), 'decoded'))
  expect(error?.text('en').message).toContain('part of another signature')
})

describe('openssl accepts what is signed', () => {
  test('the base64 text as it stands, by default, under the digest of the certificate', async () => {
    for (const [by, digest] of [[rsa, 'sha256'] as const, [old, 'sha1'] as const]) {
      const parts = partsOf(await signed(kdtEnvelope(), 'customs-kdt', by))
      expect(parts.certificateDer.equals(by.certificate.der)).toBe(true)
      expect(await judgeWithOpensslDgst({ digest, octets: Buffer.from(kdtContent), ...parts })).toEqual(ACCEPTED)
    }
  })

  test('the decoded bytes', async () => {
    const wrapped = kdtContent.replace(/.{76}/g, '$&\r\n')
    const parts = partsOf(await signed(kdtEnvelope({ content: `\n${wrapped}\n` }), 'decoded'))
    const octets = Buffer.from(kdtContent, 'base64')
    expect(await judgeWithOpensslDgst({ digest: 'sha256', octets, ...parts })).toEqual(ACCEPTED)
  })

  test('the canonical element, with the namespaces around it', async () => {
    const document =
      '<Envelope xmlns:x="urn:x" a="1"><Body><Content b="2"  a=\'1\'><c/>&#65;</Content></Body></Envelope>'
    const parts = partsOf(await signed(document, 'element'))
    const octets = Buffer.from('<Content xmlns:x="urn:x" a="1" b="2"><c></c>A</Content>')
    expect(await judgeWithOpensslDgst({ digest: 'sha256', octets, ...parts })).toEqual(ACCEPTED)
  })
})

describe('the signature goes beside the content, and nothing else changes', () => {
  test.each([
    ['an empty Signature is filled', '<Signature/>', '<Signature>§</Signature>'],
    ['with its attributes kept', '<Signature Id="s" ></Signature>', '<Signature Id="s" >§</Signature>'],
    ['blanks give way', '<Signature>\n </Signature >', '<Signature>§</Signature >'],
    ['empty parts as well', '<Signature><data/><fileCert></fileCert></Signature>', '<Signature>§</Signature>'],
  ])('%s', async (_, before, after) => {
    const result = await signed(kdtEnvelope({ signature: before }))
    expect(result.replace(/<data>.*<\/fileCert>/, '§')).toBe(kdtEnvelope({ signature: after }))
  })

  test('a missing one is made at the end, with the prefix of its parent', async () => {
    const document = '<e:Envelope xmlns:e="urn:e"><e:Body><e:Content>QQ==</e:Content></e:Body></e:Envelope>'
    const result = await signed(document)
    expect(result.replace(/<e:data>[^<]+<\/e:data><e:fileCert>[^<]+<\/e:fileCert>/, '§')).toBe(
      document.replace('</e:Body>', '<e:Signature>§</e:Signature></e:Body>'),
    )
    expect(verify(result).valid).toBe(true)
  })
})

test('the tax code is read where the sender stands', async () => {
  await expect(engine.inspect('customs-kdt', Buffer.from(kdtEnvelope()))).resolves.toMatchObject({
    taxCode: '0101300842',
  })
})

describe('what cannot be signed is refused', () => {
  test.each<readonly [string, string, string, string]>([
    [
      'signed already',
      kdtEnvelope({ signature: '<Signature><data>QQ==</data></Signature>' }),
      'ERR_ALREADY_SIGNED',
      'customs-kdt',
    ],
    [
      'signed already, as XML Signature',
      kdtEnvelope({ signature: '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>' }),
      'ERR_ALREADY_SIGNED',
      'customs-kdt',
    ],
    ['two contents', kdtEnvelope({ signature: '<Content>QQ==</Content>' }), 'ERR_PROFILE_MISMATCH', 'customs-kdt'],
    ['two places', kdtEnvelope({ signature: '<Signature/><Signature/>' }), 'ERR_PROFILE_MISMATCH', 'customs-kdt'],
    ['no content', '<Envelope><Body><Signature/></Body></Envelope>', 'ERR_PROFILE_MISMATCH', 'customs-kdt'],
    ['empty content', kdtEnvelope({ content: ' \n' }), 'ERR_PROFILE_MISMATCH', 'customs-kdt'],
    ['a comment in the content', kdtEnvelope({ content: 'QQ<!-- -->==' }), 'ERR_PROFILE_MISMATCH', 'customs-kdt'],
    ['CDATA in the content', kdtEnvelope({ content: '<![CDATA[QQ==]]>' }), 'ERR_PROFILE_MISMATCH', 'customs-kdt'],
    ['an entity in the content', kdtEnvelope({ content: '&#81;Q==' }), 'ERR_PROFILE_MISMATCH', 'customs-kdt'],
    ['content that is no base64', kdtEnvelope({ content: 'Tờ khai' }), 'ERR_PROFILE_MISMATCH', 'decoded'],
    ['base64 that goes on', kdtEnvelope({ content: 'QQ==QQ==' }), 'ERR_PROFILE_MISMATCH', 'decoded'],
    ['base64 with loose bits', kdtEnvelope({ content: 'QR==' }), 'ERR_PROFILE_MISMATCH', 'decoded'],
    ['a place within the content', kdtEnvelope(), 'ERR_PROFILE_MISMATCH', 'inside'],
    ['a DOCTYPE', `<!DOCTYPE a>${kdtEnvelope().slice(39)}`, 'ERR_DOCTYPE_FORBIDDEN', 'customs-kdt'],
    ['two tax codes', kdtEnvelope().replace('<From>', '<From><identity/>'), 'ERR_PROFILE_MISMATCH', 'customs-kdt'],
  ])('%s', async (_, document, code, profile) => {
    expect((await refusal(engine.inspect(profile, Buffer.from(document))))?.code).toBe(code)
  })

  test('a key that makes no PKCS#1', async () => {
    expect((await refusal(signed(kdtEnvelope(), 'customs-kdt', ec)))?.text('vi').message).toContain('RSA')
  })

  test('where an earlier signature over the whole document would break', async () => {
    const first = await signed(kdtEnvelope(), 'xmldsig-enveloped')
    expect((await refusal(signed(first)))?.code).toBe('ERR_ALREADY_SIGNED')
  })
})

describe('the report', () => {
  test('says which octets the signature is over', async () => {
    const report = verify(await signed(kdtEnvelope()))
    expect(report.signatures).toMatchObject([
      {
        kind: 'kdt',
        path: '/Envelope/Body/Signature',
        valid: true,
        covers: [{ path: '/Envelope/Body/Content', valid: true, wholeDocument: false, bytes: kdtContent.length }],
        signatureMethod: 'rsa-sha256',
        digestMethods: ['sha256'],
        canonicalizationMethod: 'content-text',
        certificate: { serial: rsa.certificate.serial, taxCode: '0101300842' },
        problems: [],
        warnings: ['it covers only a part of the document: /Envelope/Body/Content'],
      },
    ])
    const methods = await Promise.all(['decoded', 'element'].map((profile) => signed(kdtEnvelope(), profile)))
    expect(methods.map((xml) => verify(xml).signatures[0]?.canonicalizationMethod)).toEqual([
      'content-decoded',
      'content-element',
    ])
    expect(verify(await signed(kdtEnvelope(), 'customs-kdt', old)).signatures[0]?.warnings[0]).toContain('SHA-1')
  })

  test('knows text whose line ends a reader of XML changed', async () => {
    const document = kdtEnvelope({ content: kdtContent.replace(/.{76}/g, '$&\r\n') })
    const parsed = (await signed(document.replaceAll('\r\n', '\n'))).replaceAll(/(?<=[A-Za-z0-9+/]{76})\n/g, '\r\n')
    expect(parsed).toContain('\r\n')
    expect(verify(parsed).valid).toBe(true)
    expect(verify(await signed(document)).valid).toBe(true)
  })

  test('finds one that stands beside its content elsewhere', async () => {
    const xml = (await signed(kdtEnvelope())).replaceAll('Envelope>', 'ThongDiep>')
    expect(verify(xml).signatures).toMatchObject([{ valid: true, covers: [{ path: '/ThongDiep/Body/Content' }] }])
  })

  test.each<readonly [string, (xml: string) => string, string]>([
    ['changed content', (xml) => xml.replace(kdtContent, 'QQ=='), 'fits what it should cover in no known reading'],
    [
      'a changed value',
      (xml) => xml.replace(/(<data>)..../, '$1AAAA'),
      'fits what it should cover in no known reading',
    ],
    ['a comment in the value', (xml) => xml.replace('<data>', '<data><!-- -->'), 'data is missing or not base64'],
    [
      'CDATA in the value',
      (xml) => xml.replace(/<data>(.*)<\/data>/, '<data><![CDATA[$1]]></data>'),
      'data is missing',
    ],
    ['an entity in the value', (xml) => xml.replace('<data>', '<data>&#65;'), 'data is missing or not base64'],
    ['two values', (xml) => xml.replace('<data>', '<data>QQ==</data><data>'), 'something else than one data'],
    ['no certificate', (xml) => xml.replace(/<fileCert>.*<\/fileCert>/, '<fileCert/>'), 'fileCert is missing'],
    ['no value', (xml) => xml.replace(/<data>.*<\/data>/, '<data/>'), 'data is missing'],
    ['nonsense as certificate', (xml) => xml.replace(/(<fileCert>)[^<]*/, '$1QUJD'), 'carries no certificate'],
    ['text beside the parts', (xml) => xml.replace('<data>', 'x<data>'), 'something else than one data'],
    ['an element beside the parts', (xml) => xml.replace('<data>', '<date/><data>'), 'something else than one data'],
    ['two contents', (xml) => xml.replace('<Content>', '<Content>QQ==</Content><Content>'), 'several elements stand'],
    ['no content', (xml) => xml.replace(/<Content>.*<\/Content>/, ''), 'nothing stands beside it'],
    [
      'fake content, the signed one and its signature in the header',
      (xml) => {
        const [pair = ''] = /<Content>.*<\/Signature>/s.exec(xml) ?? []
        return xml.replace(pair, '<Content>QQ==</Content>').replace('<Header>', `<Header><Old>${pair}</Old>`)
      },
      'no valid signature covers all content',
    ],
    [
      'a second signature over fake content',
      (xml) => {
        const [signature = ''] = FILLED.exec(xml) ?? []
        return xml.replace(signature, signature + signature.replace('<data>', '<data>AAAA'))
      },
      'fits what it should cover in no known reading',
    ],
  ])('%s is not valid', async (_, attack, problem) => {
    const before = await signed(kdtEnvelope())
    expect(before).toMatch(FILLED)
    const after = attack(before)
    expect(after).not.toBe(before)
    const report = verify(after)
    expect(report.valid).toBe(false)
    expect(report.signatures.flatMap(({ problems }) => problems).join('; ')).toContain(problem)
  })

  test('a certificate with something behind it is none', async () => {
    const xml = await signed(kdtEnvelope())
    const { certificateDer } = partsOf(xml)
    const longer = Buffer.concat([certificateDer, Buffer.from('x')]).toString('base64')
    const report = verify(xml.replace(certificateDer.toString('base64'), longer))
    expect(report.signatures[0]?.problems).toContain('it carries no certificate')
  })

  test('a signature without one of its parts is none', async () => {
    const xml = await signed(kdtEnvelope())
    for (const part of [/<data>.*<\/data>/, /<fileCert>.*<\/fileCert>/]) {
      expect(verify(xml.replace(part, ''))).toMatchObject({ valid: false, signatures: [] })
    }
  })

  test('more signatures than anyone makes are refused', () => {
    const many = '<Signature><data/><fileCert/></Signature>'.repeat(11)
    expect(() => verify(`<a>${many}</a>`)).toThrow(expect.objectContaining({ code: 'ERR_DOCUMENT_TOO_COMPLEX' }))
  })
})

test('documents that were changed at random are reported or refused, and never valid with other content', async () => {
  const xml = await signed(kdtEnvelope())
  for (let seed = 0; seed < 400; seed++) {
    const changed = mutate(xml, `kdt ${seed}`)
    try {
      const report = verify(changed)
      if (report.valid) expect(changed.toString(), `seed ${seed}`).toContain(`<Content>${kdtContent}</Content>`)
    } catch (error) {
      if (!(error instanceof CongkyError)) throw error
      expect(error.disposition).toBe('reject')
    }
  }
})
