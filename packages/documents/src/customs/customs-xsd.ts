/**
 * XML Schema 1.0 of one kind of message, made from the same tables that validate it. It asks for the order of the
 * tables and the names and forms that we write, which reading does not; what it cannot say stands in the README.
 */
import { elementLines, type Lines } from '../xml/xml-lines.ts'
import { leafElement, parentElement, schemaText } from '../xml/xsd-lines.ts'
import { onlyValue, type SimpleType } from '../xml/xsd-simple-type.ts'
import type { CustomsKind } from './customs-kinds.ts'
import { headerParents } from './read-header.ts'
import type { FieldRule, HeaderRule, ItemTable } from './tables/field-rule.ts'
import { simpleTypeOf } from './xsd-types.ts'

/** The schema of a kind of message, with a line that names it. */
export function customsXsd(kind: CustomsKind): string {
  const { rules, item } = kind.content
  const header = headerParents.map((parent) =>
    parentElement(
      parent,
      kind.header.rules.filter((rule) => rule.parent === parent).map((rule) => headerElement(rule, kind)),
    ),
  )
  const content = [...rules.map((rule) => ruleElement(rule, simpleTypeOf(rule))), ...(item ? [itemElement(item)] : [])]
  return schemaText(
    `${kind.code}: ${kind.title.vi} / ${kind.title.en}. Decision 1543/QĐ-TCHQ, appendix, tables ${kind.header.number} and ${kind.content.number}.`,
    parentElement('Envelope', [
      parentElement('Header', header),
      parentElement('Body', [contentElement(content), SIGNATURE]),
    ]),
  )
}

/** `Id` is what a signature refers to; profiles write it in other cases as well. */
function contentElement(children: readonly Lines[]): Lines {
  const attributes = ['ID', 'Id', 'id'].flatMap((name) => elementLines('xs:attribute', [], { name, type: 'xs:string' }))
  return parentElement('Content', children, { attributes })
}

/** None; an empty place; `data` and `fileCert` as in customs declarations (KDT); or one of another namespace. */
const SIGNATURE: Lines = elementLines(
  'xs:choice',
  [
    ...parentElement(
      'Signature',
      [
        elementLines('xs:element', [], { name: 'data', type: 'xs:base64Binary' }),
        elementLines('xs:element', [], { name: 'fileCert', type: 'xs:base64Binary' }),
      ],
      { isOptionalInside: true },
    ),
    ...elementLines('xs:any', [], { namespace: '##other', processContents: 'skip' }),
  ],
  { minOccurs: '0' },
)

function itemElement({ element, repeats, rules }: ItemTable): Lines {
  return parentElement(
    element,
    rules.map((rule) => ruleElement(rule, simpleTypeOf(rule))),
    { repeats },
  )
}

/** Type and function are those of the kind. */
function headerElement(rule: HeaderRule, { code }: CustomsKind): Lines {
  if (rule.key === 'type') return ruleElement(rule, onlyValue(code.slice(0, 2)))
  if (rule.key === 'function') return ruleElement(rule, onlyValue(code.slice(3)))
  return ruleElement(rule, simpleTypeOf(rule))
}

function ruleElement({ element, need, notation }: FieldRule, type: SimpleType): Lines {
  return leafElement(element, type, { isOptional: need === 'optional' || need === 'expected', note: notation })
}
