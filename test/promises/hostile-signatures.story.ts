/**
 * Signed documents that were tampered with so that the cryptography stays whole: whoever asks the gateway is
 * never told that content is signed which is not.
 */
import { createHmac, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { VerifyReport } from '@congky/shared'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { judgeWithXmlCrypto, judgeWithXmlsec1 } from '../judges/index.ts'
import { OWN_A, OWN_B } from '../support/office.ts'
import { promise } from '../support/promise.ts'
import { problemsIn, Siege } from '../support/siege.ts'

// Seconds on an idle machine; minutes beside everything else.
vi.setConfig({ testTimeout: 300_000 })

let siege: Siege
/** Whoever a signature would like to be fetched from. */
let lure: Server
let fetched = 0

beforeAll(async () => {
  lure = createServer((_, response) => response.end('<a/>')).on('connection', () => fetched++)
  await new Promise<void>((resolve) => lure.listen(0, '127.0.0.1', resolve))
  siege = await Siege.start('wrapping')
})
afterAll(async () => {
  await siege?.stop()
  lure?.close()
})

const url = () => `http://127.0.0.1:${(lure.address() as AddressInfo).port}`

const signed = async (profile: string, document: string, taxCode = '') =>
  (await siege.sign(profile, document, taxCode)).toString()
const verify = (xml: string) => siege.verify(xml)

const ENVELOPE = '<Envelope><Header/><Body><Content Id="c"><CIMP>Hàng</CIMP></Content><Signature/></Body></Envelope>'
const FAKE = '<Content><CIMP>Giả</CIMP></Content>'
const DS = 'http://www.w3.org/2000/09/xmldsig#'
const content = (xml: string) => /<Content.*<\/Content>/s.exec(xml)?.[0] ?? ''
const signature = (xml: string) => /<Signature xmlns.*<\/Signature>/s.exec(xml)?.[0] ?? ''
const signedInfo = (xml: string) => /<SignedInfo>.*<\/SignedInfo>/s.exec(xml)?.[0] ?? ''

type Attack = readonly [name: string, change: (xml: string) => string, problem: string]

/** On a customs envelope, whose content is referenced by its Id. */
const wrappings: readonly Attack[] = [
  ['changed content', (xml) => xml.replace('Hàng', 'Hàng cấm'), 'was changed after signing'],
  [
    'fake content, the signed one in the header',
    (xml) => xml.replace(content(xml), FAKE).replace('<Header/>', `<Header>${content(xml)}</Header>`),
    'no valid signature covers all content',
  ],
  ['fake content before the signed one', (xml) => xml.replace(content(xml), FAKE + content(xml)), 'covers all content'],
  ['fake content behind the signed one', (xml) => xml.replace(content(xml), content(xml) + FAKE), 'covers all content'],
  [
    'the whole signed body moved away',
    (xml) => xml.replace(/<Body>.*<\/Body>/s, `<Old>$&</Old><Body>${FAKE}</Body>`),
    'covers all content',
  ],
  [
    'the signed content inside the fake one',
    (xml) => xml.replace(content(xml), `<Content><CIMP>Giả</CIMP>${content(xml)}</Content>`),
    'covers all content',
  ],
  [
    'the signed content moved into an Object',
    (xml) => xml.replace(content(xml), FAKE).replace('</Signature>', `<Object>${content(xml)}</Object></Signature>`),
    'it covers nothing but itself',
  ],
  [
    'the signed content moved into an Object elsewhere',
    (xml) =>
      xml
        .replace(content(xml), FAKE)
        .replace('<Header/>', `<Header><Object xmlns="${DS}">${content(xml)}</Object></Header>`),
    'covers a part of another signature',
  ],
  [
    'the same Id on fake content',
    (xml) => xml.replace(content(xml), `<Content Id="c"><CIMP>Giả</CIMP></Content>${content(xml)}`),
    'several elements carry the Id',
  ],
  ...['ID', 'id', 'xml:id', 'w:Id'].map(
    (name): Attack => [
      `the same Id as ${name}`,
      (xml) => xml.replace('<Header/>', `<Header xmlns:w="urn:w" ${name}="c"/>`),
      'several elements carry the Id',
    ],
  ),
  ['no Id at all', (xml) => xml.replace(' Id="c"', ''), 'no element carries the Id'],
  ['a second SignedInfo before', (xml) => xml.replace('<SignedInfo>', '<SignedInfo/><SignedInfo>'), 'one SignedInfo'],
  [
    'a second SignedInfo that says something else, before',
    (xml) => xml.replace('<SignedInfo>', `${signedInfo(xml).replace('#c', '#d')}<SignedInfo>`),
    'one SignedInfo',
  ],
  [
    'a second SignedInfo behind',
    (xml) => xml.replace('<KeyInfo>', `${signedInfo(xml)}<KeyInfo>`),
    'something else than',
  ],
  [
    'the SignedInfo moved into an Object',
    (xml) =>
      xml.replace(signedInfo(xml), '').replace('</Signature>', `<Object>${signedInfo(xml)}</Object></Signature>`),
    'one SignedInfo',
  ],
  ['a comment inside DigestValue', (xml) => xml.replace(/(<DigestValue>.{8})/, '$1<!-- -->'), 'holds a comment'],
  [
    'a comment that ends DigestValue early',
    (xml) => xml.replace(/<DigestValue>/, '<DigestValue>AAAA<!---->'),
    'holds a comment',
  ],
  ['an instruction inside DigestValue', (xml) => xml.replace(/(<DigestValue>.{8})/, '$1<?x y?>'), 'holds a comment'],
  ['a comment inside SignatureValue', (xml) => xml.replace(/(<SignatureValue>.{8})/, '$1<!-- -->'), 'holds a comment'],
  ['an element inside SignatureValue', (xml) => xml.replace(/(<SignatureValue>.{8})/, '$1<x/>'), 'not base64'],
  [
    'a second Reference',
    (xml) => xml.replace('</Reference>', '$&<Reference/>'),
    'not of the form|not made with the key',
  ],
  ['another method', (xml) => xml.replace(/rsa-sha256/, 'hmac-sha256'), 'is not accepted'],
  [
    'another canonicalization',
    (xml) => xml.replace(/(<CanonicalizationMethod Algorithm=")[^"]*/, '$1http://www.w3.org/2001/10/xml-exc-c14n#'),
    'not made with the key',
  ],
  ['no certificate', (xml) => xml.replace(/<X509Certificate>.*?<\/X509Certificate>/s, ''), 'carries no certificate'],
]

promise(
  'S7',
  'wrapped, moved and doubled content is never called valid, at the door and on the command line',
  async (count) => {
    const original = await signed('customs-1543', ENVELOPE, OWN_A.taxCode)
    expect((await verify(original)).valid).toBe(true)
    const judge = (xml: string) =>
      judgeWithXmlsec1(Buffer.from(xml), { trustedPem: siege.office.authority.certificatePem })
    expect(await judge(original)).toMatchObject({ accepted: true })

    let fooled = 0
    const forged: string[] = []
    for (const [name, change, problem] of wrappings) {
      const xml = change(original)
      expect(xml, name).not.toBe(original)
      const report = await verify(xml)
      expect([name, report.valid, report.signatures.some(({ valid }) => valid)]).toEqual([name, false, false])
      expect(problemsIn(report), name).toMatch(new RegExp(problem))
      const others = [await judge(xml), judgeWithXmlCrypto(Buffer.from(xml))]
      if (others.some(({ accepted }) => accepted)) fooled++
      forged.push(xml)
      if (forged.length % 10 === 0) await siege.expectWell()
    }

    // The command on the host, which needs no daemon: a sample, since each run starts a program.
    const files = [original, forged[1], forged[9]].map((xml, index) => {
      const file = join(siege.folder, `forged-${index}.xml`)
      writeFileSync(file, xml ?? '')
      return file
    })
    const runs = await Promise.all(files.map((file) => siege.gateway.run(['verify', file, '--json'])))
    expect(runs.map(({ code }) => code)).toEqual([0, 1, 1])
    expect(runs.map(({ stdout }) => (JSON.parse(stdout) as VerifyReport).valid)).toEqual([true, false, false])
    count(
      `${wrappings.length} forgeries, 0 called valid (${fooled} of them accepted by xmlsec1 or xml-crypto); ${await siege.expectCalm()}`,
    )
  },
)

promise('S7', 'of several signatures each speaks for itself, and none lends another its validity', async (count) => {
  const one = await signed('customs-1543', ENVELOPE, OWN_A.taxCode)
  const two = await signed('customs-1543', ENVELOPE.replace('Hàng', 'Hàng khác'), OWN_B.taxCode)
  const part = (xml: string, tag: string) => new RegExp(`<${tag}[ >].*?</${tag}>`, 's').exec(xml)?.[0] ?? ''
  const swap = (tag: string) => one.replace(part(one, tag), part(two, tag))
  const swapped = ['KeyInfo', 'SignatureValue', 'SignedInfo', 'Signature', 'X509Certificate'].map(swap)
  for (const xml of swapped) expect((await verify(xml)).valid).toBe(false)

  // The name beside the certificate is no proof of anything, so the certificate's own is told.
  const renamed = one.replace(
    /<X509SubjectName>.*?<\/X509SubjectName>/s,
    `<X509SubjectName>CN=${OWN_B.name}</X509SubjectName>`,
  )
  expect((await verify(renamed)).signatures[0]?.certificate?.taxCode).toBe(OWN_A.taxCode)
  // Of two certificates the one counts whose key it was.
  const both = one.replace('<X509Certificate>', `${part(two, 'X509Certificate')}<X509Certificate>`)
  expect((await verify(both)).signatures[0]).toMatchObject({ valid: true, certificate: { taxCode: OWN_A.taxCode } })

  // A broken one beside a good one, wherever it stands, makes the document as a whole not valid.
  const broken = signature(two)
  for (const xml of [
    one.replace('<Header/>', `<Header>${broken}</Header>`),
    one.replace('</Body>', `${broken}</Body>`),
  ]) {
    const report = await verify(xml)
    expect([report.valid, report.signatures.map(({ valid }) => valid).sort()]).toEqual([false, [false, true]])
  }
  expect((await verify(ENVELOPE)).valid).toBe(false)
  await siege.expectWell()
  count(`${swapped.length + 2} exchanges, 0 called valid`)
})

promise(
  'S7',
  'forms that could mean two things, or fetch something, are not accepted, and nothing is fetched',
  async (count) => {
    const issued = siege.office.certificates.agent
    const C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'
    const RSA = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
    const certificate = Buffer.from(issued.certificateDer).toString('base64')
    const keyInfo = `<KeyInfo><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo>`
    /** Signed by the owner of the key, as a malicious insider would. */
    const forge = (references: string, { method = RSA, c14n = C14N, info = keyInfo, root = 'a' } = {}) => {
      const signedInfo =
        `<SignedInfo xmlns="${DS}"><CanonicalizationMethod Algorithm="${c14n}"></CanonicalizationMethod>` +
        `<SignatureMethod Algorithm="${method}"></SignatureMethod>${references}</SignedInfo>`
      const value = method.includes('hmac')
        ? createHmac('sha1', issued.certificatePem).update(signedInfo).digest()
        : sign('sha256', Buffer.from(signedInfo), issued.privateKey)
      return `<${root}><Signature xmlns="${DS}">${signedInfo}<SignatureValue>${value.toString('base64')}</SignatureValue>${info}</Signature></${root}>`
    }
    const SHA256 = '<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></DigestMethod>'
    const VALUE = '<DigestValue>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=</DigestValue>'
    const to = (uri: string) => `<Reference URI="${uri}">${SHA256}${VALUE}</Reference>`
    const transform = (uri: string, inside = '') =>
      `<Reference URI=""><Transforms><Transform Algorithm="${uri}">${inside}</Transform></Transforms>${SHA256}${VALUE}</Reference>`
    const XSLT = 'http://www.w3.org/TR/1999/REC-xslt-19991116'
    const sheet = `<x:stylesheet xmlns:x="http://www.w3.org/1999/XSL/Transform" version="1.0"><x:template match="/"><x:copy-of select="document('${url()}/x')"></x:copy-of></x:template></x:stylesheet>`
    const forms: readonly (readonly [name: string, xml: string, problem: string])[] = [
      ['HMAC with the public key', forge(to(''), { method: `${DS}hmac-sha1` }), 'hmac-sha1 is not accepted'],
      [
        'another kind of key',
        forge(to(''), { method: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256' }),
        'not made with the key',
      ],
      ['no digest to speak of', forge(to('').replace(/http.*sha256/, 'urn:none')), 'urn:none is not accepted'],
      [
        'MD5',
        forge(to('').replace(/http.*sha256/, 'http://www.w3.org/2001/04/xmldsig-more#md5')),
        'md5 is not accepted',
      ],
      ['an unknown canonicalization', forge(to(''), { c14n: 'urn:c14n' }), 'urn:c14n is not accepted'],
      [
        'XPath',
        forge(transform('http://www.w3.org/TR/1999/REC-xpath-19991116', '<XPath>//x</XPath>')),
        'is not accepted',
      ],
      ['XPath filter 2', forge(transform('http://www.w3.org/2002/06/xmldsig-filter2')), 'is not accepted'],
      ['XSLT that fetches', forge(transform(XSLT, sheet)), 'is not accepted'],
      ['base64', forge(transform(`${DS}base64`)), 'base64 is not accepted'],
      ['an external address', forge(to(`${url()}/x`)), 'points outside the document'],
      ['a file', forge(to('file:///etc/passwd')), 'points outside the document'],
      ['a relative address', forge(to('other.xml')), 'points outside the document'],
      ['a pointer', forge(to("#xpointer(id('x'))")), 'into parts of it'],
      ['no address at all', forge(to('').replace(' URI=""', '')), 'has no URI'],
      ['no reference', forge(''), 'SignedInfo is incomplete'],
      [
        'a Manifest, whose references nobody checks',
        forge(to('#m'), { info: `${keyInfo}<Object><Manifest Id="m">${to(`${url()}/m`)}</Manifest></Object>` }),
        'Manifest|changed',
      ],
      [
        'a key to be fetched',
        forge(to(''), {
          info: `<KeyInfo><RetrievalMethod URI="${url()}/key" Type="${DS}X509Data"></RetrievalMethod></KeyInfo>`,
        }),
        'carries no certificate',
      ],
      ['a bare key', forge(to(''), { info: '<KeyInfo><KeyName>x</KeyName></KeyInfo>' }), 'carries no certificate'],
      ['21 references', forge(to('').repeat(21)), 'more than 20 references'],
    ]
    for (const [name, xml, problem] of forms) {
      const report = await verify(xml)
      expect([name, report.valid]).toEqual([name, false])
      expect(problemsIn(report), name).toMatch(new RegExp(problem))
    }
    const crowd = await siege.call('POST', '/verify', { body: `<a>${`<Signature xmlns="${DS}"/>`.repeat(51)}</a>` })
    expect([crowd.status, crowd.code]).toEqual([422, 'ERR_DOCUMENT_TOO_COMPLEX'])
    expect(fetched).toBe(0)
    count(`${forms.length + 1} forms, 0 called valid, 0 fetched; ${await siege.expectCalm()}`)
  },
)
