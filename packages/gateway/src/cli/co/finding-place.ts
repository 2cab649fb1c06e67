import type { EdifactFinding } from '@congky/documents'
import type { Cli } from '../cli.ts'

/** `segment 3 DTM, element 1, component 2, byte 91 · ORDERS/DTM[1]/C507/2380 (date-format)`, as far as it is known. */
export function placeOf(finding: EdifactFinding, { say }: Cli): string {
  const { place, rule } = finding
  const field = 'field' in finding && typeof finding.field === 'string' ? finding.field : ''
  const where = place && [
    place.segment === 0 ? place.tag : `${say('đoạn', 'segment')} ${place.segment} ${place.tag}`.trim(),
    place.element === null ? '' : `${say('phần tử', 'element')} ${place.element}`,
    place.component === null ? '' : `${say('thành phần', 'component')} ${place.component}`,
    place.offset === null ? '' : `byte ${place.offset}`,
  ]
  const parts = [where?.filter((part) => part !== '').join(', ') ?? '', place?.path ?? '', field]
  return `${parts.filter((part) => part !== '').join(' · ')} (${rule})`.trimStart()
}
