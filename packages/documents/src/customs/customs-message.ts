/**
 * A message of Decision 1543/QĐ-TCHQ as plain data: what `parseCustomsMessage` reads and `buildCustomsMessage` writes.
 * Every value is the text of its element, with the names and forms that we write (see `packages/documents/README.md`).
 */

/** The header (tables 2.1 and 2.2 of both parts). An empty text: the element is missing or empty. */
export interface CustomsHeader {
  readonly version: string
  /** GUID of 36 characters, without braces, in the case it came in. */
  readonly messageId: string
  readonly fromName: string
  readonly fromIdentity: string
  readonly toName: string
  readonly toIdentity: string
  /** Two digits; with `function` it says which kind of message this is. */
  readonly type: string
  readonly function: string
  /** The warehouse keeper's own number for what the message is about. */
  readonly reference: string
  /** `yyyy-MM-dd` */
  readonly sendDate: string
  readonly warehouseCode: string
}

/** Texts by element name. A name that is absent stands for a missing element, an empty text for an empty one. */
export type CustomsFields = Readonly<Record<string, string>>

export interface CustomsMessage {
  readonly header: CustomsHeader
  /** The elements directly in `Content`. */
  readonly fields: CustomsFields
  /** What `Content` lists: one entry for each `Goods`, `Dec` or `Error`, in order. */
  readonly items: readonly CustomsFields[]
}

/** `Error` in an answer (tables I.2.7 and II.2.8). */
export interface CustomsError {
  /** At most 100 characters. */
  readonly code: string
  /** At most 500 characters. */
  readonly name: string
  /** What to do about it, at most 500 characters; empty when nothing is said. */
  readonly solution: string
}
