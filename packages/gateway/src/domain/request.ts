/**
 * What arrives, what it means, and what goes back. Sources hand over an `IncomingRequest` as they found
 * it; `parseSignRequest` gives it meaning once, and later code trusts the type.
 */
import { hash } from 'node:crypto'
import { CongkyError, parseTaxCode, type ResultFormat, type TaxCode } from '@congky/shared'
import { plainName } from './approval/persons.ts'
import { isPlainText } from './plain-text.ts'

/** What is handed in on the gateway host itself: nobody else has to be asked whether it still stands. */
export const HOST_SOURCE = 'host'

/** A request as its source found it: values that came from outside are `unknown` until they are parsed. */
export interface IncomingRequest {
  /** Name of the source, as in the configuration; `http` and `websocket` for callers of the API. */
  readonly source: string
  /** What the source knows it by: a row's key, or a workstation's idempotency key. */
  readonly externalId: string
  readonly document: unknown
  readonly taxCode: unknown
  readonly profile: unknown
  readonly reference: unknown
  /** Who asked, in the source's words (a user name in a row, a workstation's name). */
  readonly requester: unknown
  /** Where it came from: a network address, or the database's. For the history only. */
  readonly origin: string
  readonly workstationId: string | null
  /** Tax codes that the requester may sign for. */
  readonly enterprises: readonly TaxCode[] | 'all'
  readonly notBefore: Date | null
  readonly deadline: Date | null
  /** What the source needs to deliver the outcome later (claim token…): stored, never looked into. */
  readonly claim: Claim | null
  /** Why the source knows that it can never be signed. */
  readonly refusal?: CongkyError
  /** Name of the column that takes the signed document, when it takes text only; absent where bytes can go back. */
  readonly textOnly?: string
  /** What whoever approves it should know. */
  readonly note?: unknown
  /** Id of an earlier job of the same requester that this request takes the place of. */
  readonly replaces?: string | null
  /** When its bytes or its row were in hand, by `performance.now()`; left out: when it is taken in. */
  readonly arrivedMs?: number
  /** An answer that the gateway itself makes and customs gets within seconds. */
  readonly isAnswer?: true
  /** Of the document, where somebody counted already. */
  readonly identity?: RequestIdentity
}

/** Plain data of a source's own, kept with the job and handed back with the outcome. */
export type Claim = Readonly<Record<string, string | number | null>>

/** A request whose every value was checked. */
export interface SignRequest {
  readonly source: string
  readonly externalId: string
  readonly document: Uint8Array
  /** SHA-256 of the document, lower-case hex. */
  readonly documentSha256: string
  readonly taxCode: TaxCode | null
  readonly profile: string
  readonly reference: string | null
  readonly requester: string | null
  readonly origin: string
  readonly workstationId: string | null
  readonly enterprises: readonly TaxCode[] | 'all'
  readonly notBefore: Date | null
  readonly deadline: Date | null
  readonly claim: Claim | null
  /** What whoever approves it should know. */
  readonly note: string | null
  /** Id of the job of the version before this one. */
  readonly replaces: string | null
}

export interface RequestRules {
  readonly documentBytesMax: number
  /** Names that `profile` may have. */
  readonly profiles: readonly string[]
  /** The profile for a request that names none. */
  readonly defaultProfile: string
  /** What a profile of that name makes. */
  readonly resultFormat: (profile: string) => ResultFormat
}

const TEXT_LENGTH_MAX = 300
const NOTE_LENGTH_MAX = 1_000

/** The facts about a request that survive even when it is refused, so that the history can name it. */
export interface RequestIdentity {
  readonly documentSha256: string
  readonly documentBytes: number
}

/** Hash and size of whatever was sent as the document, well formed or not. */
export function identifyRequest({ identity, document }: IncomingRequest): RequestIdentity {
  if (identity) return identity
  const bytes = toBytes(document) ?? new Uint8Array()
  return { documentSha256: sha256Hex(bytes), documentBytes: bytes.length }
}

/** SHA-256 in lower-case hex; of a text, of its UTF-8. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return hash('sha256', bytes, 'hex')
}

/**
 * Gives an incoming request its meaning.
 *
 * @throws {CongkyError} ERR_ROW_INVALID, ERR_ROW_NOT_BASE64, ERR_DOCUMENT_EMPTY, ERR_DOCUMENT_TOO_LARGE,
 * ERR_DOCUMENT_ENCODING, ERR_PROFILE_UNKNOWN, ERR_RESULT_NOT_TEXT, ERR_TAX_CODE_INVALID: all rejections.
 */
export function parseSignRequest(incoming: IncomingRequest, rules: RequestRules): SignRequest {
  if (incoming.refusal) throw incoming.refusal
  const document = toBytes(incoming.document)
  if (document === null) throw wrongValue('document', incoming.document, { en: 'text or bytes', vi: 'văn bản' })
  assertWholeCharacters(incoming.document)
  if (document.length === 0) throw new CongkyError('ERR_DOCUMENT_EMPTY')
  if (document.length > rules.documentBytesMax) {
    throw new CongkyError('ERR_DOCUMENT_TOO_LARGE', { limit: rules.documentBytesMax })
  }
  const profile = optionalText('profile', incoming.profile) ?? rules.defaultProfile
  if (!rules.profiles.includes(profile)) {
    throw new CongkyError('ERR_PROFILE_UNKNOWN', { profile: shorten(profile), known: rules.profiles.join(', ') })
  }
  assertCanGoBack(incoming.textOnly, document, profile, rules)
  const taxCode = optionalText('taxCode', incoming.taxCode)
  return {
    source: incoming.source,
    externalId: incoming.externalId,
    document,
    documentSha256: incoming.identity?.documentSha256 ?? sha256Hex(document),
    taxCode: taxCode === null ? null : parseTaxCode(taxCode),
    profile,
    reference: optionalText('reference', incoming.reference),
    requester: whoAsks(incoming.requester),
    origin: incoming.origin,
    workstationId: incoming.workstationId,
    enterprises: incoming.enterprises,
    notBefore: incoming.notBefore,
    deadline: incoming.deadline,
    claim: incoming.claim,
    note: optionalText('note', incoming.note, NOTE_LENGTH_MAX),
    replaces: incoming.replaces ?? null,
  }
}

/** A signature that its source has no place for would be made in vain. @throws {CongkyError} ERR_RESULT_NOT_TEXT */
function assertCanGoBack(
  column: string | undefined,
  document: Uint8Array,
  profile: string,
  { resultFormat }: RequestRules,
): void {
  if (column === undefined) return
  const { text } = resultFormat(profile)
  if (text === 'always' || (text === 'as-document' && isPlainText(document))) return
  throw new CongkyError('ERR_RESULT_NOT_TEXT', { column, profile })
}

/** What was sent as the document, as bytes; null for what can be none. */
export function toBytes(value: unknown): Uint8Array | null {
  if (typeof value === 'string') return Buffer.from(value, 'utf8')
  return value instanceof Uint8Array ? value : null
}

/**
 * JSON and some databases can hand over half a character. UTF-8 has no bytes for it, and writing another
 * character instead would sign what nobody sent.
 *
 * @throws {CongkyError} ERR_DOCUMENT_ENCODING
 */
function assertWholeCharacters(document: unknown): void {
  if (typeof document !== 'string' || !/\p{Surrogate}/u.test(document)) return
  const detail = { en: 'it holds half a character', vi: 'có ký tự bị cắt đôi' }
  throw new CongkyError('ERR_DOCUMENT_ENCODING', { detail })
}

/** Text, or null for a value that is absent or blank. A number is taken as its digits: tax codes are often stored so. */
function optionalText(column: string, value: unknown, lengthMax = TEXT_LENGTH_MAX): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'string') throw wrongValue(column, value, { en: 'text', vi: 'văn bản' })
  const text = value.trim()
  return text === '' ? null : shorten(text, lengthMax)
}

/** A name of which nobody sees anything is nobody's. */
function whoAsks(value: unknown): string | null {
  const name = optionalText('requester', value)
  return name === null || plainName(name) === '' ? null : name
}

function shorten(text: string, lengthMax = TEXT_LENGTH_MAX): string {
  return text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text
}

function wrongValue(column: string, value: unknown, expected: { en: string; vi: string }): CongkyError {
  const found =
    value === null || value === undefined ? 'NULL' : value instanceof Uint8Array ? 'binary data' : typeof value
  return new CongkyError('ERR_ROW_INVALID', { column, found, expected })
}

/** What goes back to the source of one request. */
export type SignOutcome = {
  readonly jobId: string
  readonly externalId: string
  readonly documentSha256: string
  readonly claim: Claim | null
} & (
  | { readonly state: 'signed'; readonly signedDocument: Uint8Array }
  | { readonly state: 'rejected'; readonly errorCode: string; readonly errorMessage: string }
)

export type SignedOutcome = Extract<SignOutcome, { readonly state: 'signed' }>
export type RejectedOutcome = Extract<SignOutcome, { readonly state: 'rejected' }>
