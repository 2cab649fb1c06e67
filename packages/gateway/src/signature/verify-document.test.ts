import { createHmac, sign } from 'node:crypto'
import {
  type ProfileOptions,
  reportMessage,
  type SignatureReport,
  type VerifyReport,
  type XmlProfileOptions,
} from '@congky/shared'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Authority, createAuthority, issueCertificate } from '../../../../test/support/pki.ts'
import { signWith, type TestSigner, testSigner } from '../../../../test/support/xml-signing.ts'
import { builtInProfiles } from './built-in-profiles.ts'
import { ThreadedSignatureEngine } from './signature-engine.ts'
import { verifyDocument } from './verify-document.ts'

const enveloped = builtInProfiles['xmldsig-enveloped'] as XmlProfileOptions
const timed = { ...enveloped, signingTime: 'ds', signingTimeReferenced: true } as const
const profiles: Record<string, XmlProfileOptions> = {
  timed,
  'time-beside': { ...timed, signingTimeReferenced: false },
  sha1: { ...enveloped, digest: 'sha1' },
  part: { ...timed, signs: { path: '/a/b' } },
  bodies: { ...enveloped, signs: { path: '/Envelope/Body' } },
  exclusive: { ...enveloped, canonicalization: 'exc-c14n' },
}
const engine = new ThreadedSignatureEngine({ profiles })
const now = new Date('2026-11-22T12:00:00Z')
let authority: Authority
let signer: TestSigner

const validity = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2028-01-01T00:00:00Z') }

beforeAll(async () => {
  authority = await createAuthority('Thử nghiệm CA')
  const subject = [
    ['CN', 'CÔNG TY TNHH Ô TÔ'],
    ['UID', 'MST:0101300842'],
  ] as const
  signer = testSigner(await issueCertificate(authority, { keyType: 'rsa-2048', subject, ...validity }))
})

const signed = async (profile: string, document: string, by = signer, at = now) =>
  (await signWith(engine, profile, document, by, at)).toString()
const verify = (xml: string, known: Readonly<Record<string, ProfileOptions>> = builtInProfiles): VerifyReport => {
  const report = verifyDocument(Buffer.from(xml), { profiles: known, now })
  const sentences = report.signatures.flatMap(({ problems, warnings }) => [...problems, ...warnings])
  // Users read Vietnamese: every sentence stands in the table.
  for (const each of sentences) expect(reportMessage(each), each).not.toMatchObject({ code: 'other' })
  return report
}

function only(report: VerifyReport): SignatureReport {
  expect(report.signatures).toHaveLength(1)
  const [signature] = report.signatures
  if (!signature) throw new Error('no signature')
  return signature
}

const ENVELOPE = '<Envelope><Header/><Body><Content Id="c"><CIMP>Hàng</CIMP></Content><Signature/></Body></Envelope>'

describe('a signature that is well', () => {
  test('over the whole document', async () => {
    const report = verify(await signed('xmldsig-enveloped', '<a><b>Tiếng Việt</b></a>'))
    expect(report.valid).toBe(true)
    expect(report.warnings).toEqual([])
    expect(only(report)).toEqual({
      kind: 'xmldsig',
      path: '/a/Signature',
      valid: true,
      covers: [{ uri: '', path: '/a', wholeDocument: true, valid: true, bytes: 28 }],
      notCovered: [],
      signatureMethod: 'rsa-sha256',
      digestMethods: ['sha256'],
      canonicalizationMethod: 'c14n',
      signingTime: null,
      timestamp: null,
      certificate: {
        subject: signer.certificate.subject,
        issuer: signer.certificate.issuer,
        serial: signer.certificate.serial,
        thumbprint: signer.certificate.thumbprint,
        taxCode: '0101300842',
        notBefore: '2026-01-01T00:00:00.000Z',
        notAfter: '2028-01-01T00:00:00.000Z',
      },
      cameWith: [new Uint8Array(signer.certificate.der)],
      stampedBy: null,
      chain: [],
      trust: 'not-checked',
      problems: [],
      warnings: [],
    })
  })

  test('over a part: says which, and when', async () => {
    const signature = only(verify(await signed('part', '<a><b/><c/></a>')))
    expect(signature.valid).toBe(true)
    expect(signature.covers.map(({ path, valid }) => [path, valid])).toEqual([
      ['/a/b', true],
      ['/a/Signature/Object', true],
    ])
    expect(signature.signingTime).toBe('2026-11-22T19:00:00')
    expect(signature.warnings).toEqual(['it covers only a part of the document: /a/b'])
  })

  test('two beside each other are reported each, in order', async () => {
    const one = await signed('part', '<a><b/><c/></a>')
    const report = verify(await signed('xmldsig-enveloped', one))
    expect(report.valid).toBe(true)
    expect(report.signatures.map(({ path }) => path)).toEqual(['/a/Signature[1]', '/a/Signature[2]'])
    expect(report.signatures.map(({ covers }) => covers[0]?.path)).toEqual(['/a/b', '/a'])
  })

  test('by elliptic curve, which only one implementation knows', async () => {
    const issued = await issueCertificate(authority, { keyType: 'p-256', subject: [['CN', 'x']], ...validity })
    const signature = only(verify(await signed('xmldsig-enveloped', '<a/>', testSigner(issued))))
    expect(signature).toMatchObject({ valid: true, signatureMethod: 'ecdsa-sha256' })
    expect(signature.warnings[0]).toContain('one implementation only')
  })
})

test('a document without signatures is not valid, and says why', () => {
  expect(verify('<a/>')).toMatchObject({
    valid: false,
    signatures: [],
    warnings: ['the document carries no signature'],
  })
})

describe('what a reader should know', () => {
  const warningsOf = async (profile: string, by = signer, at = now) => {
    const signature = only(verify(await signed(profile, '<a><b/></a>', by, at)))
    expect(signature.problems).toEqual([])
    return signature.warnings
  }
  const withCertificate = async (change: object) =>
    testSigner(
      await issueCertificate(authority, { keyType: 'rsa-2048', subject: [['CN', 'x']], ...validity, ...change }),
    )

  test('SHA-1', async () =>
    expect(await warningsOf('sha1')).toEqual(['it uses SHA-1, which is no longer considered safe']))

  test('a certificate that has expired since', async () => {
    const expired = await withCertificate({ notAfter: new Date('2026-11-22T00:00:00Z') })
    expect(await warningsOf('xmldsig-enveloped', expired)).toEqual(['the certificate expired on 2026-11-22'])
  })

  test('a certificate that was not valid when it signed', async () => {
    expect(await warningsOf('timed', signer, new Date('2025-12-31T23:00:00Z'))).toEqual([
      'the certificate was not valid at the signing time',
    ])
  })

  test('a certificate that is not valid yet', async () => {
    const early = await withCertificate({ notBefore: new Date('2027-01-01T00:00:00Z') })
    expect(await warningsOf('xmldsig-enveloped', early)).toEqual(['the certificate is valid only from 2027-01-01'])
  })

  test('a signing time that anyone could have changed', async () => {
    expect(await warningsOf('time-beside')).toEqual(['the signing time is not covered by the signature'])
  })

  test('comments beside the signed parts of a signature', async () => {
    const xml = (await signed('xmldsig-enveloped', '<a/>')).replace('<KeyInfo>', '<KeyInfo><!-- x -->')
    expect(only(verify(xml))).toMatchObject({ valid: true, warnings: ['it holds comments'] })
  })
})

describe('a document that was changed after signing', () => {
  test.each([
    ['its content', (xml: string) => xml.replace('Hàng', 'Hàng cấm'), 'what reference "#c" covers was changed'],
    ['its SignedInfo', (xml: string) => xml.replace(/(<DigestValue>)..../, '$1AAAA'), 'signature value|was changed'],
    ['its signature value', (xml: string) => xml.replace(/(<SignatureValue>)..../, '$1AAAA'), 'not made with the key'],
    [
      'its certificate',
      (xml: string) => xml.replace(/<X509Certificate>.*?<\/X509Certificate>/, ''),
      'carries no certificate',
    ],
    [
      'its certificate, to nonsense',
      (xml: string) => xml.replace(/(<X509Certificate>).*?</, '$1AAAA<'),
      'carries no certificate',
    ],
    [
      'a certificate that others cannot decode',
      (xml: string) => xml.replace(/(<X509Certificate>.{40})/, '$1!'),
      'carries no certificate',
    ],
    ['the Id', (xml: string) => xml.replace('Content Id="c"', 'Content Id="d"'), 'no element carries the Id'],
  ])('%s', async (_, change, problem) => {
    const before = await signed('customs-1543', ENVELOPE)
    const after = change(before)
    expect(after).not.toBe(before)
    const report = verify(after)
    expect(report.valid).toBe(false)
    expect(only(report).problems.join('; ')).toMatch(new RegExp(problem))
  })

  test('another certificate of the same name does not pass for the signer’s', async () => {
    const other = await issueCertificate(authority, {
      keyType: 'rsa-2048',
      subject: [['CN', 'CÔNG TY TNHH Ô TÔ']],
      ...validity,
    })
    const xml = await signed('xmldsig-enveloped', '<a/>')
    const base64 = Buffer.from(other.certificateDer).toString('base64')
    const changed = xml.replace(/(<X509Certificate>).*?</, `$1${base64}<`)
    expect(only(verify(changed)).problems).toEqual(['the signature value was not made with the key of its certificate'])
  })
})

/** Attacks that leave the cryptography whole: the value and the digests stay right, the meaning changes. */
describe('signature wrapping', () => {
  const signature = (xml: string) => /<Signature xmlns.*<\/Signature>/s.exec(xml)?.[0] ?? ''
  const content = (xml: string) => /<Content.*<\/Content>/s.exec(xml)?.[0] ?? ''
  const FAKE = '<Content><CIMP>Giả</CIMP></Content>'

  test.each<readonly [string, (xml: string) => string, string]>([
    [
      'fake content, the signed one in the header',
      (xml) => xml.replace(content(xml), FAKE).replace('<Header/>', `<Header>${content(xml)}</Header>`),
      'no valid signature covers all content of a customs-1543 document',
    ],
    [
      'fake content beside the signed one',
      (xml) => xml.replace(content(xml), FAKE + content(xml)),
      'no valid signature covers all content',
    ],
    [
      'the whole signed body moved away',
      (xml) => xml.replace(/<Body>.*<\/Body>/s, `<Old>$&</Old><Body>${FAKE}</Body>`),
      'no valid signature covers all content',
    ],
    [
      'fake content, the signed one in an Object',
      (xml) => xml.replace(content(xml), FAKE).replace('</Signature>', `<Object>${content(xml)}</Object></Signature>`),
      'it covers nothing but itself',
    ],
    [
      'fake content with the same Id',
      (xml) => xml.replace(content(xml), `<Content Id="c"><CIMP>Giả</CIMP></Content>${content(xml)}`),
      'several elements carry the Id',
    ],
    [
      'fake content with the same Id under another name',
      (xml) => xml.replace('<Header/>', '<Header ID="c"/>'),
      'several elements carry the Id',
    ],
    [
      'fake content with the same Id in a namespace',
      (xml) => xml.replace('<Header/>', '<Header xmlns:w="urn:w" w:Id="c"/>'),
      'several elements carry the Id',
    ],
    [
      'a second SignedInfo before',
      (xml) => xml.replace('<SignedInfo>', '<SignedInfo/><SignedInfo>'),
      'does not start with one SignedInfo',
    ],
    ['a second SignedInfo behind', (xml) => xml.replace('<KeyInfo>', '<SignedInfo/><KeyInfo>'), 'something else than'],
    [
      'a second SignatureValue',
      (xml) => xml.replace('<KeyInfo>', '<SignatureValue>AAAA</SignatureValue><KeyInfo>'),
      'something else than',
    ],
    [
      'a comment inside DigestValue',
      (xml) => xml.replace(/(<DigestValue>.{8})/, '$1<!-- -->'),
      'SignedInfo holds a comment',
    ],
    [
      'an instruction inside DigestValue',
      (xml) => xml.replace(/(<DigestValue>.{8})/, '$1<?x y?>'),
      'SignedInfo holds a comment',
    ],
    [
      'a comment inside SignatureValue',
      (xml) => xml.replace(/(<SignatureValue>.{8})/, '$1<!-- -->'),
      'SignatureValue holds a comment',
    ],
    ['an element inside SignatureValue', (xml) => xml.replace(/(<SignatureValue>.{8})/, '$1<x/>'), 'not base64'],
    [
      'the signature in a foreign Object',
      (xml) =>
        xml
          .replace(
            '<Header/>',
            `<Header><Object xmlns="http://www.w3.org/2000/09/xmldsig#">${content(xml)}</Object></Header>`,
          )
          .replace(/(<\/Header><Body>)<Content.*<\/Content>/s, `$1${FAKE}`),
      'covers a part of another signature',
    ],
  ])('%s', async (_, attack, problem) => {
    const before = await signed('customs-1543', ENVELOPE)
    const after = attack(before)
    expect(after).not.toBe(before)
    expect(signature(before)).not.toBe('')
    const report = verify(after)
    expect(report.valid).toBe(false)
    expect(only(report).valid).toBe(false)
    expect(only(report).problems.join('; ')).toContain(problem)
  })

  test('a signed Object moved out of its signature', async () => {
    const xml = await signed('part', '<a><b/></a>')
    const object = /<Object.*<\/Object>/s.exec(xml)?.[0] ?? ''
    const moved = xml
      .replace(object, '')
      .replace('<b', `${object.replace('<Object', '<Object xmlns="http://www.w3.org/2000/09/xmldsig#"')}<b`)
    expect(only(verify(moved)).problems.join()).toContain('covers a part of another signature')
  })

  test('content in more places than are counted is covered by a signature around all of it, and by no other', async () => {
    const body = `<Body>${'<Content/>'.repeat(60)}</Body>`
    const whole = await signed('xmldsig-enveloped', `<Envelope>${body}</Envelope>`)
    expect(verify(whole).valid).toBe(true)
    const around = await signed('bodies', `<Envelope>${body}<Old/></Envelope>`)
    expect(verify(around).valid).toBe(true)
    const [problem = ''] = only(verify(around.replace('<Old/>', `<Old/>${body}`))).problems.slice(-1)
    expect(problem).toBe(
      'no valid signature covers all content of a customs-1543 document (/Envelope/Body[1]/Content[1], /Envelope/Body[1]/Content[2], /Envelope/Body[1]/Content[3]…)',
    )
  })

  test('content that a profile knows is covered when a signature over all of it stands there', async () => {
    const whole = await signed('xmldsig-enveloped', '<Envelope><Body><Content/></Body></Envelope>')
    expect(verify(whole).valid).toBe(true)
  })
})

/** Signatures made for the occasion, whose value is right and whose form is not accepted. */
describe('forms that are not accepted', () => {
  const DS = 'http://www.w3.org/2000/09/xmldsig#'
  const C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'
  const RSA = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
  const forge = (references: string, method = RSA, canonicalization = C14N) => {
    const signedInfo =
      `<SignedInfo xmlns="${DS}"><CanonicalizationMethod Algorithm="${canonicalization}"></CanonicalizationMethod>` +
      `<SignatureMethod Algorithm="${method}"></SignatureMethod>${references}</SignedInfo>`
    const value = method.includes('hmac')
      ? createHmac('sha1', 'secret').update(signedInfo).digest()
      : sign('sha256', Buffer.from(signedInfo), signer.issued.privateKey)
    const certificate = Buffer.from(signer.issued.certificateDer).toString('base64')
    return (
      `<a><Signature xmlns="${DS}">${signedInfo}<SignatureValue>${value.toString('base64')}</SignatureValue>` +
      `<KeyInfo><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo></Signature></a>`
    )
  }
  const SHA256 = '<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></DigestMethod>'
  const VALUE = '<DigestValue>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=</DigestValue>'
  const plain = `<Reference URI="">${SHA256}${VALUE}</Reference>`
  const to = (uri: string) => plain.replace('URI=""', `URI="${uri}"`)
  const transform = (uri: string, inside = '') =>
    `<Reference URI=""><Transforms><Transform Algorithm="${uri}">${inside}</Transform></Transforms>${SHA256}${VALUE}</Reference>`

  test.each<readonly [string, () => string, string]>([
    ['HMAC', () => forge(plain, `${DS}hmac-sha1`), 'hmac-sha1 is not accepted'],
    [
      'a method for another kind of key',
      () => forge(plain, 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256'),
      'not made with the key',
    ],
    [
      'a method with parameters',
      () => forge(plain).replace('</SignatureMethod>', '<HMACOutputLength>1</HMACOutputLength></SignatureMethod>'),
      'has parameters',
    ],
    ['an unknown digest', () => forge(plain.replace(/http.*sha256/, 'urn:md5')), 'urn:md5 is not accepted'],
    ['an unknown canonicalization', () => forge(plain, RSA, 'urn:c14n'), 'urn:c14n is not accepted'],
    ['XPath', () => forge(transform('http://www.w3.org/TR/1999/REC-xpath-19991116')), 'xpath-19991116 is not accepted'],
    ['XSLT', () => forge(transform('http://www.w3.org/TR/1999/REC-xslt-19991116')), 'xslt-19991116 is not accepted'],
    ['base64', () => forge(transform(`${DS}base64`)), 'base64 is not accepted'],
    ['a foreign parameter', () => forge(transform(C14N, '<x></x>')), 'parameters that are not accepted'],
    ['an external URI', () => forge(to('http://127.0.0.1/x')), 'points outside the document'],
    ['a file URI', () => forge(to('file:///etc/passwd')), 'points outside the document'],
    ['an XPointer', () => forge(to('#xpointer(/a/b)')), 'into parts of it'],
    ['no URI at all', () => forge(plain.replace(' URI=""', '')), 'has no URI'],
    ['no reference', () => forge(''), 'SignedInfo is incomplete'],
    ['too many references', () => forge(plain.repeat(21)), 'more than 20 references'],
    ['a digest that is no base64', () => forge(plain.replace('47D', '%%%')), 'DigestValue is not base64'],
    ['two digests', () => forge(plain.replace(VALUE, VALUE + VALUE)), 'not of the form'],
  ])('%s', (_, make, problem) => {
    const signature = only(verify(make()))
    expect(signature.valid).toBe(false)
    expect(signature.problems.join('; ')).toContain(problem)
    expect(signature.certificate?.serial).toBe(signer.certificate.serial)
  })

  test('more signatures than anyone makes', () => {
    expect(() => verify(`<a>${`<Signature xmlns="${DS}"/>`.repeat(51)}</a>`)).toThrow(
      expect.objectContaining({ code: 'ERR_DOCUMENT_TOO_COMPLEX' }),
    )
  })
})
