import type { EdifactPlace } from '../edifact/edifact-finding.ts'
import { type GroupNode, groupsOf, segmentsOf } from '../edifact/tables/message-tree.ts'
import { type SegmentPlace, toPlace } from '../edifact/tables/table-findings.ts'
import { valuePlace } from '../edifact/tables/value-place.ts'
import { goodsPatterns } from './co-places.ts'
import { fieldNamed } from './named-text.ts'
import { valuesOf } from './read-values.ts'

/** Where each field was read; of the goods, which may be many, only when asked. */
export class FieldPlaces {
  readonly #places = new Map<string, SegmentPlace>()
  readonly #goods: readonly GroupNode[]

  constructor(goods: readonly GroupNode[]) {
    this.#goods = goods
  }

  set(field: string, place: SegmentPlace): void {
    this.#places.set(field, place)
  }

  /** @param field As `exporter.name` or `goods[2].hsCode`; null: it stands nowhere. */
  of(field: string): EdifactPlace | null {
    const [, number, key = ''] = /^goods\[(\d+)\](?:\.(\w+))?$/.exec(field) ?? []
    const group = number === undefined ? undefined : this.#goods[Number(number) - 1]
    const place = group === undefined ? this.#places.get(field) : inGoods(group, key)
    return place === undefined ? null : toPlace(place)
  }
}

/** The field's own place, or the line's. */
function inGoods(group: GroupNode, key: string): SegmentPlace | undefined {
  const pattern = goodsPatterns.find(({ fields }) => fields.some((field) => field.key === key))
  const field = pattern?.fields.find((one) => one.key === key)
  const around = pattern?.group ? groupsOf(group, pattern.group)[0] : group
  const node = pattern && around ? segmentsOf(around, pattern.tag)[0] : undefined
  if (node !== undefined && field !== undefined) return valuePlace(node, field.element, field.component)
  const named = segmentsOf(group, 'FTX').find((one) => fieldNamed('goods', valuesOf(one, 3)[0] ?? '') === key)
  if (named !== undefined) return valuePlace(named, 4, 1)
  const [line] = segmentsOf(group, 'LIN')
  return line && { segment: line.segment, path: line.path }
}
