import { lengthOf } from '../customs/check-value.ts'
import { checkCoValue } from './check-co-value.ts'
import { type CoField, coExporterFields, coGeneralFields, coGoodsFields, coImporterFields } from './co-fields.ts'
import type { CoFinding } from './co-finding.ts'
import { CoFindings } from './co-findings.ts'
import type { CoGoods, CoRecord } from './co-record.ts'

/** Segment group 28 stands so often at most (annex 4, step 2). */
const GOODS_MAX = 20_000

/**
 * A record against annex 3: what must be there, widths, kinds of values, order of the goods. Findings have no place
 * in a message; their `field` says where.
 */
export function validateCoRecord(record: CoRecord): readonly CoFinding[] {
  const findings = new CoFindings()
  validateRecord(record, findings)
  return findings.all()
}

/** The same, with what else is said of a message. */
export function validateRecord(record: CoRecord, findings: CoFindings): void {
  validateFields(coGeneralFields, record, '', findings)
  validateFields(coExporterFields, record.exporter, 'exporter.', findings)
  validateFields(coImporterFields, record.importer, 'importer.', findings)
  record.goods.forEach((goods, index) => {
    validateFields(coGoodsFields, goods, `goods[${index + 1}].`, findings)
  })
  validateGoods(record.goods, findings)
}

function validateFields<K extends string>(
  fields: readonly CoField<K>[],
  values: Readonly<Record<K, string>>,
  prefix: string,
  findings: CoFindings,
): void {
  for (const field of fields) {
    const name = `${prefix}${field.key}`
    const value = values[field.key]
    if (value === '') {
      if (field.needed) {
        findings.add('error', 'missing', name, () => ({
          vi: `${field.label.vi}: chưa có giá trị`,
          en: `${field.label.en}: it is missing`,
        }))
      }
      continue
    }
    for (const { severity, rule, vi, en } of checkCoValue(field, value)) {
      findings.add(severity, rule, name, () => ({ vi: `${field.label.vi}: ${vi}`, en: `${field.label.en}: ${en}` }))
    }
  }
}

function validateGoods(goods: readonly CoGoods[], findings: CoFindings): void {
  if (goods.length === 0) {
    findings.add('error', 'missing', 'goods', () => ({ vi: 'C/O không có mặt hàng nào', en: 'there are no goods' }))
  }
  if (goods.length > GOODS_MAX) {
    findings.add('error', 'count', 'goods', () => ({
      vi: `có ${goods.length} mặt hàng, tối đa ${GOODS_MAX}`,
      en: `there are ${goods.length} goods, at most ${GOODS_MAX}`,
    }))
  }
  const met = new Set<string>()
  let before = Number.NEGATIVE_INFINITY
  goods.forEach(({ ordinal }, index) => {
    const number = /^\d{1,15}$/.test(ordinal) ? Number(ordinal) : Number.NaN
    if (ordinal !== '' && (met.has(ordinal) || number < before)) tellOrdinal(ordinal, index, findings)
    met.add(ordinal)
    if (!Number.isNaN(number)) before = number
  })
}

function tellOrdinal(ordinal: string, index: number, findings: CoFindings): void {
  const shown = lengthOf(ordinal) > 20 ? `${ordinal.slice(0, 20)}…` : ordinal
  findings.add('warning', 'ordinal', `goods[${index + 1}].ordinal`, () => ({
    vi: `số thứ tự ${shown} bị trùng hoặc nhỏ hơn số trước`,
    en: `number ${shown} stood before or is less than the one before`,
  }))
}
