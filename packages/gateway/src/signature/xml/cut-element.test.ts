/** An element cut out of its document's canonical form is what libxml2 makes of it alone. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { customsEnvelope } from '../../../../../test/support/customs-envelopes.ts'
import { randomDocument } from '../../../../../test/support/random-documents.ts'
import { canonicalizationNamed } from './algorithms.ts'
import { canonicalBytes } from './canonical-form.ts'
import { digestsByCut } from './cut-element.ts'
import { guardDocument } from './document-guard.ts'
import { findElements, withDocument } from './xml-document.ts'

const FORMS = ['c14n', 'c14n11', 'exc-c14n'] as const
const COUNT = Number(process.env.CONGKY_READER_DOCUMENTS ?? 300)

/** @returns How many of the elements were cut out. */
function compare(text: string, seed: number): number {
  const { bytes } = guardDocument(Buffer.from(text))
  const form = { canonicalization: canonicalizationNamed(FORMS[seed % FORMS.length] ?? 'c14n'), comments: false }
  return withDocument(bytes, (document) => {
    const elements = findElements(document, '//*')
    return [0, 1, seed % elements.length, elements.length - 1].filter((number) => {
      const element = elements[number]
      const cut = element && digestsByCut(document, bytes, element, form, ['sha256'])
      if (!cut) return false
      const alone = createHash('sha256')
        .update(canonicalBytes(document, element, form))
        .digest('hex')
      expect(cut.get('sha256')?.toString('hex'), `element ${number} of ${text}`).toBe(alone)
      return true
    }).length
  })
}

test('random documents, where anything is cut at all', () => {
  let cut = 0
  for (let seed = 0; seed < COUNT; seed++) {
    const text = randomDocument(seed)
    cut += compare(text, seed) + compare(text.replace(/<\?(?!xml\s).*?\?>/gs, ''), seed)
  }
  expect(cut).toBeGreaterThan(COUNT / 3)
})

test('messages as they are', () => {
  for (let seed = 0; seed < COUNT / 10; seed++) {
    expect(compare(customsEnvelope({ taxCode: '0101300842', enterprise: 'A & B', seed, lots: 3 }), seed)).toBe(4)
  }
})

test.each([
  ['an instruction where a declaration would stand', '<?x <a>?><r><b>1</b></r>'],
  ['an instruction inside', '<r><?x <a>?><b>1</b></r>'],
  ['an instruction behind a byte order mark', '\ufeff<?x <a>?><r><b>1</b></r>'],
  ['namespaces around it', '<r xmlns="urn:a"><b>1</b></r>'],
  ['a language around it', '<r xml:lang="vi"><b>1</b></r>'],
])('%s: left to libxml2', (_, text) => {
  const { bytes } = guardDocument(Buffer.from(text))
  withDocument(bytes, (document) => {
    const [element] = findElements(document, '//*[local-name()="b"]')
    const form = { canonicalization: canonicalizationNamed('c14n'), comments: false }
    expect(element && digestsByCut(document, bytes, element, form, ['sha256'])).toBeNull()
  })
})
