import { type GroupNode, groupsOf, segmentsOf } from '../edifact/tables/message-tree.ts'
import { coGoodsFields } from './co-fields.ts'
import type { CoFindings } from './co-findings.ts'
import { goodsPatterns } from './co-places.ts'
import type { CoGoods } from './co-record.ts'
import { readPattern } from './read-pattern.ts'
import { isNamed, readNamedTexts } from './read-texts.ts'
import { tellUnread } from './read-values.ts'
import { tellTwice } from './tell-twice.ts'

/** @param number Of the goods, from 1. */
export function readGoods(group: GroupNode, number: number, findings: CoFindings): CoGoods {
  const prefix = `goods[${number}].`
  const values: Partial<Record<keyof CoGoods, string>> = {}
  for (const pattern of goodsPatterns) {
    const around = pattern.group === null ? [group] : groupsOf(group, pattern.group)
    const nodes = around.flatMap((one) => segmentsOf(one, pattern.tag))
    Object.assign(values, readPattern(nodes, pattern, prefix, findings))
  }
  const texts = segmentsOf(group, 'FTX')
  for (const node of texts) if (!isNamed(node)) tellUnread(node, findings)
  const named = readNamedTexts(texts.filter(isNamed), 'goods', findings)
  for (const { key } of coGoodsFields) {
    const text = named.get(key)
    if (text === undefined) continue
    if (values[key]) tellTwice(`${prefix}${key}`, findings)
    else values[key] = text
  }
  const of = (key: keyof CoGoods): string => values[key] ?? ''
  return {
    ordinal: of('ordinal'),
    hsCode: of('hsCode'),
    marks: of('marks'),
    description: of('description'),
    categoryCode: of('categoryCode'),
    originContent: of('originContent'),
    quantity: of('quantity'),
    unit: of('unit'),
    value: of('value'),
    currency: of('currency'),
  }
}
