import { type NameTable, writtenName } from './element-names.ts'
import { placeIn, type TreeFindings, type TreePlace } from './tree-findings.ts'
import type { XmlElement } from './xml-tree.ts'

const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
const XML = 'http://www.w3.org/XML/1998/namespace'

export interface SortedChildren {
  /** By the name that we write; of repeated ones the first. */
  readonly known: ReadonlyMap<string, XmlElement>
  /** In order. */
  readonly unknown: readonly XmlElement[]
}

/** Puts the children of an element under the names that we write, and tells of other spellings and repetitions. */
export function sortChildren<P extends TreePlace>(
  element: XmlElement,
  names: NameTable,
  place: P,
  findings: TreeFindings<P>,
): SortedChildren {
  const known = new Map<string, XmlElement>()
  const unknown: XmlElement[] = []
  for (const child of element.children) {
    const name = writtenName(names, child.name)
    if (name === null) {
      unknown.push(child)
      continue
    }
    if (name !== child.name) noteName(child, name, place, findings)
    if (known.has(name)) {
      const text = { vi: `thẻ ${name} xuất hiện nhiều lần`, en: `${name} stands here more than once` }
      findings.add('error', 'element-repeated', placeIn(place, child.name), text)
    } else {
      known.set(name, child)
    }
  }
  return { known, unknown }
}

export function noteName<P extends TreePlace>(
  child: XmlElement,
  name: string,
  place: P,
  findings: TreeFindings<P>,
): void {
  const text = { vi: `thẻ ${child.name} được đọc là ${name}`, en: `${child.name} is read as ${name}` }
  findings.add('notice', 'element-name', placeIn(place, child.name), text)
}

export function noteUnknown<P extends TreePlace>(
  elements: readonly XmlElement[],
  place: P,
  findings: TreeFindings<P>,
): void {
  for (const child of elements) {
    const text = {
      vi: `thẻ ${briefly(child.name)} không có trong chuẩn, được bỏ qua`,
      en: `${briefly(child.name)} is not in the tables and is left out`,
    }
    findings.add('warning', 'element-unknown', placeIn(place, child.name), text)
  }
}

/** Tells of what an element that only holds others should not have: text, attributes, a namespace. */
export function noteForeign<P extends TreePlace>(
  element: XmlElement,
  place: P,
  findings: TreeFindings<P>,
  attributesAllowed: readonly string[] = [],
): void {
  noteMarkup(element, place, findings, attributesAllowed)
  if (element.text !== '') {
    const text = { vi: 'có nội dung nằm ngoài các thẻ, được bỏ qua', en: 'text between elements is left out' }
    findings.add('warning', 'text-outside', place, text)
  }
}

/** Tells of attributes and namespaces. */
export function noteMarkup<P extends TreePlace>(
  element: XmlElement,
  place: P,
  findings: TreeFindings<P>,
  attributesAllowed: readonly string[] = [],
): void {
  if (element.uri !== '') {
    const text = {
      vi: `thẻ ${element.name} nằm trong namespace ${briefly(element.uri)}`,
      en: `${element.name} is in the namespace ${briefly(element.uri)}`,
    }
    findings.add('notice', 'namespace', place, text)
  }
  for (const { name, local, uri } of element.attributes) {
    if (uri === XSI || uri === XML || attributesAllowed.includes(local)) continue
    const text = { vi: `thuộc tính ${briefly(name)} được bỏ qua`, en: `the attribute ${briefly(name)} is left out` }
    findings.add('notice', 'attribute-unknown', place, text)
  }
}

function briefly(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name
}
