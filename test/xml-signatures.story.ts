/**
 * What the signature engine makes is accepted by implementations that share no code with it, and every byte of
 * a document outside the signature stays as it was.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ThreadedSignatureEngine } from '../packages/gateway/src/signature/signature-engine.ts'
import {
  type IdAttribute,
  judgeAllWithJava,
  judgeWithJava,
  judgeWithXmlCrypto,
  judgeWithXmlsec1,
} from './judges/index.ts'
import { customsEnvelope } from './support/customs-envelopes.ts'
import { type ExampleProfile, exampleDocuments, exampleProfiles } from './support/example-profiles.ts'
import { type FieldProfile, fieldDocuments, invoiceDocuments } from './support/field-documents.ts'
import { type Authority, createAuthority, issueCertificate } from './support/pki.ts'
import { randomDocument } from './support/random-documents.ts'
import { signWith, type TestSigner, testSigner } from './support/xml-signing.ts'

const part = {
  ...exampleProfiles['invoice-buyer'],
  signs: { path: '/root/Target' },
  placedIn: '/root/Place',
  signingTime: 'ds',
} as const
const canonicalizations = [
  'c14n',
  'c14n-comments',
  'c14n11',
  'c14n11-comments',
  'exc-c14n',
  'exc-c14n-comments',
] as const
/** What signed elements of the field are called, and by which attribute they are referenced. */
const INVOICE = ['DLHDon', 'DLTKhai', 'DLBTHop', 'DLTBao'].map((element) => ({ attribute: 'Id', element }))
const FILING = [
  { attribute: 'id', element: 'HSoKhaiThue', namespace: 'http://kekhaithue.gdt.gov.vn/TKhaiThue' },
] as const
const OLD_INVOICE = [
  { attribute: 'id', element: 'invoiceData', namespace: 'http://laphoadon.gdt.gov.vn/2014/09/invoicexml/v1' },
] as const
/** The tax authority's signature beside the taxpayer's, in every place where one stands. */
const parties = ['/HDon/DLHDon', '/TKhai/DLTKhai', '/BTHDLieu/DLBTHop', '/TBao/DLTBao']
const authorityAt = (path: string) => ({
  ...{ signs: { path }, placedIn: path.replace(/[^/]+$/, 'DSCKS/CQT'), taxCodePath: null },
})
const [firstParty = '', ...otherParties] = [...parties, ...parties.map((path) => `/TDiep/DLieu${path}`)]
const engine = new ThreadedSignatureEngine({
  profiles: {
    ...exampleProfiles,
    authority: {
      ...exampleProfiles['invoice-buyer'],
      ...authorityAt(firstParty),
      alternatives: otherParties.map(authorityAt),
    },
    nested: { ...part, signs: { path: '/root/a/Target' } },
    ...Object.fromEntries(
      canonicalizations.map((canonicalization) => [`part-${canonicalization}`, { ...part, canonicalization }]),
    ),
  },
})
let authority: Authority
let rsa: TestSigner
let ec: TestSigner
let old: TestSigner

beforeAll(async () => {
  authority = await createAuthority('Thử nghiệm CA')
  const subject = [
    ['C', 'VN'],
    ['ST', 'Hà Nội'],
    ['CN', 'CÔNG TY TNHH ĐẠI LÝ, HẢI QUAN "Á ĐÔNG" & CỘNG SỰ'],
    ['UID', 'MST:0101300842'],
  ] as const
  rsa = testSigner(await issueCertificate(authority, { keyType: 'rsa-2048', subject }))
  ec = testSigner(await issueCertificate(authority, { keyType: 'p-256', subject }))
  old = testSigner(await issueCertificate(authority, { keyType: 'rsa-2048', subject, digest: 'sha1' }))
  await engine.start()
})
afterAll(() => engine.stop())

const xmlsec1 = (signed: Uint8Array, idAttributes: readonly IdAttribute[] = [], signature = 0) =>
  judgeWithXmlsec1(signed, { trustedPem: authority.certificatePem, idAttributes, signature })
const CONTENT = [{ attribute: 'Id', element: 'Content' }]
const ACCEPTED = expect.objectContaining({ accepted: true })

async function problemsIn(signed: Uint8Array): Promise<readonly string[]> {
  return (await engine.verify(signed)).signatures.flatMap(({ problems }) => problems)
}

interface Named {
  readonly name: string
  readonly signed: Uint8Array
}

/** Java takes a second to start, so it judges what several tests made in one go. */
async function expectJavaAccepts(documents: readonly Named[], options = {}) {
  const verdicts = await judgeAllWithJava(
    documents.map(({ signed }) => signed),
    options,
  )
  const refused = documents.flatMap(({ name }, index) =>
    verdicts[index]?.accepted ? [] : [`${name}: ${verdicts[index]?.detail}`],
  )
  expect(refused).toEqual([])
}

describe('profiles as they are used in the field', () => {
  const ids: Record<ExampleProfile | FieldProfile, readonly IdAttribute[]> = {
    'einvoice-tt78': INVOICE,
    'invoice-buyer': INVOICE,
    'tax-ihtkk': FILING,
    'tax-filing': FILING,
    'invoice-tt32': OLD_INVOICE,
    'invoice-2011': OLD_INVOICE,
    'social-insurance': [],
  }
  const documentOf = { ...fieldDocuments, ...exampleDocuments }
  const names = Object.keys(documentOf) as (keyof typeof documentOf)[]
  const documents: Named[] = []

  test.each(names.flatMap((name) => (['rsa', 'ec', 'old'] as const).map((key) => [name, key] as const)))(
    '%s with the %s key: xmlsec1, xml-crypto and our own report accept it',
    async (name, key) => {
      const signed = await signWith(engine, name, documentOf[name], { rsa, ec, old }[key])
      documents.push({ name: `${name} ${key}`, signed })
      expect(await xmlsec1(signed, ids[name])).toEqual(ACCEPTED)
      if (key !== 'ec') expect(judgeWithXmlCrypto(signed)).toEqual(ACCEPTED)
      expect(await problemsIn(signed)).toEqual([])
    },
  )

  test('and so does the JDK, told that SHA-1 is still in use', () => expectJavaAccepts(documents, { allowSha1: true }))

  test('the JDK refuses SHA-1 by default, so receivers on Java may as well', async () => {
    const signed = await signWith(engine, 'tax-ihtkk', fieldDocuments['tax-ihtkk'], old)
    expect((await judgeWithJava(signed)).accepted).toBe(false)
  })

  test('seller and buyer sign one invoice one after the other, and both signatures hold', async () => {
    const one = await signWith(engine, 'einvoice-tt78', fieldDocuments['einvoice-tt78'], rsa)
    const both = await signWith(engine, 'invoice-buyer', one, ec)
    for (const signature of [0, 1]) expect(await xmlsec1(both, INVOICE, signature)).toEqual(ACCEPTED)
    expect(await problemsIn(both)).toEqual([])
    expect(await judgeWithJava(both)).toEqual({ accepted: true, detail: 'OK 2' })
  })

  test.each(['tax-ihtkk', 'invoice-tt32'] as const)('two people sign one document of %s', async (name) => {
    const one = await signWith(engine, name, fieldDocuments[name], old)
    const both = await signWith(engine, name, one, rsa)
    for (const signature of [0, 1]) expect(await xmlsec1(both, ids[name], signature)).toEqual(ACCEPTED)
    expect(await problemsIn(both)).toEqual([])
  })

  test.each(Object.keys(invoiceDocuments) as (keyof typeof invoiceDocuments)[])(
    'the tax authority signs beside the taxpayer: %s',
    async (name) => {
      const document = invoiceDocuments[name]
      await expect(engine.inspect('einvoice-tt78', Buffer.from(document))).resolves.toMatchObject({
        taxCode: '0101300842',
      })
      const one = await signWith(engine, 'einvoice-tt78', document, rsa)
      const both = await signWith(engine, 'authority', one, ec)
      for (const signature of [0, 1]) expect(await xmlsec1(both, INVOICE, signature)).toEqual(ACCEPTED)
      expect(both.toString().replace(/<CQT>.*<\/CQT>/s, '')).toBe(one.toString())
      expect(await problemsIn(both)).toEqual([])
    },
  )
})

describe('customs envelopes', () => {
  const documents: Named[] = []

  test.each(Array.from({ length: 12 }, (_, seed) => seed))('number %d is accepted by all judges', async (seed) => {
    const envelope = customsEnvelope({ taxCode: '0101300842', enterprise: 'CÔNG TY "A" & B', seed })
    await expect(engine.inspect('customs-1543', Buffer.from(envelope))).resolves.toMatchObject({
      taxCode: '0101300842',
    })
    const signed = await signWith(engine, 'customs-1543', envelope, seed % 2 ? rsa : ec)
    documents.push({ name: `${seed}`, signed })
    const unsigned = (text: string) => text.replace(/<Signature\/>|<Signature><\/Signature>/, '')
    expect(withoutSignature(signed)).toBe(unsigned(envelope))
    expect(await xmlsec1(signed, CONTENT)).toEqual(ACCEPTED)
    if (seed % 2) expect(judgeWithXmlCrypto(signed)).toEqual(ACCEPTED)
    const report = await engine.verify(signed)
    expect(report.signatures).toMatchObject([
      { path: '/Envelope/Body/Signature', valid: true, covers: [{ path: '/Envelope/Body/Content', valid: true }] },
    ])
  })

  test('one of 100 KB, too', async () => {
    const envelope = customsEnvelope({ taxCode: '0101300842', enterprise: 'x', lots: 180 })
    expect(envelope.length).toBeGreaterThan(90_000)
    const signed = await signWith(engine, 'customs-1543', envelope, rsa)
    documents.push({ name: '100 KB', signed })
    expect(await xmlsec1(signed, CONTENT)).toEqual(ACCEPTED)
    expect(judgeWithXmlCrypto(signed)).toEqual(ACCEPTED)
  })

  test('the JDK accepts them', () => expectJavaAccepts(documents))
})

/** The original, as far as the signed document still holds it. */
function withoutSignature(signed: Uint8Array): string {
  return Buffer.from(signed)
    .toString()
    .replace(/<Signature xmlns="http:\/\/www\.w3\.org\/2000\/09\/xmldsig#".*?<\/Signature>/s, '')
    .replace(/ Id="Id-[0-9a-f]{16}"/, '')
}

describe('documents that are unusual and well-formed', () => {
  const lines = (text: string) => `<root>${text}</root>`
  const many = Array.from({ length: 60 }, (_, i) => ` xmlns:${i % 2 ? 'N' : 'n'}${i}="urn:${60 - i}"`).join('')
  const documents: Named[] = []

  test.each<readonly [name: string, document: string, xmlCrypto: 'agrees' | 'errs']>([
    ['comments', lines('<!-- a --><b/><!-- <c/> & -->'), 'agrees'],
    ['CDATA', lines('<![CDATA[<b>&amp;</b>]]>'), 'agrees'],
    ['numeric entities', lines('&#65;&#x110;&#x1F4A1;&amp;&lt;&gt;&quot;&apos;'), 'agrees'],
    ['CR LF', lines('a\r\nb\r\n'), 'agrees'],
    ['a lone CR', lines('a\rb'), 'agrees'],
    ['CR as a reference', lines('a&#13;&#xA;b'), 'agrees'],
    ['U+2028 and U+0085', lines('a\u2028b\u0085c'), 'errs'],
    ['a default namespace', '<root xmlns="urn:a"><b xmlns=""/><c/></root>', 'agrees'],
    ['a redeclared prefix', '<root xmlns:p="urn:a"><p:b xmlns:p="urn:b"><p:c/></p:b><p:d/></root>', 'agrees'],
    ['unused prefixes', '<root xmlns:z="urn:z" xmlns:a="urn:a"/>', 'agrees'],
    ['prefixes in upper and lower case', '<root xmlns:b="urn:1" xmlns:B="urn:2" xmlns:a="urn:3"/>', 'errs'],
    ['60 namespaces', `<root${many}><n0:a N1:b="c"/></root>`, 'errs'],
    ['instructions around the root', '<?one?><root/><?two x?>', 'errs'],
    ['instructions inside', lines('<?one x?>'), 'errs'],
    ['a byte order mark', '\uFEFF<?xml version="1.0" encoding="utf-8"?><root/>', 'agrees'],
    ['a declaration in single quotes', "<?xml version='1.0' encoding='utf-8' standalone='no'?>\n<root/>\n", 'agrees'],
    ['xml:lang on the root', '<root xml:lang="vi" xml:space="preserve"><b/></root>', 'errs'],
    ['quotes of both kinds', `<root a='"' b="'" c='>' d="/>"/>`, 'agrees'],
    ['blanks in attribute values', '<root a="\n\tb  c"/>', 'agrees'],
    ['a root that closes itself', '<root />', 'agrees'],
    ['elements 180 deep', '<a>'.repeat(180) + '</a>'.repeat(180), 'agrees'],
    ['attributes by the dozen', `<root${Array.from({ length: 120 }, (_, i) => ` a${i}="${i}"`).join('')}/>`, 'agrees'],
    ['Vietnamese, composed and decomposed', lines('Tiếng Việt Tie\u0302\u0301ng Vie\u0323\u0302t'), 'agrees'],
    ['a signature of another kind', lines('<Signature><data>AA==</data></Signature>'), 'agrees'],
  ])('%s', async (name, document, xmlCrypto) => {
    const signed = await signWith(engine, 'xmldsig-enveloped', document, rsa)
    documents.push({ name, signed })
    const opened = document.replace(/<root([^<]*)\/>/, '<root$1></root>')
    expect([document, opened]).toContain(withoutSignature(signed))
    expect(await xmlsec1(signed)).toEqual(ACCEPTED)
    expect(judgeWithXmlCrypto(signed).accepted).toBe(xmlCrypto === 'agrees')
    expect(await problemsIn(signed)).toEqual([])
  })

  test('the JDK accepts every one of them', () => expectJavaAccepts(documents))

  test('of two xml:lang around the signed element the inner one counts; the JDK alone takes the outer', async () => {
    const document = '<root xml:lang="vi"><a xml:lang="en"><Target/></a><Place/></root>'
    const signed = await signWith(engine, 'nested', document, rsa)
    expect(await xmlsec1(signed, [{ attribute: 'Id', element: 'Target' }])).toEqual(ACCEPTED)
    expect((await judgeWithJava(signed)).accepted).toBe(false)
  })
})

describe('documents made at random', () => {
  const documents: Named[] = []
  const seeds = Array.from({ length: 200 }, (_, seed) => seed)
  const namespaces = [undefined, 'urn:a', 'urn:b', 'http://vi-du.vn/']
  const ids = namespaces.map((namespace) => ({
    attribute: 'Id',
    element: 'Target',
    ...(namespace === undefined ? {} : { namespace }),
  }))

  test('keep every byte outside the signature, and xmlsec1 accepts them', async () => {
    for (const seed of seeds) {
      const document = randomDocument(seed)
      const canonicalization = canonicalizations[seed % canonicalizations.length]
      const profile = seed % 3 === 0 ? 'xmldsig-enveloped' : `part-${canonicalization}`
      const signed = await signWith(engine, profile, document, rsa)
      documents.push({ name: `${seed} ${profile}`, signed })
      const opened = document.replace(/(<Place[^>]*(?:'>')?)\/>/, '$1></Place>')
      expect([document, opened], `seed ${seed}`).toContain(withoutSignature(signed))
      expect(await xmlsec1(signed, ids), `seed ${seed}: ${document}`).toEqual(ACCEPTED)
      expect(await problemsIn(signed), `seed ${seed}: ${document}`).toEqual([])
    }
  })

  test('the JDK accepts them', () => expectJavaAccepts(documents))
})
