/** A certificate of origin as people read it, in the shape in which the gateway shows documents. */
import type { Bilingual, DocumentRendering, Language, RenderedPart } from '@congky/shared'
import {
  type CoField,
  coExporterFields,
  coGeneralFields,
  coGoodsFields,
  coImporterFields,
  coParts,
} from './co-fields.ts'
import { coFormOf, coStates } from './co-forms.ts'
import type { CoGoods, CoRecord } from './co-record.ts'
import { countryName, currencyName, fieldPart, shown, shownDate, shownNumber } from './rendered-values.ts'
import { unitWords } from './unit-words.ts'

/** Rows of one table. */
const ROWS_MAX = 500

/** @param language How dates and numbers are written; labels and meanings are there in both. */
export function describeCo(record: CoRecord, language: Language = 'vi'): DocumentRendering {
  const { form, number, exporter, importer, goods } = record
  const general = (keys: readonly string[]) => partsOf(coGeneralFields, record, keys, language)
  const parts: RenderedPart[] = [
    ...general(['form', 'number', 'state', 'declarationNumber', 'billOfLading', 'shipmentDate']),
    ...group('exporter', partsOf(coExporterFields, exporter, null, language)),
    ...group('importer', partsOf(coImporterFields, importer, null, language)),
    ...goodsTable(goods.slice(0, ROWS_MAX), language),
    ...general(['signer', 'signedDate', 'note']),
  ]
  return { title: titleOf(form, number), parts, isCut: goods.length > ROWS_MAX }
}

function titleOf(form: string, number: string): Bilingual {
  const [ofForm, ofNumber] = [form, number].map((text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text || '?'))
  return {
    vi: `Chứng nhận xuất xứ (C/O) mẫu ${ofForm}, số ${ofNumber}`,
    en: `Certificate of origin (C/O), form ${ofForm}, number ${ofNumber}`,
  }
}

function group(key: (typeof coParts)[number]['key'], parts: readonly RenderedPart[]): RenderedPart[] {
  return parts.length === 0 ? [] : [{ kind: 'group', name: key, label: labelOf(key), parts }]
}

const labelOf = (key: (typeof coParts)[number]['key']): Bilingual | null =>
  coParts.find((part) => part.key === key)?.label ?? null

/** @param keys null: all of them. */
function partsOf<K extends string>(
  fields: readonly CoField<K>[],
  values: Readonly<Record<K, string>>,
  keys: readonly string[] | null,
  language: Language,
): RenderedPart[] {
  const wanted = keys?.map((key) => fields.find((field) => field.key === key)) ?? fields
  return wanted.flatMap((field) => {
    if (field === undefined) return []
    const value = values[field.key]
    return fieldPart(field.key, field.label, shownValue(field, value, language), meaningOf(field, value))
  })
}

function shownValue({ type }: CoField, value: string, language: Language): string {
  if (type.is === 'date') return shownDate(value)
  return type.is === 'decimal' ? shownNumber(value, language) : value
}

function meaningOf({ type }: CoField, value: string): Bilingual | null {
  switch (type.is) {
    case 'form': {
      const form = coFormOf(value)
      return form === null ? null : { vi: form.vi, en: form.en }
    }
    case 'state':
      return Object.hasOwn(coStates, value) ? (coStates[value] ?? null) : null
    case 'country':
      return countryName(value)
    case 'currency':
      return currencyName(value)
    default:
      return null
  }
}

interface Column {
  readonly key: keyof CoGoods
  /** Stands behind the value in the same cell, and is what the cell's meaning is of. */
  readonly unit?: { readonly key: keyof CoGoods; readonly words: (code: string) => Bilingual | null }
}

const columns: readonly Column[] = [
  { key: 'ordinal' },
  { key: 'hsCode' },
  { key: 'description' },
  { key: 'marks' },
  { key: 'categoryCode' },
  { key: 'originContent' },
  { key: 'quantity', unit: { key: 'unit', words: unitWords } },
  { key: 'value', unit: { key: 'currency', words: currencyName } },
]

/** Columns in which nothing stands are left out. */
function goodsTable(goods: readonly CoGoods[], language: Language): RenderedPart[] {
  if (goods.length === 0) return []
  const filled = columns
    .map((column) => ({ column, cells: goods.map((item) => cellOf(item, column, language)) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
  return [
    {
      ...{ kind: 'table', name: 'goods', label: labelOf('goods') },
      columns: filled.map(({ column, cells }) => ({
        name: column.key,
        label: coGoodsFields.find(({ key }) => key === column.key)?.label ?? null,
        meanings: meaningsOf(goods, column, cells),
      })),
      rows: goods.map((_item, row) => filled.map(({ cells }) => cells[row] ?? '')),
    },
  ]
}

function cellOf(item: CoGoods, { key, unit }: Column, language: Language): string {
  const field = coGoodsFields.find((one) => one.key === key)
  const value = field === undefined ? item[key] : shownValue(field, item[key], language)
  return shown(unit === undefined ? value : `${value} ${item[unit.key]}`.trim())
}

function meaningsOf(goods: readonly CoGoods[], { unit }: Column, cells: readonly string[]): Record<string, Bilingual> {
  if (unit === undefined) return {}
  const known = new Map<string, Bilingual | null>()
  const words = (code: string): Bilingual | null => {
    const met = known.get(code) ?? unit.words(code)
    known.set(code, met)
    return met
  }
  const meanings = goods.map((item, at) => [cells[at] ?? '', words(item[unit.key])] as const)
  return Object.fromEntries(meanings.flatMap(([cell, meaning]) => (meaning === null ? [] : [[cell, meaning]])))
}
