import type { EdifactMessage, Interchange, ServiceCharacters, Syntax } from './interchange.ts'
import { type Composite, type Segment, segment } from './segment.ts'
import { defaultCharacters } from './service-characters.ts'

export interface InterchangeHeader {
  readonly syntax: Syntax
  /** Those of the syntax when left out. */
  readonly characters?: ServiceCharacters
  /** S002: identification, qualifier, internal identification. */
  readonly sender: Composite
  /** S003 */
  readonly recipient: Composite
  readonly preparedAt: Date
  /** Unique for the sender, at most 14 characters. */
  readonly controlReference: string
}

/** Vietnam keeps UTC+7 all year. */
const LOCAL_OFFSET_MS = 7 * 3_600_000

/** A batch interchange without groups, ready to be written; `writeInterchange` makes its trailer. */
export function newInterchange(header: InterchangeHeader, messages: readonly EdifactMessage[]): Interchange {
  const { syntax, sender, recipient, preparedAt, controlReference } = header
  const local = localTime(preparedAt)
  const syntaxParts = [syntax.identifier, `${syntax.version}`]
  // The year has two digits until version 3 (ISO 9735:1988, annex B), four from version 4 on.
  const date = syntax.version < 4 ? local.slice(2, 8) : local.slice(0, 8)
  return {
    mode: 'batch',
    characters: header.characters ?? defaultCharacters(syntax),
    hasServiceString: false,
    syntax,
    header: segment('UNB', syntaxParts, sender, recipient, [date, local.slice(8)], controlReference),
    security: { headers: [], trailers: [] },
    groups: [],
    messages,
    trailer: null,
  }
}

/** UNH to UNT of a type of D.04B. */
export function newMessage(type: string, reference: string, body: readonly Segment[]): EdifactMessage {
  return { header: segment('UNH', reference, [type, 'D', '04B', 'UN']), body, trailer: null }
}

/** Vietnamese time, `yyyyMMddHHmm`. */
export function localTime(at: Date): string {
  return new Date(at.getTime() + LOCAL_OFFSET_MS).toISOString().slice(0, 16).replace(/[-T:]/g, '')
}
