import type { ReadInterchange } from '../edifact/interchange.ts'
import type { ReadCo } from './read-co.ts'

export interface CheckedCo {
  /** One for each ORDERS message. */
  readonly certificates: readonly ReadCo[]
  /** Messages of other types, by the reference in UNH. */
  readonly others: readonly { readonly messageReference: string; readonly type: string }[]
}

/** Every certificate of origin of an interchange with all that is to be said of it. */
export function checkCo(_interchange: ReadInterchange): CheckedCo {
  return { certificates: [], others: [] }
}
