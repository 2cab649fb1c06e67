import type { CustomsKindCode } from './customs-kind-code.ts'
import type { Bilingual, CustomsHeader } from './customs-message.ts'
import type { ContentTable, HeaderTable } from './tables/field-rule.ts'

/** What a message is for: told by itself, declared, asked, answered with data, taken in, refused. */
export type CustomsPurpose = 'notice' | 'declaration' | 'question' | 'data' | 'received' | 'refused'

/** One kind of message: a row of the tables in I.2 and II.2 of the appendix. */
export interface CustomsKind {
  readonly code: CustomsKindCode
  /** I: customs calls the warehouse keeper's service. II: the warehouse keeper calls the service of customs. */
  readonly part: 'I' | 'II'
  readonly direction: 'to-warehouse' | 'to-customs'
  readonly purpose: CustomsPurpose
  readonly title: Bilingual
  readonly header: HeaderTable
  readonly content: ContentTable
}

/** All kinds, in the order of `customsKindCodes`. */
export const customsKinds: readonly CustomsKind[] = []

/** The kind of this code (`02-01`), or null. */
export function customsKind(code: string): CustomsKind | null {
  return customsKinds.find((kind) => kind.code === code) ?? null
}

/** The kind that a header names with type and function, or null. */
export function customsKindOf(header: CustomsHeader): CustomsKind | null {
  return customsKind(`${header.type}-${header.function}`)
}
