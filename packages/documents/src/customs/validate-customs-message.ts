import type { Bilingual } from '@congky/shared'
import { checkCimp } from '../cimp/check-cimp.ts'
import { placeIn } from '../xml/tree-findings.ts'
import { checkValue } from './check-value.ts'
import type { CustomsFinding } from './customs-finding.ts'
import { type CustomsKind, customsKindOf } from './customs-kinds.ts'
import type { CustomsFields, CustomsHeader, CustomsMessage } from './customs-message.ts'
import { FindingList, type Place } from './finding-list.ts'
import { about } from './finding-texts.ts'
import { type ParsedCustomsMessage, type ParseLimits, parseCustomsMessage } from './parse-customs-message.ts'
import type { FieldRule, HeaderTable, ItemTable } from './tables/field-rule.ts'
import { headerI21, headerII21 } from './tables/header-tables.ts'
import { validateLot } from './validate-lot.ts'
import { validateTaxCode } from './validate-tax-code.ts'

export interface ValidateOptions {
  /** Says what is wrong with the CIMP text of a lot. Default: `checkCimp` of this package. */
  readonly checkCimp?: CimpCheck
}

/** What is wrong with a CIMP text in this message; it comes as base64 without blanks. */
export type CimpCheck = (cimp: string, message: CustomsMessage) => readonly CimpObjection[]

export interface CimpObjection extends Bilingual {
  readonly severity: 'error' | 'warning' | 'notice'
}

/** Everything that breaks the decision's tables, at once. A message without errors can be built. */
export function validateCustomsMessage(message: CustomsMessage, options: ValidateOptions = {}): CustomsFinding[] {
  const findings = new FindingList()
  const kind = customsKindOf(message.header)
  if (kind === null) {
    const place: Place = { table: '', path: () => '/Envelope/Header/Subject/function' }
    findings.add('error', 'kind-unknown', place, {
      vi: 'loại và chức năng không tạo thành thông điệp nào của Quyết định 1543/QĐ-TCHQ',
      en: 'type and function name no message of Decision 1543/QĐ-TCHQ',
    })
    validateHeader(message.header, likelyTable(message.header), findings)
    return findings.all()
  }
  validateHeader(message.header, kind.header, findings)
  validateTaxCode(message.header, kind, findings)
  validateContent(message, kind, findings)
  validateLot(message, kind, contentPlace(kind), findings, options.checkCimp ?? checkCimp)
  return findings.all()
}

/**
 * Reads and validates: findings of both.
 *
 * @throws {CongkyError} As `parseCustomsMessage`.
 */
export function checkCustomsMessage(xml: string, options: ValidateOptions & ParseLimits = {}): ParsedCustomsMessage {
  const parsed = parseCustomsMessage(xml, options)
  return { ...parsed, findings: [...parsed.findings, ...brokenRules(parsed, options)] }
}

function brokenRules({ header, message }: ParsedCustomsMessage, options: ValidateOptions): CustomsFinding[] {
  if (message !== null) return validateCustomsMessage(message, options)
  const findings = new FindingList()
  validateHeader(header, likelyTable(header), findings)
  return findings.all()
}

/** Where the kind is not known, its type tells at least the part. */
function likelyTable({ type }: CustomsHeader): HeaderTable {
  return type.startsWith('1') ? headerI21 : headerII21
}

function validateHeader(header: CustomsHeader, table: HeaderTable, findings: FindingList): void {
  for (const rule of table.rules) {
    const path = `/Envelope/Header/${rule.parent}/${rule.element}`
    // An empty text stands for a missing element as well.
    const value = header[rule.key] === '' ? undefined : header[rule.key]
    validateRow(rule, value, { table: table.number, path: () => path }, findings)
  }
}

const contentPlace = (kind: CustomsKind): Place => ({
  table: kind.content.number,
  path: () => '/Envelope/Body/Content',
})

function validateContent(message: CustomsMessage, kind: CustomsKind, findings: FindingList): void {
  const { rules, item } = kind.content
  const place = contentPlace(kind)
  validateRows(rules, message.fields, place, findings)
  if (item !== null) validateItems(item, message.items, place, findings)
  else if (message.items.length > 0) {
    const text = { vi: 'thông điệp này không có danh sách lặp', en: 'this message lists nothing' }
    findings.add('error', 'element-unknown', place, text)
  }
}

function validateItems(item: ItemTable, items: readonly CustomsFields[], place: Place, findings: FindingList): void {
  const { element, label, repeats, rules } = item
  if (items.length === 0) {
    const said = { vi: 'phải có ít nhất một', en: 'there must be at least one' }
    findings.add('error', 'missing', placeIn(place, element), about(label, element, place.table, said))
  }
  if (items.length > 1 && !repeats) {
    const said = { vi: 'chỉ được có một', en: 'there may be only one' }
    findings.add('error', 'element-repeated', placeIn(place, element), about(label, element, place.table, said))
  }
  items.forEach((fields, index) => {
    validateRows(rules, fields, placeIn(place, `${element}[${index + 1}]`), findings)
  })
}

function validateRows(rules: readonly FieldRule[], fields: CustomsFields, place: Place, findings: FindingList): void {
  for (const rule of rules) validateRow(rule, fields[rule.element], placeIn(place, rule.element), findings)
  for (const name in fields) {
    if (rules.some(({ element }) => element === name)) continue
    const shown = name.slice(0, 60)
    const text = { vi: `bảng không có thẻ ${shown}`, en: `the table has no ${shown}` }
    findings.add('error', 'element-unknown', placeIn(place, shown), text)
  }
}

function validateRow(rule: FieldRule, value: string | undefined, place: Place, findings: FindingList): void {
  const objection = value === undefined || value === '' ? checkAbsence(rule, value) : checkValue(rule.type, value)
  if (objection === null) return
  findings.add(objection.severity, objection.rule, place, about(rule.label, rule.element, place.table, objection))
}

function checkAbsence({ need }: FieldRule, value: '' | undefined): ReturnType<typeof checkValue> {
  const missing = value === undefined
  if (missing && (need === 'filled' || need === 'present')) {
    return { severity: 'error', rule: 'missing', vi: 'thiếu, trong khi bắt buộc', en: 'it is missing, and required' }
  }
  if (need === 'filled') {
    return { severity: 'error', rule: 'empty', vi: 'để trống, trong khi bắt buộc', en: 'it is empty, and required' }
  }
  if (missing && need === 'expected') {
    const vi = 'thiếu; bắt buộc đối với hàng xuất khẩu'
    return { severity: 'warning', rule: 'condition', vi, en: 'it is missing, and required for export goods' }
  }
  return null
}
