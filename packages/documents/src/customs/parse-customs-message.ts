import type { CustomsFinding } from './customs-finding.ts'
import type { CustomsKind } from './customs-kinds.ts'
import type { CustomsHeader, CustomsMessage } from './customs-message.ts'

export interface ParsedCustomsMessage {
  /** What could be read, also where the content could not. */
  readonly header: CustomsHeader
  /** Null when type and function name no kind. */
  readonly kind: CustomsKind | null
  /** Null with the kind: nothing is known of such a content. */
  readonly message: CustomsMessage | null
  /** What stands at `Envelope/Body/Signature`: nothing, an empty element, or a signature. */
  readonly signature: 'none' | 'empty' | 'signed'
  /** What was noticed while reading; see `validateCustomsMessage` for what breaks the tables. */
  readonly findings: readonly CustomsFinding[]
}

export interface ParseLimits {
  /** UTF-16 units. Default: 8,388,608. */
  readonly lengthMax?: number
}

/**
 * Reads a message leniently: any order, names in other spellings, other forms of dates. Does not judge values.
 *
 * @throws {CongkyError} ERR_DOCUMENT_EMPTY, ERR_DOCUMENT_TOO_LARGE, ERR_DOCTYPE_FORBIDDEN, ERR_DOCUMENT_NOT_XML,
 *   ERR_DOCUMENT_TOO_COMPLEX; ERR_CUSTOMS_ENVELOPE when it is XML but no such message.
 */
export function parseCustomsMessage(xml: string, limits: ParseLimits = {}): ParsedCustomsMessage {
  throw new RangeError(`not built yet: ${xml.length} ${limits.lengthMax}`)
}
