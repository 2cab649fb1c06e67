import { expect, test } from 'vitest'
import { uncoveredParts } from './uncovered-parts.ts'
import { withDocument } from './xml-document.ts'

const parts = (xml: string, covered: readonly string[], signature = '/E/B/Signature') =>
  withDocument(Buffer.from(xml), (document) => uncoveredParts(document, [{ covered, signature }])[0])

const ENVELOPE = '<E><H><a/></H><B><C><x/></C><Signature><y/></Signature></B></E>'

test('the outermost elements beside what is covered, without the signature itself', () => {
  expect(parts(ENVELOPE, ['/E/B/C'])).toEqual(['/E/H'])
  expect(parts(ENVELOPE, ['/E/B/C/x'])).toEqual(['/E/H'])
  expect(parts(ENVELOPE, ['/E'])).toEqual([])
  expect(parts(ENVELOPE, [])).toEqual(['/E/H', '/E/B/C'])
})

test('siblings of one name have numbers, and a prefix makes no difference', () => {
  const xml = '<E xmlns:p="urn:p"><B><C/><p:C/><C/><Signature/></B></E>'
  expect(parts(xml, ['/E/B/C[2]'])).toEqual(['/E/B/C[1]', '/E/B/C[3]'])
})

test('attributes and text around what is covered count, blanks and comments do not', () => {
  const xml = '<E v="1" xmlns:x="urn:x">\n <!-- c --> <B x:w="2">free<C v="3"/><Signature/></B>\n</E>'
  expect(parts(xml, ['/E/B/C'])).toEqual(['/E/@v', '/E/B/@w', '/E/B/text()'])
})

test('there is an end to the list', () => {
  const many = parts(`<E><B>${'<a/>'.repeat(5000)}<C/><Signature/></B></E>`, ['/E/B/C'])
  expect(many).toHaveLength(21)
  expect(many?.at(-1)).toBe('…')
})
