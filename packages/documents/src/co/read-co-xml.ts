/**
 * Our own XML of a certificate of origin, read leniently: names in other letter case, any order, dates in usual forms.
 * The draft regulation QCVN:2008/BCT and the study behind it name a "C/O XML" whose text is missing; this one has the
 * fields of annex 3 under our names for them. A signature inside the root is not a field and is passed over.
 */
import { CongkyError } from '@congky/shared'
import { foldName, nameTable } from '../xml/element-names.ts'
import { noteForeign, noteMarkup, noteUnknown, sortChildren } from '../xml/sort-children.ts'
import { placeIn, type TreePlace } from '../xml/tree-findings.ts'
import { readTree, treeLimits, type XmlElement } from '../xml/xml-tree.ts'
import { CoDocumentFindings, type ReadCoDocument, wholeDocument } from './co-document-finding.ts'
import { type CoField, coExporterFields, coGeneralFields, coGoodsFields, coImporterFields } from './co-fields.ts'
import { CO_ROOT, CO_VERSION, coElement } from './co-xml-names.ts'
import { readCoValue } from './read-co-value.ts'

/** Ways to write an Id that a signature refers to. */
const ATTRIBUTES = ['version', 'Id', 'ID', 'id']

const partNames = ['Exporter', 'Importer'] as const
const rootNames = nameTable([...coGeneralFields.map(({ key }) => coElement(key)), ...partNames])

/**
 * @throws {CongkyError} ERR_DOCUMENT_EMPTY, ERR_DOCUMENT_TOO_LARGE, ERR_DOCTYPE_FORBIDDEN, ERR_DOCUMENT_NOT_XML,
 *   ERR_DOCUMENT_TOO_COMPLEX; ERR_CO_UNREADABLE when it is XML but no certificate.
 */
export function readCoXml(xml: string): ReadCoDocument {
  const root = readTree(xml, treeLimits)
  if (foldName(root.name) !== foldName(CO_ROOT)) throw notOurs(root)
  const findings = new CoDocumentFindings((name) => `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`)
  const reader = new CoXmlReader(findings)
  noteForeign(root, wholeDocument, findings, ATTRIBUTES)
  noteVersion(root, findings)
  const record = reader.record(root)
  return { record, findings: findings.all() }
}

function notOurs({ name }: XmlElement): CongkyError {
  const found = name.length > 60 ? `${name.slice(0, 60)}…` : name
  return new CongkyError('ERR_CO_UNREADABLE', {
    detail: {
      vi: `thẻ ngoài cùng là “${found}”, không phải “${CO_ROOT}”`,
      en: `it begins with “${found}” instead of “${CO_ROOT}”`,
    },
  })
}

function noteVersion({ attributes }: XmlElement, findings: CoDocumentFindings): void {
  const version = attributes.find(({ name }) => name === 'version')?.value ?? ''
  if (version === CO_VERSION) return
  const found = version.length > 20 ? `${version.slice(0, 20)}…` : version
  findings.add(version === '' ? 'notice' : 'warning', 'version', wholeDocument, {
    vi: version === '' ? `thiếu version="${CO_VERSION}"` : `phiên bản “${found}”, ở đây đọc được ${CO_VERSION}`,
    en: version === '' ? `version="${CO_VERSION}" is missing` : `version “${found}”, known here is ${CO_VERSION}`,
  })
}

class CoXmlReader {
  readonly #findings: CoDocumentFindings

  constructor(findings: CoDocumentFindings) {
    this.#findings = findings
  }

  record(root: XmlElement): ReadCoDocument['record'] {
    const isGoods = ({ name }: XmlElement) => foldName(name) === 'goods'
    const single = root.children.filter((child) => !isGoods(child) && child.name !== 'Signature')
    const sorted = sortChildren({ ...root, children: single }, rootNames, wholeDocument, this.#findings)
    noteUnknown(sorted.unknown, wholeDocument, this.#findings)
    return {
      ...this.#values(sorted.known, coGeneralFields, wholeDocument),
      exporter: this.#part(sorted.known.get('Exporter'), coExporterFields, 'Exporter'),
      importer: this.#part(sorted.known.get('Importer'), coImporterFields, 'Importer'),
      goods: root.children
        .filter(isGoods)
        .map((goods, at) => this.#part(goods, coGoodsFields, `${coElement('goods')}[${at + 1}]`)),
    }
  }

  #part<K extends string>(element: XmlElement | undefined, fields: readonly CoField<K>[], name: string) {
    const place = placeIn(wholeDocument, name)
    if (element === undefined) return this.#values(new Map(), fields, place)
    noteForeign(element, place, this.#findings)
    const sorted = sortChildren(element, nameTable(fields.map(({ key }) => coElement(key))), place, this.#findings)
    noteUnknown(sorted.unknown, place, this.#findings)
    return this.#values(sorted.known, fields, place)
  }

  #values<K extends string>(
    known: ReadonlyMap<string, XmlElement>,
    fields: readonly CoField<K>[],
    place: TreePlace,
  ): Record<K, string> {
    const values = fields.map(({ key, type }): [K, string] => {
      const name = coElement(key)
      const element = known.get(name)
      return [key, element === undefined ? '' : this.#value(element, type, placeIn(place, name))]
    })
    return Object.fromEntries(values) as Record<K, string>
  }

  #value(element: XmlElement, type: CoField['type'], place: TreePlace): string {
    noteMarkup(element, place, this.#findings)
    if (element.children.length > 0) {
      const text = { vi: 'giá trị có thẻ lồng bên trong', en: 'the value has elements inside' }
      this.#findings.add('error', 'element-place', place, text)
    }
    const { value, change } = readCoValue(type, element.text)
    if (change !== null) this.#findings.add('notice', 'value-form', place, change)
    return value
  }
}
