import { nameTable } from '../xml/element-names.ts'
import { noteForeign, noteMarkup, noteUnknown, sortChildren } from '../xml/sort-children.ts'
import { placeIn } from '../xml/tree-findings.ts'
import type { XmlElement } from '../xml/xml-tree.ts'
import type { CustomsHeader } from './customs-message.ts'
import type { FindingList, Place } from './finding-list.ts'
import { readValue } from './read-value.ts'
import type { FieldRule, HeaderRule } from './tables/field-rule.ts'
import { headerII21 } from './tables/header-tables.ts'

type Parent = HeaderRule['parent']

export const headerParents: readonly Parent[] = ['Reference', 'From', 'To', 'Subject']

/** All headers have the same elements; the widths, which differ, are judged elsewhere. */
export const headerRules: readonly HeaderRule[] = headerII21.rules

const parentNames = nameTable(headerParents)
const fieldNames: Readonly<Record<Parent, ReturnType<typeof nameTable>>> = {
  Reference: namesBelow('Reference'),
  From: namesBelow('From'),
  To: namesBelow('To'),
  Subject: namesBelow('Subject'),
}

function namesBelow(parent: Parent) {
  return nameTable(headerRules.filter((rule) => rule.parent === parent).map(({ element }) => element))
}

/** @param header The element `Header`, or null when there is none. */
export function readHeader(header: XmlElement | null, place: Place, findings: FindingList): CustomsHeader {
  const values: Record<keyof CustomsHeader, string> = { ...emptyHeader }
  if (header === null) return values
  noteForeign(header, place, findings)
  const { known, unknown } = sortChildren(header, parentNames, place, findings)
  noteUnknown(unknown, place, findings)
  for (const parent of headerParents) {
    const element = known.get(parent)
    if (element !== undefined) readParent(element, parent, placeIn(place, parent), findings, values)
  }
  return values
}

function readParent(
  element: XmlElement,
  parent: Parent,
  place: Place,
  findings: FindingList,
  values: Record<keyof CustomsHeader, string>,
): void {
  noteForeign(element, place, findings)
  const { known, unknown } = sortChildren(element, fieldNames[parent], place, findings)
  noteUnknown(unknown, place, findings)
  for (const rule of headerRules) {
    const child = rule.parent === parent ? known.get(rule.element) : undefined
    if (child !== undefined) values[rule.key] = readField(rule, child, placeIn(place, rule.element), findings)
  }
}

/** The value of a row's element, in the form that we write. */
export function readField(rule: FieldRule, element: XmlElement, place: Place, findings: FindingList): string {
  noteMarkup(element, place, findings)
  if (element.children.length > 0) {
    const text = { vi: 'giá trị có thẻ lồng bên trong', en: 'the value has elements inside' }
    findings.add('error', 'element-place', place, text)
  }
  const { value, change } = readValue(rule, element.text)
  if (change !== null) findings.add('notice', 'value-form', place, change)
  return value
}

export const emptyHeader: CustomsHeader = {
  version: '',
  messageId: '',
  fromName: '',
  fromIdentity: '',
  toName: '',
  toIdentity: '',
  type: '',
  function: '',
  reference: '',
  sendDate: '',
  warehouseCode: '',
}
