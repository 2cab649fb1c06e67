/**
 * The fields of a certificate as annex 3 of the draft regulation QCVN:2008/BCT lists them (7.3.1), in its order, with
 * the type that it prints. Its types are those of a database: "Datetime 8", "Float 8" and "Numeric 9" are bytes, a
 * real number and an integer by its footnote 7; the others count characters.
 *
 * The annex names no required field; `needed` are those without which the message of annex 4 cannot be written
 * (number and form in BGM, a date, a line's number) or says nothing.
 */
import type { Bilingual } from '@congky/shared'
import type { CoExporter, CoGoods, CoImporter, CoRecord } from './co-record.ts'

export type CoFieldType =
  /** Up to so many characters (code points). */
  | { readonly is: 'text'; readonly max: number }
  /** A decimal number with a point, up to so many digits in all. */
  | { readonly is: 'decimal'; readonly digitsMax: number }
  /** `yyyy-MM-dd` */
  | { readonly is: 'date' }
  | { readonly is: 'form' }
  | { readonly is: 'state' }
  /** ISO 3166-1, two letters. */
  | { readonly is: 'country' }
  /** ISO 4217, three letters. */
  | { readonly is: 'currency' }

export interface CoField<K extends string = string> {
  /** In the record and in JSON; in our XML with a capital. */
  readonly key: K
  readonly label: Bilingual
  readonly type: CoFieldType
  /** As the annex prints it; empty where it has no such row. */
  readonly notation: string
  readonly needed: boolean
}

type TextKey<T> = { [K in keyof T]: T[K] extends string ? K : never }[keyof T] & string

function field<K extends string>(
  key: K,
  notation: string,
  label: readonly [vi: string, en: string],
  type: CoFieldType = text(Number(notation.split(' ')[1])),
): CoField<K> {
  return { key, notation, label: { vi: label[0], en: label[1] }, type, needed: false }
}

const needed = <K extends string>(one: CoField<K>): CoField<K> => ({ ...one, needed: true })

function text(max: number): CoFieldType {
  return { is: 'text', max }
}

const date: CoFieldType = { is: 'date' }
/** What a double holds without loss. */
const float: CoFieldType = { is: 'decimal', digitsMax: 15 }

/** 1. The certificate as a whole. */
export const coGeneralFields: readonly CoField<TextKey<CoRecord>>[] = [
  needed(field('form', 'Char 5', ['Mẫu C/O', 'Form'], { is: 'form' })),
  needed(field('number', 'Nvarchar 50', ['Số C/O', 'Number'])),
  field('declarationNumber', 'Nvarchar 50', ['Số tờ khai hải quan', 'Customs declaration']),
  field('state', 'Char 2', ['Tình trạng C/O', 'State'], { is: 'state' }),
  field('billOfLading', 'Varchar 25', ['Số vận đơn', 'Bill of lading']),
  field('shipmentDate', 'Datetime 8', ['Ngày chuyển hàng', 'Date of shipment'], date),
  needed(field('signedDate', 'Datetime 8', ['Ngày ký C/O', 'Date of signature'], date)),
  field('signer', 'Nvarchar 50', ['Người ký C/O', 'Signed by']),
  field('note', 'Nvarchar 255', ['Chú thích', 'Note']),
]

/** 2. The annex gives a tax code ten characters, which one of a branch (13) and the example's own exceed. */
export const coExporterFields: readonly CoField<keyof CoExporter>[] = [
  needed(field('name', 'Nvarchar 50', ['Tên nhà xuất khẩu', 'Exporter'])),
  field('taxCode', 'Varchar 10', ['Mã số thuế', 'Tax code'], text(17)),
  field('address', 'Nvarchar 255', ['Địa chỉ', 'Address']),
]

/** 3. The annex says "Tên quốc gia" (Char 50) and means ISO 3166 by its footnote 8; the example sends the code. */
export const coImporterFields: readonly CoField<keyof CoImporter>[] = [
  needed(field('name', 'Nvarchar 255', ['Tên nhà nhập khẩu', 'Importer'])),
  field('identifier', '', ['Mã nhà nhập khẩu', 'Identifier'], text(17)),
  field('address', 'Nvarchar 255', ['Địa chỉ', 'Address']),
  field('country', 'Char 50', ['Quốc gia', 'Country'], { is: 'country' }),
]

/** 4. Each of the goods. */
export const coGoodsFields: readonly CoField<keyof CoGoods>[] = [
  needed(field('ordinal', 'Nvarchar 50', ['Số thứ tự', 'Item'])),
  field('hsCode', 'Char 12', ['Mã HS', 'HS code']),
  field('marks', 'Nvarchar 255', ['Nhãn đánh dấu', 'Marks and numbers']),
  field('description', 'Nvarchar 255', ['Mô tả hàng hóa', 'Description of goods']),
  field('categoryCode', 'Char 12', ['Mã CAT', 'Category (CAT)']),
  field('originContent', 'Float 8', ['Hàm lượng xuất xứ', 'Origin content'], float),
  field('quantity', 'Numeric 9', ['Số lượng', 'Quantity'], { is: 'decimal', digitsMax: 18 }),
  field('unit', 'Char 12', ['Đơn vị tính', 'Unit']),
  field('value', 'Float 8', ['Trị giá', 'Value'], float),
  field('currency', 'Char 12', ['Loại tiền', 'Currency'], { is: 'currency' }),
]

/** The parts of a record that hold fields of their own; `goods` repeats, at least once. */
export const coParts = [
  { key: 'exporter', label: { vi: 'Nhà xuất khẩu', en: 'Exporter' }, fields: coExporterFields },
  { key: 'importer', label: { vi: 'Nhà nhập khẩu', en: 'Importer' }, fields: coImporterFields },
  { key: 'goods', label: { vi: 'Hàng hóa', en: 'Goods' }, fields: coGoodsFields },
] as const
