import { expect, test } from 'vitest'
import { guardDocument } from './document-guard.ts'
import { renderDocument } from './render-document.ts'
import { uncoveredParts } from './uncovered-parts.ts'
import { childElements, childNodes, pathOf, withDocument } from './xml-document.ts'

const DOCUMENT = Buffer.from('<r><?p?><a/><?q?><?q?>text<b>hidden</b><!-- c --><?z?><a/></r>')

test('what stands behind a processing instruction is seen', () => {
  withDocument(DOCUMENT, (document) => {
    expect(childElements(document.root).map(({ name }) => name)).toEqual(['a', 'b', 'a'])
    expect([...childNodes(document.root)]).toHaveLength(9)
    expect(childElements(document.root).map(pathOf)).toEqual(['/r/a[1]', '/r/b', '/r/a[2]'])
    const [parts] = uncoveredParts(document, [{ covered: ['/r/a[1]'], signature: '' }])
    expect(parts).toEqual(['/r/text()', '/r/b', '/r/a[2]'])
  })
  expect(JSON.stringify(renderDocument(guardDocument(DOCUMENT)))).toContain('hidden')
})
