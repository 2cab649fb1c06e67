/** A record as JSON with its own field names: every field, in the order of annex 3. */
import { CongkyError } from '@congky/shared'
import { placeIn, type TreePlace } from '../xml/tree-findings.ts'
import { treeLimits } from '../xml/xml-tree.ts'
import { CoDocumentFindings, type ReadCoDocument, wholeDocument } from './co-document-finding.ts'
import { type CoField, coExporterFields, coGeneralFields, coGoodsFields, coImporterFields } from './co-fields.ts'
import type { CoRecord } from './co-record.ts'
import { shapeOfJson } from './json-shape.ts'
import { readCoValue } from './read-co-value.ts'

/** Checks nothing: what was read of a message with faults can be looked at. */
export function coToJson({ exporter, importer, goods, ...general }: CoRecord): string {
  const ordered = {
    ...picked(coGeneralFields, general),
    exporter: picked(coExporterFields, exporter),
    importer: picked(coImporterFields, importer),
    goods: goods.map((item) => picked(coGoodsFields, item)),
  }
  return `${JSON.stringify(ordered, null, 2)}\n`
}

function picked<K extends string>(fields: readonly CoField<K>[], values: Readonly<Record<K, string>>) {
  return Object.fromEntries(fields.map(({ key }) => [key, values[key]]))
}

/**
 * @throws {CongkyError} ERR_DOCUMENT_EMPTY, ERR_DOCUMENT_TOO_LARGE, ERR_DOCUMENT_TOO_COMPLEX; ERR_CO_UNREADABLE when it
 *   is no JSON, or no object.
 */
export function readCoJson(text: string): ReadCoDocument {
  const findings = new CoDocumentFindings((name) => name)
  const root = parsed(text.replace(/^\ufeff/, ''), findings)
  if (!isObject(root)) throw unreadable('phải là một đối tượng JSON { … }', 'it is no JSON object { … }')
  return { record: new CoJsonReader(findings).record(root), findings: findings.all() }
}

type JsonObject = Readonly<Record<string, unknown>>

function parsed(text: string, findings: CoDocumentFindings): unknown {
  const { lengthMax, depthMax, elementsMax } = treeLimits
  if (text.trim() === '') throw new CongkyError('ERR_DOCUMENT_EMPTY')
  if (text.length > lengthMax) throw new CongkyError('ERR_DOCUMENT_TOO_LARGE', { limit: lengthMax })
  const shape = shapeOfJson(text)
  if (shape.depth > depthMax) throw tooComplex('cấp lồng nhau', 'nested levels', depthMax)
  if (shape.values > elementsMax) throw tooComplex('giá trị', 'values', elementsMax)
  const root = parseJson(text)
  if (shape.members !== membersIn(root)) {
    const words = { vi: 'có tên trường xuất hiện nhiều lần', en: 'a field name stands there more than once' }
    findings.add('error', 'field-repeated', wholeDocument, words)
  }
  return root
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw unreadable(`không phải JSON đúng cú pháp (${said})`, `it is no JSON (${said})`)
  }
}

function unreadable(vi: string, en: string): CongkyError {
  return new CongkyError('ERR_CO_UNREADABLE', { detail: { vi, en } })
}

function tooComplex(vi: string, en: string, limit: number): CongkyError {
  const detail = { vi: `có hơn ${limit} ${vi}`, en: `it has more than ${limit} ${en}` }
  return new CongkyError('ERR_DOCUMENT_TOO_COMPLEX', { detail })
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A number that a double did not round: others are texts, or have lost digits already. */
function isExactNumber(value: unknown): value is number {
  return (
    typeof value === 'number' && /^[0-9.]{1,16}$/.test(String(value)) && String(value).replace('.', '').length <= 15
  )
}

/** Names in all objects. The depth is bounded by now. */
function membersIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const own = Array.isArray(value) ? 0 : Object.keys(value).length
  return Object.values(value).reduce((sum: number, one) => sum + membersIn(one), own)
}

class CoJsonReader {
  readonly #findings: CoDocumentFindings

  constructor(findings: CoDocumentFindings) {
    this.#findings = findings
  }

  record(root: JsonObject): CoRecord {
    const { exporter, importer, goods, ...general } = root
    return {
      ...this.#values(general, coGeneralFields, wholeDocument),
      exporter: this.#part(exporter, coExporterFields, 'exporter'),
      importer: this.#part(importer, coImporterFields, 'importer'),
      goods: this.#goods(goods),
    }
  }

  #goods(goods: unknown): CoRecord['goods'] {
    const place = placeIn(wholeDocument, 'goods')
    if (!Array.isArray(goods)) {
      this.#noteNot(goods, place, { vi: 'phải là danh sách [ … ]', en: 'it must be a list [ … ]' })
      return []
    }
    return goods.map((item, at) => this.#part(item, coGoodsFields, `goods[${at + 1}]`))
  }

  #part<K extends string>(part: unknown, fields: readonly CoField<K>[], name: string): Record<K, string> {
    const place = placeIn(wholeDocument, name)
    if (isObject(part)) return this.#values(part, fields, place)
    this.#noteNot(part, place, { vi: 'phải là đối tượng { … }', en: 'it must be an object { … }' })
    return Object.fromEntries(fields.map(({ key }) => [key, ''])) as Record<K, string>
  }

  #noteNot(value: unknown, place: TreePlace, words: { readonly vi: string; readonly en: string }): void {
    if (value === undefined) this.#noteMissing(place)
    else this.#findings.add('error', 'field-type', place, words)
  }

  #noteMissing(place: TreePlace): void {
    this.#findings.add('notice', 'field-missing', place, { vi: 'thiếu trường này', en: 'the field is missing' })
  }

  #values<K extends string>(values: JsonObject, fields: readonly CoField<K>[], place: TreePlace): Record<K, string> {
    const keys: ReadonlySet<string> = new Set(fields.map(({ key }) => key))
    for (const key of Object.keys(values)) {
      if (keys.has(key)) continue
      const words = { vi: 'không có trường này, được bỏ qua', en: 'there is no such field; it is left out' }
      this.#findings.add('warning', 'field-unknown', placeIn(place, key), words)
    }
    const read = fields.map((field): [K, string] => [field.key, this.#value(values, field, placeIn(place, field.key))])
    return Object.fromEntries(read) as Record<K, string>
  }

  #value<K extends string>(values: JsonObject, { key, type }: CoField<K>, place: TreePlace): string {
    if (!Object.hasOwn(values, key)) {
      this.#noteMissing(place)
      return ''
    }
    const found = values[key]
    const isNumber = (type.is === 'decimal' || key === 'ordinal') && isExactNumber(found)
    if (typeof found !== 'string' && !isNumber) {
      const words = { vi: 'giá trị phải là văn bản "…"', en: 'the value must be a text "…"' }
      this.#findings.add('error', 'field-type', place, words)
      return ''
    }
    const { value, change } = readCoValue(type, String(found))
    const asText = { vi: `số ${value} được đọc là văn bản`, en: `the number ${value} is read as a text` }
    if (isNumber) this.#findings.add('notice', 'value-form', place, asText)
    else if (change !== null) this.#findings.add('notice', 'value-form', place, change)
    return value
  }
}
