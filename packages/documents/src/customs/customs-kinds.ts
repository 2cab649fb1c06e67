import type { Bilingual } from '@congky/shared'
import { type CustomsKindCode, customsKindCodes } from './customs-kind-code.ts'
import type { CustomsHeader } from './customs-message.ts'
import { receivedI27, receivedII28, refusedI27, refusedII28 } from './tables/answer-tables.ts'
import { tableI26, tableII216 } from './tables/declaration-states.ts'
import type { ContentTable, HeaderTable } from './tables/field-rule.ts'
import { tableI23, tableI24, tableI25, tableII210, tableII212, tableII214 } from './tables/goods-lists.ts'
import { headerI21, headerI22, headerII21, headerII22 } from './tables/header-tables.ts'
import {
  tableII23,
  tableII24,
  tableII25,
  tableII26,
  tableII27,
  tableII29,
  tableII211,
  tableII213,
  tableII215,
} from './tables/warehouse-messages.ts'

/** What a message is for: told by itself, declared, asked, answered with data, taken in, refused. */
export type CustomsPurpose = 'notice' | 'declaration' | 'question' | 'data' | 'received' | 'refused'

/** One kind of message: a row of the tables in I.2 and II.2 of the appendix. */
export interface CustomsKind {
  readonly code: CustomsKindCode
  /** I: customs calls the warehouse keeper's service. II: the warehouse keeper calls the service of customs. */
  readonly part: 'I' | 'II'
  readonly direction: 'to-warehouse' | 'to-customs'
  readonly purpose: CustomsPurpose
  readonly title: Bilingual
  readonly header: HeaderTable
  readonly content: ContentTable
}

const identified = { vi: 'Danh sách hàng hóa được gán số định danh', en: 'Goods with identity numbers' }
const scanned = { vi: 'Danh sách hàng hóa soi chiếu trước/sau', en: 'Goods to be scanned before or after' }
const passing = {
  vi: 'Hàng hóa (nhập/xuất) đủ điều kiện qua khu vực giám sát',
  en: 'Goods (import, export) that may pass the supervised area',
}
const changed = { vi: 'Thay đổi trạng thái tờ khai', en: 'Changed state of a declaration' }

/** What the messages of a type are about. */
const subjects: Readonly<Record<string, Bilingual>> = {
  '11': identified,
  '12': scanned,
  '13': passing,
  '14': changed,
  '01': { vi: 'Danh sách hàng hóa sai khác', en: 'Goods that differ' },
  '02': { vi: 'Danh sách hàng vào kho', en: 'Goods into the warehouse' },
  '03': { vi: 'Danh sách hàng xuất kho', en: 'Goods out of the warehouse' },
  '04': identified,
  '05': scanned,
  '06': passing,
  '07': changed,
}

/** What stands before the subject in a title. */
const openings: Readonly<Record<CustomsPurpose, Bilingual>> = {
  notice: { vi: '', en: '' },
  declaration: { vi: '', en: '' },
  question: { vi: 'Hỏi: ', en: 'Question: ' },
  data: { vi: 'Trả lời: ', en: 'Answer: ' },
  received: { vi: 'Đã tiếp nhận: ', en: 'Taken in: ' },
  refused: { vi: 'Không tiếp nhận: ', en: 'Refused: ' },
}

/** Declarations that are sent again. */
const openingsOfFunction: Readonly<Record<string, Bilingual>> = {
  '02': { vi: 'Sửa: ', en: 'Corrected: ' },
  '03': { vi: 'Hủy: ', en: 'Withdrawn: ' },
}

/** What each kind does with its subject. 04-00 … 07-00 stand in no table: a question that customs refuses. */
const rows: Readonly<Record<CustomsKindCode, readonly [CustomsPurpose, ContentTable]>> = {
  '11-11': ['notice', tableI23],
  '12-11': ['notice', tableI24],
  '13-11': ['notice', tableI25],
  '14-11': ['notice', tableI26],
  '11-99': ['received', receivedI27],
  '12-99': ['received', receivedI27],
  '13-99': ['received', receivedI27],
  '14-99': ['received', receivedI27],
  '11-00': ['refused', refusedI27],
  '12-00': ['refused', refusedI27],
  '13-00': ['refused', refusedI27],
  '14-00': ['refused', refusedI27],
  '01-01': ['declaration', tableII23],
  '02-01': ['declaration', tableII24],
  '02-02': ['declaration', tableII25],
  '02-03': ['declaration', tableII26],
  '03-01': ['declaration', tableII27],
  '01-99': ['received', receivedII28],
  '02-99': ['received', receivedII28],
  '03-99': ['received', receivedII28],
  '01-00': ['refused', refusedII28],
  '02-00': ['refused', refusedII28],
  '03-00': ['refused', refusedII28],
  '04-04': ['question', tableII29],
  '05-04': ['question', tableII211],
  '06-04': ['question', tableII213],
  '07-04': ['question', tableII215],
  '04-99': ['data', tableII210],
  '05-99': ['data', tableII212],
  '06-99': ['data', tableII214],
  '07-99': ['data', tableII216],
  '04-00': ['refused', refusedII28],
  '05-00': ['refused', refusedII28],
  '06-00': ['refused', refusedII28],
  '07-00': ['refused', refusedII28],
}

const byWarehouse: readonly CustomsPurpose[] = ['declaration', 'question']

function kind(code: CustomsKindCode): CustomsKind {
  const [purpose, content] = rows[code]
  const [type = '', fn = ''] = code.split('-')
  const part = type.startsWith('1') ? 'I' : 'II'
  const isRequest = purpose === 'notice' || byWarehouse.includes(purpose)
  const requestHeader = part === 'I' ? headerI21 : headerII21
  const answerHeader = part === 'I' ? headerI22 : headerII22
  const toCustoms = (part === 'II') === isRequest
  const opening = openingsOfFunction[fn] ?? openings[purpose]
  const subject = subjects[type] ?? { vi: code, en: code }
  return {
    code,
    part,
    direction: toCustoms ? 'to-customs' : 'to-warehouse',
    purpose,
    title: { vi: opening.vi + subject.vi, en: opening.en + subject.en },
    header: isRequest ? requestHeader : answerHeader,
    content,
  }
}

/** All kinds, in the order of `customsKindCodes`. */
export const customsKinds: readonly CustomsKind[] = customsKindCodes.map(kind)

const byCode: ReadonlyMap<string, CustomsKind> = new Map(customsKinds.map((entry) => [entry.code, entry]))

/** The kind of this code (`02-01`), or null. */
export function customsKind(code: string): CustomsKind | null {
  return byCode.get(code) ?? null
}

/** The kind that a header names with type and function, or null. */
export function customsKindOf(header: CustomsHeader): CustomsKind | null {
  return customsKind(`${header.type}-${header.function}`)
}
