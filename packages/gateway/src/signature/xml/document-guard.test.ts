import { CongkyError } from '@congky/shared'
import { describe, expect, test } from 'vitest'
import { guardDocument } from './document-guard.ts'
import { documentLimits, signableLimits } from './document-limits.ts'

const guard = (text: string | Buffer) => guardDocument(Buffer.from(text))

function refusalOf(text: string | Buffer): CongkyError {
  try {
    guard(text)
  } catch (error) {
    if (error instanceof CongkyError) return error
    throw error
  }
  throw new Error('it was not refused')
}

describe('what only looks dangerous passes', () => {
  test.each([
    ['a comment about DOCTYPE', '<!-- <!DOCTYPE a> --><a/>'],
    ['a CDATA section with DOCTYPE', '<a><![CDATA[<!DOCTYPE a><b>]]></a>'],
    ['an instruction with DOCTYPE', '<?note <!DOCTYPE a> ?><a/>'],
    ['an attribute with DOCTYPE', '<a b="&lt;!DOCTYPE a>"/>'],
    ['a byte order mark', '\uFEFF<?xml version="1.0" encoding="UTF-8"?><a/>'],
    ['a declaration in single quotes', "<?xml version='1.0' encoding='utf-8'?><a/>"],
    ['a declaration without an encoding', '<?xml version="1.0" standalone="yes"?><a/>'],
    ['the deepest document that is allowed', '<a>'.repeat(200) + '</a>'.repeat(200)],
    ['characters beyond the basic plane', '<a>🇻🇳</a>'],
  ])('%s', (_, text) => {
    expect(() => guard(text)).not.toThrow()
  })
})

describe('limits', () => {
  test('each one refuses the first document beyond it and says which', () => {
    const { depthMax, attributesMax } = documentLimits
    const deep = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth)
    expect(refusalOf(deep(depthMax + 1)).text('en').message).toContain('nested deeper than 200')
    const wide = (count: number) => `<a${Array.from({ length: count }, (_, i) => ` b${i}=""`).join('')}/>`
    expect(() => guard(wide(attributesMax))).not.toThrow()
    expect(refusalOf(wide(attributesMax + 1)).text('vi').message).toContain('hơn 256 thuộc tính')
  })

  test('namespaces count where they are in scope, not all over the document', () => {
    const siblings = Array.from({ length: 500 }, (_, i) => `<b xmlns:n="urn:${i}"/>`).join('')
    expect(() => guard(`<a>${siblings}</a>`)).not.toThrow()
  })

  test('a document that is to be signed leaves room for its signature', () => {
    const deepest = '<a>'.repeat(200) + '</a>'.repeat(200)
    expect(() => guardDocument(Buffer.from(deepest), signableLimits)).toThrow(
      expect.objectContaining({ code: 'ERR_DOCUMENT_TOO_COMPLEX' }),
    )
  })

  test('the work that namespaces cause is known before it is done', () => {
    const declared = Array.from({ length: 100 }, (_, i) => ` xmlns:n${i}="urn:${i}"`).join('')
    const plain = guard(`<a>${'<b/>'.repeat(1000)}</a>`)
    const costly = guard(`<a${declared}>${'<b/>'.repeat(1000)}</a>`)
    expect(plain.namespaceWork).toBe(0)
    expect(costly.namespaceWork).toBeGreaterThan(10_000_000)
    expect(refusalOf(`<a${declared}>${'<b/>'.repeat(30_000)}</a>`).code).toBe('ERR_DOCUMENT_TOO_COMPLEX')
  })
})

test('unreadable markup is named by line and column, counted in characters', () => {
  expect(refusalOf('<a>\n  <b>Tiếng Việt</b><b c/>\n</a>').details.detail).toEqual({
    en: 'line 2, column 20: this markup cannot be read',
    vi: 'dòng 2, cột 20: thẻ sai cú pháp',
  })
})

describe('the map of elements', () => {
  test('knows where each element begins and ends, and what is around it', () => {
    const text = '<?xml version="1.0"?><a b=">">é<!-- <no> --><b c=\'"/>\'/><![CDATA[<no>]]><d><e></e ></d></a>'
    const { bytes, elements } = guard(text)
    const written = Array.from({ length: elements.count }, (_, i) =>
      bytes.toString('utf8', elements.start(i), elements.end(i)),
    )
    expect(written).toEqual([text.slice(text.indexOf('<a')), "<b c='\"/>'/>", '<d><e></e ></d>', '<e></e >'])
    expect(elements.ancestors(3)).toEqual([0, 2])
    expect(elements.ancestors(0)).toEqual([])
  })

  test('holds more elements than it began with', () => {
    const { elements } = guard(`<a>${'<b></b>'.repeat(5000)}</a>`)
    expect(elements.count).toBe(5001)
    expect(elements.start(5000)).toBe(3 + 7 * 4999)
    expect(elements.end(5000)).toBe(3 + 7 * 5000)
  })
})
