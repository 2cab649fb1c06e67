import { describe, expect, test } from 'vitest'
import { guardDocument } from './document-guard.ts'
import { applyEdits, ElementSpan } from './splice.ts'

/** The nth element of a document, and the document with an edit of it made. */
function edited(text: string, number: number, edit: (span: ElementSpan) => Parameters<typeof applyEdits>[1][number]) {
  const { bytes, elements } = guardDocument(Buffer.from(text))
  return applyEdits(bytes, [edit(new ElementSpan(elements, number))], 'V').toString()
}

describe('appending', () => {
  test.each([
    ['before the end tag', '<a>x<b/></a >', '<a>x<b/><s>V</s></a >'],
    ['into an empty element', '<a></a>', '<a><s>V</s></a>'],
    ['into a self-closing element, which opens up', '<a/>', '<a><s>V</s></a>'],
    ['keeping the blanks of its tag', "<n:a xmlns:n='urn:u' />", "<n:a xmlns:n='urn:u' ><s>V</s></n:a>"],
    ['after text that looks like an end tag', '<a><![CDATA[</a>]]></a>', '<a><![CDATA[</a>]]><s>V</s></a>'],
    ['past a slash at the end of a value', '<a b="/"></a>', '<a b="/"><s>V</s></a>'],
  ])('%s', (_, before, after) => {
    expect(edited(before, 0, (span) => span.append('<s>', '</s>'))).toBe(after)
  })
})

test('an attribute goes right behind the name', () => {
  const id = (text: string) => edited(text, 0, (span) => span.addAttribute('Id', 'x'))
  expect(id('<a/>')).toBe('<a Id="x"/>')
  expect(id('<p:a\n  xmlns:p="urn:u">é</p:a>')).toBe('<p:a Id="x"\n  xmlns:p="urn:u">é</p:a>')
})

test('a replaced element goes as a whole and nothing else does', () => {
  expect(edited('<a> <b c="1"> </b> </a>', 1, (span) => span.replace('<s>', '</s>'))).toBe('<a> <s>V</s> </a>')
})

test('a start tag is given open, with every value in it', () => {
  const startTag = (text: string) => {
    const { elements } = guardDocument(Buffer.from(text))
    return new ElementSpan(elements, 0).startTag
  }
  expect(startTag(`<a b=">" c='"/>' />`)).toBe(`<a b=">" c='"/>' >`)
  expect(startTag('<a b="/">x</a>')).toBe('<a b="/">')
})

test('edits are made in the order of the document, whatever order they come in', () => {
  const edits = [
    { at: 4, remove: 1, insert: ['E'] },
    { at: 0, remove: 0, insert: ['<', '>'] },
  ] as const
  expect(applyEdits(Buffer.from('abcde'), edits, 'V').toString()).toBe('<V>abcdE')
})
