/**
 * The canonical form of markup that we wrote ourselves with `xmlElement`: names without prefixes, values in double
 * quotes, no declarations of namespaces, no comments. What a parser would make of it is known, so none is asked.
 *
 * Source: Canonical XML 1.0, 2.3: empty elements get an end tag, attributes are sorted, `>` stands for itself in values.
 */
const START_TAG = /<([A-Za-z]\w*)((?: [A-Za-z]\w*="[^"]*")*)(\/?)>/g
const ATTRIBUTE = / [A-Za-z]\w*="[^"]*"/g

export function canonicalOwnMarkup(markup: string): string {
  return markup.replace(START_TAG, (tag, name: string, attributes: string, slash: string) => {
    if (attributes === '' && slash === '') return tag
    const sorted = (attributes.match(ATTRIBUTE) ?? []).sort(byName).join('').replaceAll('&gt;', '>')
    return `<${name}${sorted}>${slash === '' ? '' : `</${name}>`}`
  })
}

function byName(one: string, other: string): number {
  const [a, b] = [nameOf(one), nameOf(other)]
  return a < b ? -1 : a > b ? 1 : 0
}

function nameOf(attribute: string): string {
  return attribute.slice(1, attribute.indexOf('='))
}
