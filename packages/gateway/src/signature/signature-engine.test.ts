import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CongkyError, type XmlProfileOptions } from '@congky/shared'
import { beforeAll, describe, expect, test } from 'vitest'
import { exampleProfiles } from '../../../../test/support/example-profiles.ts'
import { createAuthority, issueCertificate } from '../../../../test/support/pki.ts'
import { signWith, type TestSigner, testSigner } from '../../../../test/support/xml-signing.ts'
import { builtInProfiles } from './built-in-profiles.ts'
import { ThreadedSignatureEngine } from './signature-engine.ts'

const base: XmlProfileOptions = {
  ...(builtInProfiles['xmldsig-enveloped'] as XmlProfileOptions),
  existing: 'reject',
}
const profiles = {
  invoice: { ...base, signs: { path: '/HDon/DLHDon' }, placedIn: '/HDon/DSCKS/NBan' },
  tax: {
    ...base,
    signs: { path: '/HSoThueDTu/HSoKhaiThue' },
    placedIn: '/HSoThueDTu/CKyDTu',
    createParent: true,
    idAttribute: 'id',
    newId: '_NODE_TO_SIGN',
    taxCodePath: '/HSoThueDTu/mst',
  },
  'by-id': { ...base, signs: { id: 'data' } },
  'whole-replacing': { ...base, placedIn: '/a/sig', replacesElement: true },
  'signs-replaced': { ...base, signs: { path: '/a/sig' }, placedIn: '/a/sig', replacesElement: true },
  'around-itself': { ...base, signs: { path: '/a/b' }, placedIn: '/a/b/c', createParent: true },
} satisfies Record<string, XmlProfileOptions>
const engine = new ThreadedSignatureEngine({ profiles })
let signer: TestSigner

beforeAll(async () => {
  const authority = await createAuthority('Thử nghiệm CA')
  signer = testSigner(
    await issueCertificate(authority, {
      keyType: 'p-256',
      subject: [
        ['CN', 'CÔNG TY A & B'],
        ['UID', 'MST:0101300842'],
      ],
    }),
  )
})

const signed = async (profile: string, document: string) =>
  (await signWith(engine, profile, document, signer)).toString()
const inspect = (profile: string, document: string) => engine.inspect(profile, Buffer.from(document))
const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => null,
    (error: unknown) => (error instanceof CongkyError ? error : Promise.reject(error)),
  )
const withoutSignature = (xml: string) => xml.replace(/<Signature xmlns="http.*<\/Signature>/s, '§')
const DS = 'http://www.w3.org/2000/09/xmldsig#'

describe('each hostile document is refused with its own code', () => {
  const folder = fileURLToPath(new URL('../../../../test/vectors/xml/', import.meta.url))
  test.each(readdirSync(folder).filter((name) => name.endsWith('.xml')))('%s', async (name) => {
    const document = readFileSync(folder + name)
    const attempt = engine.prepare('xmldsig-enveloped', document, {
      certificate: signer.certificate,
      signedAt: new Date(),
    })
    const error = await refusal(attempt)
    expect(error?.code).toBe(name.slice(0, name.indexOf('.')))
    expect(error?.disposition).toBe('reject')
    expect(error?.message).not.toContain('?')
  })
})

describe('a profile that knows several kinds of documents', () => {
  const message = (inside: string) => `<TDiep><DLieu>${inside}</DLieu></TDiep>`
  const notice = '<TBao><DLTBao Id="t"><MST>0101300842</MST></DLTBao><DSCKS/></TBao>'
  const invoice = '<HDon><DLHDon Id="h"/><DSCKS/></HDon>'

  test.each([
    ['by its root', notice, '#t'],
    ['by what a message carries', message(notice), '#t'],
    ['the first of them', invoice, '#h'],
  ])('chooses %s', async (_, document, uri) => {
    const result = await signed('einvoice-tt78', document)
    expect([...result.matchAll(/<Reference URI="([^"]*)"/g)].map((match) => match[1]?.replace(/-.*/, ''))).toEqual([
      uri,
      '#SigningTime',
    ])
    const placed = uri === '#t' ? '<DSCKS><NNT>§</NNT></DSCKS>' : '<DSCKS><NBan>§</NBan></DSCKS>'
    expect(withoutSignature(result)).toBe(document.replace('<DSCKS/>', placed))
  })

  test.each([
    ['says what is missing in a document of a kind that it knows', '<TBao><DSCKS/></TBao>', '/TBao has no DLTBao'],
    ['and of its own in any other', '<KhongRo/>', 'it is a /KhongRo, not a /HDon'],
    ['refuses what holds two of them', message(invoice + notice), 'it holds several things to sign: /TDiep/DLieu/HDon'],
    ['and two of one', message(invoice + invoice.replace('"h"', '"i"')), '2 elements stand at /TDiep/DLieu/HDon/D'],
  ])('%s', async (_, document, detail) => {
    const error = await refusal(inspect('einvoice-tt78', document))
    expect([error?.code, error?.message]).toEqual(['ERR_PROFILE_MISMATCH', expect.stringContaining(detail)])
  })

  test('finds content that no signature covers, wherever a profile knows it', async () => {
    const one = await signed('einvoice-tt78', message(invoice))
    const forged = one.replace('<DLieu>', '<DLieu><HDon><DLHDon Id="x"/></HDon>')
    const [before, after] = [await engine.verify(Buffer.from(one)), await engine.verify(Buffer.from(forged))]
    expect([before.valid, after.valid]).toEqual([true, false])
    expect(after.signatures[0]?.problems.join()).toContain('content of a einvoice-tt78 document')
  })
})

describe('where the signature goes', () => {
  test.each([
    ['xmldsig-enveloped', '<a>x</a>\n', '<a>x§</a>\n'],
    ['xmldsig-enveloped', '<a/>', '<a>§</a>'],
    ['customs-1543', '<Envelope><Body><Content Id="c"/><Signature/></Body></Envelope>', null],
    ['invoice', '<HDon><DLHDon Id="d"/><NDHDon><NBan/></NDHDon><DSCKS><NBan /></DSCKS></HDon>', null],
  ])('%s: %s', async (profile, before, after) => {
    const expected =
      after ??
      before.replace(/<Signature\/>|(?<=<DSCKS>)<NBan \/>/, (x) => (x === '<Signature/>' ? '§' : '<NBan >§</NBan>'))
    expect(withoutSignature(await signed(profile, before))).toBe(expected)
  })

  test.each([
    ['empty', '<Signature></Signature>'],
    ['with blanks', '<Signature>\n  </Signature>'],
    ['missing', ''],
  ])('a customs envelope whose Signature is %s', async (_, placeholder) => {
    const envelope = `<Envelope><Body>\n<Content Id="c">x</Content>\n${placeholder}</Body></Envelope>`
    expect(withoutSignature(await signed('customs-1543', envelope))).toBe(
      '<Envelope><Body>\n<Content Id="c">x</Content>\n§</Body></Envelope>',
    )
  })

  test('the signed element gets an Id when it has none, and nothing else changes', async () => {
    const result = await signed('customs-1543', '<Envelope><Body><Content a=">" >x</Content></Body></Envelope>')
    const id = /<Content Id="(Id-[0-9a-f]{16})" a=">" >x<\/Content>/.exec(result)?.[1]
    expect(result).toContain(`<Reference URI="#${id}">`)
  })

  test('a missing last element is made, in the namespace and with the prefix of its parent', async () => {
    const plain = '<HSoThueDTu xmlns="http://kekhaithue.gdt.gov.vn/TKhaiThue"><HSoKhaiThue z="1"/></HSoThueDTu>'
    expect(withoutSignature(await signed('tax', plain))).toBe(
      '<HSoThueDTu xmlns="http://kekhaithue.gdt.gov.vn/TKhaiThue"><HSoKhaiThue id="_NODE_TO_SIGN" z="1"/><CKyDTu>§</CKyDTu></HSoThueDTu>',
    )
    const prefixed = '<t:HSoThueDTu xmlns:t="urn:t"><t:HSoKhaiThue id="x"/></t:HSoThueDTu>'
    expect(withoutSignature(await signed('tax', prefixed))).toBe(
      '<t:HSoThueDTu xmlns:t="urn:t"><t:HSoKhaiThue id="x"/><t:CKyDTu>§</t:CKyDTu></t:HSoThueDTu>',
    )
  })

  test('a signature inside what it signs lists the enveloped-signature transform by itself', async () => {
    const result = await signed('around-itself', '<a><b Id="b"/></a>')
    expect(withoutSignature(result)).toBe('<a><b Id="b"><c>§</c></b></a>')
    expect(result).toContain('enveloped-signature')
  })

  test('a replaced element is no part of what is signed', async () => {
    const result = await signed('whole-replacing', '<a><b/><sig> </sig></a>')
    expect(withoutSignature(result)).toBe('<a><b/>§</a>')
  })

  test('an element is signed by the Id that it has, whatever attribute carries it', async () => {
    expect(await signed('by-id', '<a><b ID="data">x</b></a>')).toContain('<Reference URI="#data">')
  })
})

describe('what does not fit the profile is refused, saying what was found', () => {
  const NBAN = '<DSCKS><NBan/></DSCKS>'
  test.each([
    ['invoice', '<Envelope/>', 'it is a /Envelope, not a /HDon'],
    ['invoice', '<HDon><DLHDon/></HDon>', '/HDon has no DSCKS'],
    ['invoice', `<HDon>${NBAN}</HDon>`, '/HDon has no DLHDon'],
    ['invoice', `<HDon><DLHDon/><DLHDon/>${NBAN}</HDon>`, '2 elements stand at /HDon/DLHDon'],
    ['invoice', `<HDon><DLHDon Id="has blank"/>${NBAN}</HDon>`, 'the Id of DLHDon cannot be referenced'],
    ['invoice', `<HDon><DLHDon Id="'"/>${NBAN}</HDon>`, 'the Id of DLHDon cannot be referenced'],
    [
      'customs-1543',
      '<Envelope><Body><Content/><Signature>x</Signature></Body></Envelope>',
      '/Envelope/Body/Signature is not empty',
    ],
    ['customs-1543', '<Envelope><Body><Content/><Signature/><Signature/></Body></Envelope>', 'several elements'],
    ['by-id', '<a/>', 'no element has the Id data'],
    ['signs-replaced', '<a><sig/></a>', 'what it signs, /a/sig, gives way to the signature'],
    ['signs-replaced', '<a xmlns="urn:a"><sig/></a>', 'what it signs, /a/sig, gives way to the signature'],
    ['tax', '<HSoThueDTu><mst>1</mst><mst>2</mst><HSoKhaiThue/></HSoThueDTu>', '2 elements stand at /HSoThueDTu/mst'],
  ])('%s: %s', async (profile, document, reason) => {
    const error = await refusal(inspect(profile, document))
    expect(error?.code).toBe('ERR_PROFILE_MISMATCH')
    expect(error?.text('en').message).toContain(reason)
    expect(error?.text('vi').message).toContain(profile)
  })

  test('an unknown profile names the known ones', async () => {
    for (const name of ['nope', 'constructor', '__proto__']) {
      const error = await refusal(inspect(name, '<a/>'))
      expect(error?.code).toBe('ERR_PROFILE_UNKNOWN')
      expect(error?.text('en').next).toContain('customs-1543')
    }
  })

  test('a profile whose path is none is a broken configuration', () => {
    const broken = { ...base, placedIn: "/a['" }
    expect(() => new ThreadedSignatureEngine({ profiles: { broken } })).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIG_INVALID' }),
    )
  })
})

describe('Ids that could mean two elements are refused', () => {
  test.each([
    ['the Id to be signed stands twice, in other attributes', 'by-id', '<a><b Id="data"/><c ID="data"/></a>'],
    [
      'the signed element’s Id stands elsewhere, with a prefix',
      'invoice',
      '<HDon><DLHDon Id="d"/><DSCKS><NBan xmlns:w="urn:w" w:Id="d"/></DSCKS></HDon>',
    ],
    ['the new Id is taken', 'tax', '<HSoThueDTu><HSoKhaiThue/><x id="_NODE_TO_SIGN"/></HSoThueDTu>'],
  ])('%s', async (_, profile, document) => {
    const error = await refusal(
      engine.prepare(profile, Buffer.from(document), { certificate: signer.certificate, signedAt: new Date() }),
    )
    expect(error?.code).toBe('ERR_DUPLICATE_ID')
  })

  test('numbers that repeat in another attribute are no Ids', async () => {
    const rows = '<Envelope><Body><Content><r id="1"/><r id="1"/></Content></Body></Envelope>'
    await expect(inspect('customs-1543', rows)).resolves.toMatchObject({ taxCode: null })
  })
})

describe('signatures that are there already', () => {
  const over = (uri: string) =>
    `<Signature xmlns="${DS}"><SignedInfo><Reference URI="${uri}"/></SignedInfo></Signature>`

  test.each([
    ['one in the place', 'customs-1543', `<Envelope><Body><Content Id="c"/>${over('#c')}</Body></Envelope>`],
    [
      'one of another kind in the place',
      'customs-1543',
      '<Envelope><Body><Content/><Signature><data>AA==</data><fileCert>AA==</fileCert></Signature></Body></Envelope>',
    ],
    [
      'one over the whole document elsewhere',
      'invoice',
      `<HDon><DLHDon/><DSCKS><NBan/><NMua>${over('')}</NMua></DSCKS></HDon>`,
    ],
    [
      'one over what would get an Id',
      'customs-1543',
      `<Envelope Id="e"><Body><Content/></Body><Header>${over('#e')}</Header></Envelope>`,
    ],
    [
      'one over the element that would get an Id, by another attribute',
      'customs-1543',
      `<Envelope><Header>${over('#c')}</Header><Body><Content ID="c"/></Body></Envelope>`,
    ],
    ['one over what would hold the signature', 'xmldsig-enveloped', `<a Id="e">${over("#xpointer(id('e'))")}</a>`],
  ])('%s: refused', async (_, profile, document) => {
    expect((await refusal(inspect(profile, document)))?.code).toBe('ERR_ALREADY_SIGNED')
  })

  test.each([
    [
      'the buyer’s beside the seller’s',
      'invoice',
      `<HDon><DLHDon Id="d"/><DSCKS><NBan/><NMua>${over('#d')}</NMua></DSCKS></HDon>`,
    ],
    ['the whole document around a signed part', 'xmldsig-enveloped', `<a><b Id="b"/>${over('#b')}</a>`],
    ['beside one whose reference leads nowhere', 'xmldsig-enveloped', `<a>${over('#gone')}${over('http://x')}</a>`],
  ])('%s: added', async (_, profile, document) => {
    await expect(inspect(profile, document)).resolves.toBeDefined()
  })
})

describe('the tax code in the document', () => {
  const envelope = (from: string) => `<Envelope><Header><From>${from}</From></Header><Body><Content/></Body></Envelope>`
  test.each([
    [envelope('<identity> 0101300842-001\n</identity>'), '0101300842-001'],
    [envelope('<identity>01013<!-- -->00842</identity>'), '0101300842'],
    [envelope('<identity/>'), null],
    [envelope(''), null],
  ])('%s: %s', async (document, taxCode) => {
    await expect(inspect('customs-1543', document)).resolves.toMatchObject({ taxCode })
  })
})

describe('what is signed', () => {
  test('the digest is that of the data, so tokens may take either', async () => {
    const context = { certificate: signer.certificate, signedAt: new Date() }
    const prepared = await engine.prepare('xmldsig-enveloped', Buffer.from('<a/>'), context)
    expect(createHash('sha256').update(prepared.data).digest()).toEqual(prepared.digest)
    expect(Buffer.from(prepared.data).toString()).toMatch(
      /^<SignedInfo xmlns="http:\/\/www.w3.org\/2000\/09\/xmldsig#">/,
    )
  })

  test('the same document and time give the same bytes to sign', async () => {
    const context = { certificate: signer.certificate, signedAt: new Date() }
    const envelope = Buffer.from('<Envelope><Body><Content/></Body></Envelope>')
    const [one, two] = [
      await engine.prepare('customs-1543', envelope, context),
      await engine.prepare('customs-1543', envelope, context),
    ]
    expect(one.digest).toEqual(two.digest)
  })

  test('a signature that stands there already is not made again, and that is no error of ours', async () => {
    const filing = '<HSoThueDTu><HSoKhaiThue id="_NODE_TO_SIGN"/><CKyDTu/></HSoThueDTu>'
    const adding = new ThreadedSignatureEngine({ profiles: { adding: exampleProfiles['tax-filing'] } })
    // An RSA key, whose signature of the same content is the same each time.
    const authority = await createAuthority('CA')
    const rsa = testSigner(await issueCertificate(authority, { keyType: 'rsa-2048', subject: [['CN', 'x']] }))
    const once = await signWith(adding, 'adding', filing, rsa)
    expect((await refusal(signWith(adding, 'adding', once, rsa)))?.code).toBe('ERR_ALREADY_SIGNED')
  })

  test('a wrong value never leaves: it names whose key should have made it', async () => {
    const context = { certificate: signer.certificate, signedAt: new Date() }
    const prepared = await engine.prepare('xmldsig-enveloped', Buffer.from('<a/>'), context)
    const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const values = [
      Buffer.alloc(64),
      Buffer.alloc(0),
      sign('sha256', prepared.data, { key: foreign, dsaEncoding: 'ieee-p1363' }),
    ]
    for (const value of values) {
      const error = await refusal(prepared.finish(value))
      expect(error?.code).toBe('ERR_SIGNATURE_INVALID')
      expect(error?.text('vi').message).toContain('CÔNG TY A & B')
    }
  })
})
