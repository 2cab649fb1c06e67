import type { EdifactMessage } from '../edifact/interchange.ts'
import { newInterchange } from '../edifact/new-interchange.ts'
import { areAllowed, repertoireOf } from '../edifact/repertoires.ts'
import type { Segment } from '../edifact/segment.ts'
import { PRINTABLE_CHARACTERS } from '../edifact/service-characters.ts'
import { writeInterchange } from '../edifact/write-interchange.ts'
import type { CoRecord } from './co-record.ts'
import { coToMessage } from './co-to-message.ts'
import { requireValidCo } from './require-valid-co.ts'

export interface CoInterchangeOptions {
  readonly sender: string
  readonly recipient: string
  readonly preparedAt: Date
  /** Unique for the sender. */
  readonly controlReference: string
  /** One for each record; `1`, `2` … when left out. */
  readonly messageReferences?: readonly string[]
  /** When left out: UNOA where it holds every character, as annex 4 agrees, else UNOY (UTF-8). */
  readonly syntaxIdentifier?: string
  /** When left out: 1 for UNOA, as annex 4 agrees, else 4. */
  readonly syntaxVersion?: 1 | 2 | 3 | 4
}

/**
 * An interchange of certificates of origin, written strictly.
 *
 * @throws {CongkyError} ERR_CO_INVALID: a record has errors (warnings pass); ERR_EDIFACT_INVALID: characters that the
 *   syntax does not have, references that are too long
 */
export function buildCo(records: readonly CoRecord[], options: CoInterchangeOptions): Uint8Array {
  for (const record of records) requireValidCo(record)
  const messages = records.map((record, index) => {
    const messageReference = options.messageReferences?.[index] ?? `${index + 1}`
    return toMessage(coToMessage(record, { messageReference }))
  })
  const { sender, recipient, preparedAt, controlReference } = options
  const texts = [sender, recipient, controlReference, ...messages.flatMap(valuesOf)]
  const identifier = options.syntaxIdentifier ?? (fitsLevelA(texts) ? 'UNOA' : 'UNOY')
  const version = options.syntaxVersion ?? (identifier === 'UNOA' ? 1 : 4)
  const header = {
    syntax: { identifier, version },
    sender: [sender],
    recipient: [recipient],
    preparedAt,
    controlReference,
    // The separators that UNOB to UNOF have by default are seen by nobody; UNA goes before these.
    characters: { ...PRINTABLE_CHARACTERS, repetition: version >= 4 ? '*' : ' ' },
  }
  return writeInterchange(newInterchange(header, messages))
}

function toMessage(segments: readonly Segment[]): EdifactMessage {
  const [header, ...rest] = segments
  if (header === undefined) throw new RangeError('a message without a header')
  return { header, body: rest.slice(0, -1), trailer: rest.at(-1) ?? null }
}

const valuesOf = ({ header, body }: EdifactMessage): readonly string[] =>
  [header, ...body].flatMap(({ elements }) => elements.flat(2))

function fitsLevelA(texts: readonly string[]): boolean {
  const levelA = repertoireOf('UNOA')
  return levelA !== null && texts.every((text) => areAllowed(text, levelA, 1))
}
