import type { EdifactMessage, ReadInterchange } from '../edifact/interchange.ts'
import { type ReadSegment, valueAt } from '../edifact/segment.ts'
import { type ReadCo, readCo } from './read-co.ts'

export interface CheckedCo {
  /** One for each ORDERS message. */
  readonly certificates: readonly ReadCo[]
  /** Messages of other types, by the reference in UNH. */
  readonly others: readonly { readonly messageReference: string; readonly type: string }[]
}

/** Every certificate of origin of an interchange with all that is to be said of it, beside what its syntax is. */
export function checkCo({ messages, groups }: ReadInterchange): CheckedCo {
  const all = [...messages, ...groups.flatMap((group) => group.messages)]
  return {
    certificates: all.filter((message) => typeOf(message) === 'ORDERS').map(readCo),
    others: all
      .filter((message) => typeOf(message) !== 'ORDERS')
      .map((message) => ({ messageReference: valueAt(message.header, 1), type: typeOf(message) })),
  }
}

const typeOf = ({ header }: EdifactMessage<ReadSegment>): string => valueAt(header, 2)
