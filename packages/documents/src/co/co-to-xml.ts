/** A record as our own XML: fields in the order of annex 3, empty ones left out; the same record gives the same text. */
import { elementLines, type Lines, leafLine, xmlText } from '../xml/xml-lines.ts'
import { type CoField, coExporterFields, coGeneralFields, coGoodsFields, coImporterFields } from './co-fields.ts'
import type { CoRecord } from './co-record.ts'
import { CO_ROOT, CO_VERSION, coElement } from './co-xml-names.ts'
import { requireValidCo } from './require-valid-co.ts'

/** @throws {CongkyError} ERR_CO_INVALID when the record has errors. */
export function coToXml(record: CoRecord): string {
  requireValidCo(record)
  const { exporter, importer, goods } = record
  const children = [
    ...leaves(coGeneralFields, record),
    ...elementLines('Exporter', leaves(coExporterFields, exporter)),
    ...elementLines('Importer', leaves(coImporterFields, importer)),
    ...goods.flatMap((item) => elementLines(coElement('goods'), leaves(coGoodsFields, item))),
  ]
  return xmlText(elementLines(CO_ROOT, children, { version: CO_VERSION }))
}

function leaves<K extends string>(fields: readonly CoField<K>[], values: Readonly<Record<K, string>>): Lines {
  return fields.flatMap(({ key }) => (values[key] === '' ? [] : [leafLine(coElement(key), values[key])]))
}
