/** What we say the canonical form of our own markup is, libxml2 says as well. */
import { expect, test } from 'vitest'
import { randomBySeed } from '../../../../../test/support/customs-envelopes.ts'
import { randomDocument } from '../../../../../test/support/random-documents.ts'
import { canonicalizationNamed } from './algorithms.ts'
import { canonicalBytes } from './canonical-form.ts'
import { guardDocument } from './document-guard.ts'
import { canonicalOwnMarkup } from './own-markup.ts'
import { signatureGround } from './signature-ground.ts'
import { withDocument } from './xml-document.ts'
import { xmlElement } from './xml-text.ts'

const VALUES = ['', '#Id-1', 'a > b', '"quoted" & <more>', 'tab\tline\nreturn\r', '&gt;', 'Hàng hóa', "it's"]
const NAMES = ['URI', 'Type', 'Id', 'Algorithm', 'Target', 'Id2', 'IdA']

function randomMarkup(seed: number): string {
  const random = randomBySeed(`own markup ${seed}`)
  const element = (depth: number): string => {
    const attributes: Record<string, string> = {}
    for (let left = random.below(4); left > 0; left--) attributes[random.pick(NAMES)] = random.pick(VALUES)
    const inside = depth === 0 ? ['', 'YmFzZTY0=='] : ['', element(depth - 1), element(depth - 1) + element(0)]
    return xmlElement(random.pick(['Reference', 'Transforms', 'DigestValue']), attributes, random.pick(inside))
  }
  return Array.from({ length: 1 + random.below(3) }, () => element(3)).join('')
}

test('markup without anything around it', () => {
  const options = { canonicalization: canonicalizationNamed('c14n'), comments: true }
  for (let seed = 0; seed < 500; seed++) {
    const markup = randomMarkup(seed)
    const form = withDocument(Buffer.from(`<r>${markup}</r>`), (document) => canonicalBytes(document, null, options))
    expect(`<r>${canonicalOwnMarkup(markup)}</r>`).toBe(form.toString())
  }
})

test('a SignedInfo anywhere in a random document, made twice so that its tag is remembered', () => {
  const FORMS = ['c14n', 'c14n-comments', 'c14n11', 'exc-c14n', 'exc-c14n-comments'] as const
  for (let seed = 0; seed < 300; seed++) {
    const { elements } = guardDocument(Buffer.from(randomDocument(seed)))
    const canonicalization = canonicalizationNamed(FORMS[seed % FORMS.length] ?? 'c14n')
    const parent = seed % elements.count
    const ground = signatureGround(elements, { parent, create: null, replaces: null })
    for (const content of [randomMarkup(seed), randomMarkup(seed + 1)]) {
      const signature = `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="S">${xmlElement('SignedInfo', {}, content)}</Signature>`
      const form = ground.canonicalPart(signature, 'SignedInfo', { canonicalization, comments: true })
      expect(ground.canonicalSignedInfo(content, canonicalization).toString()).toBe(form.toString())
    }
  }
})
