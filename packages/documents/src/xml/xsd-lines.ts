/** Schemas of XML Schema 1.0 as we write them: elements without namespace, types where they are used. */
import { elementLines, type Lines, xmlText } from './xml-lines.ts'
import type { SimpleType } from './xsd-simple-type.ts'

export interface ParentOptions {
  /** One or more; default: exactly one. */
  readonly repeats?: boolean
  /** All of its children together or none. */
  readonly isOptionalInside?: boolean
  /** Declarations of attributes. */
  readonly attributes?: Lines
}

export interface LeafOptions {
  /** It may be missing. */
  readonly isOptional: boolean
  /** A remark inside the element; empty: none. */
  readonly note: string
}

/** @param remark One line at the top of the schema: what it is of. */
export function schemaText(remark: string, root: Lines): string {
  const attributes = { 'xmlns:xs': 'http://www.w3.org/2001/XMLSchema', elementFormDefault: 'unqualified' }
  return xmlText(elementLines('xs:schema', [`<!-- ${remark} -->`, ...root], attributes))
}

export function parentElement(name: string, children: readonly Lines[], options: ParentOptions = {}): Lines {
  const sequence = elementLines(
    'xs:sequence',
    children.flat(),
    options.isOptionalInside === true ? { minOccurs: '0' } : {},
  )
  const type = elementLines('xs:complexType', [...sequence, ...(options.attributes ?? [])])
  return elementLines('xs:element', type, { name, ...(options.repeats === true ? { maxOccurs: 'unbounded' } : {}) })
}

export function leafElement(name: string, { base, facets }: SimpleType, { isOptional, note }: LeafOptions): Lines {
  const restriction = elementLines(
    'xs:restriction',
    facets.flatMap(([facet, value]) => elementLines(`xs:${facet}`, [], { value })),
    { base },
  )
  const remark = note === '' ? [] : [`<!-- ${note} -->`]
  return elementLines('xs:element', [...remark, ...elementLines('xs:simpleType', restriction)], {
    name,
    ...(isOptional ? { minOccurs: '0' } : {}),
  })
}
