/** What options of `congky co` say about an interchange, as `buildCo` wants it. */
import {
  type CoInterchangeOptions,
  type CoRecord,
  isAllowed,
  type ReadInterchange,
  repertoireOf,
} from '@congky/documents'
import { CongkyError } from '@congky/shared'
import { type Envelope, envelopeOf, preparedAt, VIETNAM } from './envelope.ts'

export interface InterchangeWishes {
  readonly sender?: string
  readonly recipient?: string
  readonly reference?: string
  /** As people type it: `2026-11-23T15:03`, in Vietnam's time unless it names a zone. */
  readonly date?: string
  /** `UNOA` to `UNOY`, with a syntax version behind a colon. */
  readonly charset?: string
}

/** Data element 0020 in every version of the syntax. */
const REFERENCE_MAX = 14

/** Sender and recipient of the example in annex 4 of the draft regulation QCVN:2008/BCT. */
const EXAMPLE = { sender: 'VCCI', recipient: 'MOIT' }

/**
 * What is asked for, else what the interchange says that the certificates came in. Without either, `buildCo` chooses the
 * characters.
 *
 * @throws {CongkyError} ERR_USAGE
 */
export function interchangeOptions(
  wishes: InterchangeWishes,
  records: readonly CoRecord[],
  origin: ReadInterchange | null,
): CoInterchangeOptions {
  const was: Partial<Envelope> = origin === null ? {} : envelopeOf(origin)
  const at = dateOf(wishes, origin)
  const names = {
    sender: wishes.sender ?? (was.sender || EXAMPLE.sender),
    recipient: wishes.recipient ?? (was.recipient || EXAMPLE.recipient),
    controlReference: wishes.reference ?? (was.controlReference || referenceAt(at)),
  }
  if (names.controlReference.length > REFERENCE_MAX) {
    throw usage(
      `A control reference has at most ${REFERENCE_MAX} characters`,
      `Mã tham chiếu kiểm soát có tối đa ${REFERENCE_MAX} ký tự`,
    )
  }
  const syntax =
    wishes.charset === undefined
      ? syntaxOf(origin, [...Object.values(names), ...textsOf(records)])
      : parseCharset(wishes.charset)
  return { ...names, preparedAt: at, ...syntax }
}

/** `261123150300`: unique as long as one sender makes one interchange in a second. */
function referenceAt(at: Date): string {
  return at.toISOString().replaceAll(/\D/g, '').slice(2, 14)
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

/** @throws {CongkyError} ERR_USAGE */
function dateOf({ date }: InterchangeWishes, origin: ReadInterchange | null): Date {
  if (date === undefined) return (origin && preparedAt(envelopeOf(origin))) ?? new Date()
  const [, day = '', time = '00:00', zone = VIETNAM] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(date) ?? []
  const at = new Date(`${day}T${time}${zone}`)
  if (!Number.isNaN(at.getTime())) return at
  throw usage('--date takes a date such as 2026-11-23T15:03', '--date nhận ngày giờ như 2026-11-23T15:03')
}

type SyntaxOptions = Pick<CoInterchangeOptions, 'syntaxIdentifier' | 'syntaxVersion'>

const VERSIONS: readonly NonNullable<CoInterchangeOptions['syntaxVersion']>[] = [1, 2, 3, 4]

/** The same as before, where it holds every character. UNOB has separators that nobody sees, and is not kept. */
function syntaxOf(origin: ReadInterchange | null, texts: readonly string[]): SyntaxOptions {
  if (origin === null) return {}
  const { identifier, version } = origin.syntax
  const repertoire = repertoireOf(identifier)
  const syntaxVersion = VERSIONS.find((one) => one === version)
  if (repertoire === null || repertoire.since > version || syntaxVersion === undefined || identifier === 'UNOB')
    return {}
  const holds = texts.every((text) => [...text].every((character) => isAllowed(character, repertoire, version)))
  return holds ? { syntaxIdentifier: identifier, syntaxVersion } : {}
}

/** @throws {CongkyError} ERR_USAGE */
function parseCharset(charset: string): SyntaxOptions {
  const [, syntaxIdentifier, version] = /^(UNO[A-Z])(?::([1-4]))?$/.exec(charset.toUpperCase()) ?? []
  if (syntaxIdentifier === undefined) {
    throw usage('--charset takes UNOA to UNOY, such as UNOC:3', '--charset nhận UNOA đến UNOY, ví dụ UNOC:3')
  }
  const syntaxVersion = VERSIONS.find((one) => String(one) === version)
  return { syntaxIdentifier, ...(syntaxVersion === undefined ? {} : { syntaxVersion }) }
}

function usage(en: string, vi: string): CongkyError {
  return new CongkyError('ERR_USAGE', { detail: { en, vi } })
}
