import type { CustomsKind } from './customs-kinds.ts'

/** The XML Schema (1.0) of one kind of message, made from the same tables that validate it. */
export function customsXsd(kind: CustomsKind): string {
  throw new RangeError(`not built yet: ${kind.code}`)
}
