/** Values between rows and the gateway: keys as text, states compared, messages made to fit their column. */
import type { SourceStates, StateCode } from '@congky/shared'
import type { TableSourceConfig } from '../../domain/gateway-config.ts'
import type { IncomingRequest } from '../../domain/request.ts'
import { fromColumn } from './column-document.ts'
import type { ColumnInfo, Row } from './dialects/dialect.ts'

/** A row's key as text: digits, the text itself, or hex of binary keys. Null for what cannot be a key. */
export function toExternalId(key: unknown): string | null {
  if (typeof key === 'string') return key
  if (typeof key === 'bigint' || (typeof key === 'number' && Number.isSafeInteger(key))) return String(key)
  return key instanceof Uint8Array ? Buffer.from(key).toString('hex') : null
}

export interface RowOrigin {
  readonly config: Pick<TableSourceConfig, 'name' | 'defaultProfile' | 'columns' | 'documentEncoding'>
  readonly origin: string
  /** The column for what is signed, when it takes text only. */
  readonly textOnly: string | null
}

/** The request in a row, its values as they were found. A blank profile takes the source's own. */
export function toIncomingRequest(
  row: Row,
  externalId: string,
  claimToken: string | null,
  { config, origin, textOnly }: RowOrigin,
): IncomingRequest {
  const { profile } = row
  const { document, refusal } = fromColumn(row.document, config.documentEncoding, config.columns.document)
  const isBlank = profile === undefined || profile === null || (typeof profile === 'string' && profile.trim() === '')
  return {
    source: config.name,
    externalId,
    document,
    ...(refusal === null ? {} : { refusal }),
    ...(textOnly === null ? {} : { textOnly }),
    taxCode: row.taxCode ?? null,
    profile: isBlank ? config.defaultProfile : profile,
    reference: row.reference ?? null,
    requester: row.requester ?? null,
    note: row.note ?? null,
    origin,
    workstationId: null,
    enterprises: 'all',
    notBefore: null,
    deadline: null,
    claim: { claimToken },
  }
}

/** Whether a row's state is that code: `0`, `'0'` and `'0.00'` are one number, and padding means nothing. */
export function isState(value: unknown, code: StateCode): boolean {
  if (value === null || value === undefined) return false
  const [found, wanted] = [String(value).trimEnd(), String(code).trimEnd()]
  if (found === wanted) return true
  return found.trim() !== '' && wanted.trim() !== '' && Number(found) === Number(wanted)
}

/** Whether a row's state is that of a claim, also of one whose document waits for an approval. */
export function isTaken(value: unknown, { claimed, awaitingApproval }: SourceStates): boolean {
  return isState(value, claimed) || (awaitingApproval !== null && isState(value, awaitingApproval))
}

/** Whether a row's claim token is that one. Databases print a GUID in their own case, or pad it. */
export function isToken(value: unknown, token: string): boolean {
  return typeof value === 'string' && value.trimEnd().toLowerCase() === token.toLowerCase()
}

/** Text as it can stand in a column: without what its character set lacks, and cut to its width. */
export function fitText(text: string, { unicode, width }: Pick<ColumnInfo, 'unicode' | 'width'>): string {
  const clean = text.replaceAll('\0', '')
  const spelled = unicode ? clean : toAscii(clean)
  if (width === null) return spelled
  let size = 0
  let fitted = ''
  // By code points, so that no letter is cut in half.
  for (const letter of spelled) {
    size += width.unit === 'bytes' ? Buffer.byteLength(letter, 'utf8') : letter.length
    if (size > width.size) break
    fitted += letter
  }
  return fitted
}

/** Vietnamese without its marks, as it is written where only ASCII is possible. */
function toAscii(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .replace(/[“”]/g, '"')
    .replaceAll('…', '...')
    .replace(/[^\x20-\x7e\r\n\t]/gu, '?')
}
