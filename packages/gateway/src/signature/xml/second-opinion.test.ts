import type { XmlProfileOptions } from '@congky/shared'
import { beforeAll, describe, expect, test } from 'vitest'
import { createAuthority, issueCertificate } from '../../../../../test/support/pki.ts'
import { signWith, type TestSigner, testSigner } from '../../../../../test/support/xml-signing.ts'
import { builtInProfiles } from '../built-in-profiles.ts'
import { ThreadedSignatureEngine } from '../signature-engine.ts'
import { askSecondOpinion, weaknesses } from './second-opinion.ts'

const base = builtInProfiles['xmldsig-enveloped'] as XmlProfileOptions
const engine = new ThreadedSignatureEngine({
  profiles: {
    c14n11: { ...base, canonicalization: 'c14n11' },
    one: { ...base, signs: { path: '/r/a' }, placedIn: '/r/x' },
    two: { ...base, signs: { path: '/r/b' }, placedIn: '/r/y' },
  },
})
let signer: TestSigner

beforeAll(async () => {
  const authority = await createAuthority('Thử nghiệm CA')
  signer = testSigner(await issueCertificate(authority, { keyType: 'rsa-2048', subject: [['CN', 'x']] }))
})

const sign = async (document: string, profile = 'xmldsig-enveloped') =>
  (await signWith(engine, profile, document, signer)).toString()

function ask(signed: string, nth = 0) {
  const signature = signed.match(/<Signature .*?<\/Signature>/gs)?.[nth] ?? ''
  return askSecondOpinion(signed, signature, signer.issued.certificatePem)
}

test.each([
  ['an ordinary document', '<r><a>Tiếng Việt</a></r>'],
  ['all kinds of line ends', '<r a="x\ny">\r\n\r&#13;&#10;</r>'],
  ['namespaces', '<r xmlns="urn:a" xmlns:p="urn:p" xmlns:n10="urn:1" xmlns:n2="urn:2"><a xmlns=""/><p:b p:c=""/></r>'],
])('it agrees about %s', async (_, document) => {
  expect(ask(await sign(document))).toEqual({ verdict: 'agrees' })
})

test('it disagrees where the content was changed', async () => {
  const signed = await sign('<r>100</r>')
  expect(ask(signed.replace('100', '900'))).toEqual({ verdict: 'disagrees', reason: 'a digest differs' })
})

describe('it is not counted where it is known to err', () => {
  const documents: Readonly<Record<string, readonly [document: string, profile?: string]>> = {
    'C14N 1.1, SHA-384 or ECDSA': ['<r/>', 'c14n11'],
    'xml: attributes': ['<r xml:lang="vi"/>'],
    'processing instructions': ['<r><?p?></r>'],
    'the characters U+0085 and U+2028': ['<r>\u2028</r>'],
    'the order of namespace prefixes in upper case or beyond ASCII': ['<r xmlns:b="urn:1" xmlns:B="urn:2"/>'],
    'names beyond U+FFFF': ['<r><\u{10000}/></r>'],
  }

  test.each(Object.entries(documents))('%s', async (name, [document, profile]) => {
    expect(ask(await sign(document, profile))).toEqual({ verdict: 'not counted', reason: name })
  })

  test('several signatures with other namespaces around them', async () => {
    const signed = await sign('<r><a Id="a"/><b Id="b"/><x xmlns:q="urn:q"/><y xmlns:w="urn:w"/></r>', 'one')
    const both = await sign(signed, 'two')
    expect(ask(both, 0)).toEqual({ verdict: 'agrees' })
    expect(ask(both, 1)).toMatchObject({ verdict: 'not counted' })
  })

  test('every weakness of the list is shown here', () => {
    expect(weaknesses.map(({ name }) => name)).toEqual([...Object.keys(documents), expect.stringContaining('several')])
  })
})
