import { foldName, type NameTable, nameTable } from '../xml/element-names.ts'
import { noteForeign, noteName, noteUnknown, type SortedChildren, sortChildren } from '../xml/sort-children.ts'
import { placeIn } from '../xml/tree-findings.ts'
import type { XmlElement } from '../xml/xml-tree.ts'
import type { CustomsKind } from './customs-kinds.ts'
import type { CustomsFields, CustomsMessage } from './customs-message.ts'
import { namesOf } from './element-names.ts'
import type { FindingList, Place } from './finding-list.ts'
import { readField } from './read-header.ts'
import type { FieldRule, ItemTable } from './tables/field-rule.ts'

type Content = Pick<CustomsMessage, 'fields' | 'items'>

/** Ways to write an Id that a signature refers to. */
const ID_ATTRIBUTES = ['Id', 'ID', 'id']

/** Reads `Content` by the table of its kind. */
export function readContent(content: XmlElement, kind: CustomsKind, place: Place, findings: FindingList): Content {
  noteForeign(content, place, findings, ID_ATTRIBUTES)
  const { rules, item } = kind.content
  if (kind.purpose === 'received') noteErrors(content, place, findings)
  if (item === null) return { fields: readLot(content, rules, place, findings), items: [] }
  const listed = new ItemList(item, place, findings)
  listed.read(content)
  return { fields: {}, items: listed.items() }
}

/** The elements of one lot, which some writers wrap in a `Goods` that the table does not have. */
function readLot(content: XmlElement, rules: readonly FieldRule[], place: Place, findings: FindingList): CustomsFields {
  const direct = sortChildren(content, namesOf(rules), place, findings)
  const isWrapper = ({ name, children }: XmlElement) => foldName(name) === 'goods' && children.length > 0
  const [wrapper, ...others] = direct.unknown.filter(isWrapper)
  if (wrapper === undefined || direct.known.size > 0) {
    noteUnknown(direct.unknown, place, findings)
    return fieldsOf(direct, rules, place, findings)
  }
  noteUnknown(
    direct.unknown.filter((child) => !isWrapper(child)),
    place,
    findings,
  )
  const inside = placeIn(place, wrapper.name)
  notePlace(inside, findings)
  if (others.length > 0) {
    const text = { vi: 'mỗi thông điệp chỉ có một lô hàng', en: 'a message speaks of one lot' }
    findings.add('error', 'element-repeated', inside, text)
  }
  const below = sortChildren(wrapper, namesOf(rules), inside, findings)
  noteUnknown(below.unknown, inside, findings)
  return fieldsOf(below, rules, inside, findings)
}

/** Reads a list: its entries, also inside a wrapper, and fields that stand beside the entries for all of them. */
class ItemList {
  readonly #item: ItemTable
  readonly #place: Place
  readonly #findings: FindingList
  readonly #names: NameTable
  readonly #wrappers: readonly string[]
  readonly #items: CustomsFields[] = []
  #shared: CustomsFields = {}

  constructor(item: ItemTable, place: Place, findings: FindingList) {
    this.#item = item
    this.#place = place
    this.#findings = findings
    this.#names = nameTable([item.element])
    const name = foldName(item.element)
    this.#wrappers = [`${name}s`, `${name}list`, `list${name}`, `listof${name}`]
  }

  read(content: XmlElement): void {
    const others = this.#readItems(content, this.#place)
    const beside: XmlElement[] = []
    for (const child of others) {
      if (!this.#wrappers.includes(foldName(child.name))) {
        beside.push(child)
        continue
      }
      const inside = placeIn(this.#place, child.name)
      notePlace(inside, this.#findings)
      noteUnknown(this.#readItems(child, inside), inside, this.#findings)
    }
    this.#readShared({ ...content, children: beside })
  }

  /** Fields beside the entries count for each that has none of its own. Alone they are the one entry. */
  items(): readonly CustomsFields[] {
    if (Object.keys(this.#shared).length === 0) return this.#items
    if (this.#items.length === 0) return [this.#shared]
    return this.#items.map((fields) => ({ ...this.#shared, ...fields }))
  }

  /** @returns What is no entry. */
  #readItems(parent: XmlElement, place: Place): XmlElement[] {
    const { element, rules } = this.#item
    const others: XmlElement[] = []
    for (const child of parent.children) {
      const isExact = child.name === element
      if (!isExact && this.#names.get(foldName(child.name)) === undefined) {
        others.push(child)
        continue
      }
      if (!isExact) noteName(child, element, place, this.#findings)
      const number = this.#items.length + 1
      const inside = placeIn(place, `${element}[${number}]`)
      noteForeign(child, inside, this.#findings)
      const sorted = sortChildren(child, namesOf(rules), inside, this.#findings)
      noteUnknown(sorted.unknown, inside, this.#findings)
      this.#items.push(fieldsOf(sorted, rules, inside, this.#findings))
    }
    return others
  }

  #readShared(beside: XmlElement): void {
    const { rules } = this.#item
    const sorted = sortChildren(beside, namesOf(rules), this.#place, this.#findings)
    noteUnknown(sorted.unknown, this.#place, this.#findings)
    this.#shared = fieldsOf(sorted, rules, this.#place, this.#findings)
    for (const [name, value] of Object.entries(this.#shared)) {
      const place = placeIn(this.#place, name)
      notePlace(place, this.#findings)
      if (this.#items.every((fields) => (fields[name] ?? value) === value)) continue
      const text = { vi: `thẻ ${name} bên trong và bên ngoài khác nhau`, en: `${name} beside and inside differ` }
      this.#findings.add('error', 'contradiction', place, text)
    }
  }
}

function fieldsOf(sorted: SortedChildren, rules: readonly FieldRule[], place: Place, findings: FindingList) {
  const fields: Record<string, string> = {}
  for (const rule of rules) {
    const child = sorted.known.get(rule.element)
    if (child !== undefined) fields[rule.element] = readField(rule, child, placeIn(place, rule.element), findings)
  }
  return fields
}

/** Taken in, and yet errors: whoever reads only one of the two is misled. */
function noteErrors(content: XmlElement, place: Place, findings: FindingList): void {
  if (!content.children.some(({ name }) => ['error', 'errors'].includes(foldName(name)))) return
  const text = {
    vi: 'chức năng 99 (thành công) nhưng lại có danh sách lỗi',
    en: 'function 99 means success, and yet there are errors',
  }
  findings.add('error', 'contradiction', place, text)
}

function notePlace(place: Place, findings: FindingList): void {
  const text = { vi: 'thẻ đứng ở vị trí khác với bảng', en: 'it stands elsewhere than the table says' }
  findings.add('notice', 'element-place', place, text)
}
