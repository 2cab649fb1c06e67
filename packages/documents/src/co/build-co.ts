import type { CoRecord } from './co-record.ts'

export interface CoInterchangeOptions {
  readonly sender: string
  readonly recipient: string
  readonly preparedAt: Date
  /** Unique for the sender. */
  readonly controlReference: string
  /** One for each record; `1`, `2` … when left out. */
  readonly messageReferences?: readonly string[]
  /** `UNOY` (UTF-8) when left out. */
  readonly syntaxIdentifier?: string
  /** 4 when left out. */
  readonly syntaxVersion?: 1 | 2 | 3 | 4
}

/**
 * An interchange of certificates of origin, written strictly.
 *
 * @throws {CongkyError} ERR_CO_INVALID: a record has errors (warnings pass)
 */
export function buildCo(_records: readonly CoRecord[], _options: CoInterchangeOptions): Uint8Array {
  return new Uint8Array()
}
