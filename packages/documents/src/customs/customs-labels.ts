import type { CustomsKind } from './customs-kinds.ts'
import type { Bilingual } from './customs-message.ts'

/** How people call an element of this kind of message: of its header, content or list. Its own name when unknown. */
export function elementLabel(kind: CustomsKind, element: string): Bilingual {
  throw new RangeError(`not built yet: ${kind.code} ${element}`)
}
