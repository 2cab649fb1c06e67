/** An element cut out of its document's canonical form is what libxml2 makes of it alone. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { customsEnvelope } from '../../../../../test/support/customs-envelopes.ts'
import { randomDocument } from '../../../../../test/support/random-documents.ts'
import { canonicalizationNamed } from './algorithms.ts'
import { canonicalBytes } from './canonical-form.ts'
import { digestsByCut } from './cut-element.ts'
import { guardDocument } from './document-guard.ts'
import { ElementCut } from './element-cut.ts'
import { applyEdits, ElementSpan } from './splice.ts'
import { findElements, withDocument } from './xml-document.ts'

const FORMS = ['c14n', 'c14n11', 'exc-c14n'] as const
const COUNT = Number(process.env.CONGKY_READER_DOCUMENTS ?? 300)

/** @returns How many of the elements were cut out. */
function compare(text: string, seed: number): number {
  const { bytes, elements: map } = guardDocument(Buffer.from(text))
  const form = { canonicalization: canonicalizationNamed(FORMS[seed % FORMS.length] ?? 'c14n'), comments: false }
  return withDocument(bytes, (document) => {
    const elements = findElements(document, '//*')
    return [0, 1, seed % elements.length, elements.length - 1].filter((number) => {
      const element = elements[number]
      const cut = element && digestsByCut(document, map, { number, added: null }, form, ['sha256'])
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
  expect(cut).toBeGreaterThan(COUNT)
})

test('messages as they are', () => {
  for (let seed = 0; seed < COUNT / 10; seed++) {
    expect(compare(customsEnvelope({ taxCode: '0101300842', enterprise: 'A & B', seed, lots: 3 }), seed)).toBe(4)
  }
})

test.each([
  { what: 'an instruction where a declaration would stand', text: '<?x <a>?><r><b>1</b></r>' },
  { what: 'an instruction inside', text: '<r><?x <a>?><b>1</b></r>' },
  { what: 'an instruction behind a byte order mark', text: '\ufeff<?x <a>?><r><b>1</b></r>' },
  { what: 'namespaces around it', text: '<r xmlns="urn:a"><b>1</b></r>', form: FORMS[2] },
])('$what: left to libxml2', ({ text, form = FORMS[0] }) => {
  const { bytes, elements } = guardDocument(Buffer.from(text))
  withDocument(bytes, (document) => {
    const options = { canonicalization: canonicalizationNamed(form), comments: false }
    expect(digestsByCut(document, elements, { number: 1, added: null }, options, ['sha256'])).toBeNull()
  })
})

test('an attribute that the element gets', () => {
  const added = { name: 'Id', value: 'Id-1' }
  let cut = 0
  for (let seed = 0; seed < COUNT; seed++) {
    const text = randomDocument(seed).replace(/<\?(?!xml\s).*?\?>/gs, '')
    const { bytes, elements } = guardDocument(Buffer.from(text))
    const number = seed % elements.count
    const changed = applyEdits(bytes, [new ElementSpan(elements, number).addAttribute(added.name, added.value)], '')
    const form = { canonicalization: canonicalizationNamed(FORMS[seed % FORMS.length] ?? 'c14n'), comments: false }
    // It may have one of that name.
    if (/^<[^<>]*\sId=/.test(bytes.toString('utf8', elements.start(number)))) continue
    const digests = withDocument(bytes, (document) =>
      digestsByCut(document, elements, { number, added }, form, ['sha256']),
    )
    if (digests === null) continue
    const alone = withDocument(changed, (document) =>
      canonicalBytes(document, findElements(document, '//*')[number] ?? null, form),
    )
    expect(digests.get('sha256')?.toString('hex'), text).toBe(createHash('sha256').update(alone).digest('hex'))
    cut++
  }
  expect(cut).toBeGreaterThan(COUNT / 3)
})

test('in pieces of any length', () => {
  const canonical = '<a b=">/"><c></c><d e="x>">1 > 2<c f="&lt;/"></c></d><d></d></a>'
  const cutInPieces = (number: number, startTag: string | null, length: number) => {
    const pieces: Buffer[] = []
    const cut = new ElementCut(number, startTag === null ? null : Buffer.from(startTag), (piece) =>
      pieces.push(Buffer.from(piece)),
    )
    for (let at = 0; at < canonical.length; at += length) cut.write(Buffer.from(canonical.slice(at, at + length)))
    return cut.isComplete ? Buffer.concat(pieces).toString() : null
  }
  for (let length = 1; length <= canonical.length; length++) {
    expect(cutInPieces(0, null, length)).toBe(canonical)
    expect(cutInPieces(1, null, length)).toBe('<c></c>')
    expect(cutInPieces(2, null, length)).toBe('<d e="x>">1 > 2<c f="&lt;/"></c></d>')
    expect(cutInPieces(2, '<d xmlns="urn:a">', length)).toBe('<d xmlns="urn:a">1 > 2<c f="&lt;/"></c></d>')
    expect(cutInPieces(4, '<d g="">', length)).toBe('<d g=""></d>')
    expect(cutInPieces(5, null, length)).toBeNull()
  }
})
