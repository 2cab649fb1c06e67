/**
 * XML Schema 1.0 of one kind of message, made from the same tables that validate it. It asks for the order of the
 * tables and the names and forms that we write, which reading does not; what it cannot say stands in the README.
 */
import type { CustomsKind } from './customs-kinds.ts'
import { headerParents } from './read-header.ts'
import type { FieldRule, HeaderRule, ItemTable } from './tables/field-rule.ts'
import { onlyValue, type SimpleType, simpleTypeOf } from './xsd-types.ts'

type Lines = readonly string[]

/** The schema of a kind of message, with a line that names it. */
export function customsXsd(kind: CustomsKind): string {
  const { rules, item } = kind.content
  const header = headerParents.map((parent) =>
    parentElement(
      parent,
      kind.header.rules.filter((rule) => rule.parent === parent).map((rule) => headerElement(rule, kind)),
    ),
  )
  const content = [...rules.map((rule) => leafElement(rule, simpleTypeOf(rule))), ...(item ? [itemElement(item)] : [])]
  const schema = tag(
    'xs:schema',
    { 'xmlns:xs': 'http://www.w3.org/2001/XMLSchema', elementFormDefault: 'unqualified' },
    [
      `<!-- ${kind.code}: ${kind.title.vi} / ${kind.title.en}. Decision 1543/QĐ-TCHQ, appendix, tables ${kind.header.number} and ${kind.content.number}. -->`,
      ...parentElement('Envelope', [
        parentElement('Header', header),
        parentElement('Body', [contentElement(content), SIGNATURE]),
      ]),
    ],
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${schema.join('\n')}\n`
}

function tag(name: string, attributes: Readonly<Record<string, string>>, lines: Lines = []): Lines {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value.replaceAll('&', '&amp;')}"`)
  const start = `<${name}${written.join('')}`
  return lines.length === 0 ? [`${start}/>`] : [`${start}>`, ...lines.map((line) => `  ${line}`), `</${name}>`]
}

function parentElement(name: string, children: readonly Lines[], occurs: Readonly<Record<string, string>> = {}): Lines {
  return tag('xs:element', { name, ...occurs }, tag('xs:complexType', {}, tag('xs:sequence', {}, children.flat())))
}

/** `Id` is what a signature refers to; profiles write it in other cases as well. */
function contentElement(children: readonly Lines[]): Lines {
  return tag(
    'xs:element',
    { name: 'Content' },
    tag('xs:complexType', {}, [
      ...tag('xs:sequence', {}, children.flat()),
      ...['ID', 'Id', 'id'].flatMap((name) => tag('xs:attribute', { name, type: 'xs:string' })),
    ]),
  )
}

/** None; an empty place; `data` and `fileCert` as in customs declarations (KDT); or one of another namespace. */
const SIGNATURE: Lines = tag('xs:choice', { minOccurs: '0' }, [
  ...tag(
    'xs:element',
    { name: 'Signature' },
    tag(
      'xs:complexType',
      {},
      tag('xs:sequence', { minOccurs: '0' }, [
        ...tag('xs:element', { name: 'data', type: 'xs:base64Binary' }),
        ...tag('xs:element', { name: 'fileCert', type: 'xs:base64Binary' }),
      ]),
    ),
  ),
  ...tag('xs:any', { namespace: '##other', processContents: 'skip' }),
])

function itemElement({ element, repeats, rules }: ItemTable): Lines {
  const occurs = repeats ? { maxOccurs: 'unbounded' } : {}
  return parentElement(
    element,
    rules.map((rule) => leafElement(rule, simpleTypeOf(rule))),
    occurs,
  )
}

/** Type and function are those of the kind. */
function headerElement(rule: HeaderRule, { code }: CustomsKind): Lines {
  if (rule.key === 'type') return leafElement(rule, onlyValue(code.slice(0, 2)))
  if (rule.key === 'function') return leafElement(rule, onlyValue(code.slice(3)))
  return leafElement(rule, simpleTypeOf(rule))
}

function leafElement({ element, need, notation }: FieldRule, { base, facets }: SimpleType): Lines {
  const occurs: Readonly<Record<string, string>> = need === 'optional' || need === 'expected' ? { minOccurs: '0' } : {}
  const type = tag(
    'xs:simpleType',
    {},
    tag(
      'xs:restriction',
      { base },
      facets.flatMap(([name, value]) => tag(`xs:${name}`, { value })),
    ),
  )
  const note = notation === '' ? [] : [`<!-- ${notation} -->`]
  return tag('xs:element', { name: element, ...occurs }, [...note, ...type])
}
