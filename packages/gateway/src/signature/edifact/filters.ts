/**
 * Binary values as text (data element 0505). The filters EDA and EDC, of ISO 9735-5 annex D, are not read: their
 * text was not at hand. Sources of the codes: service code list 0505, release 40004.
 */
import type { EdifactProfileOptions } from '@congky/shared'
import { decodeBase64 } from '../base64.ts'
import { mismatch } from '../xml/element-path.ts'
import type { OpenedInterchange } from './open-interchange.ts'

export interface SecurityFilter {
  readonly code: string
  write(bytes: Uint8Array): string
  /** Null for what its own `write` would not give: other readers could take it for something else. */
  read(text: string): Buffer | null
}

const HEX = /^(?:[0-9A-F]{2})+$/
const LOWER_HEX = /^(?:[0-9a-f]{2})+$/

export const FILTERS: Readonly<Record<EdifactProfileOptions['filter'], SecurityFilter>> = {
  /** Upper case, which every repertoire has; all in lower case is read too. */
  hex: {
    code: '2',
    write: (bytes) => Buffer.from(bytes).toString('hex').toUpperCase(),
    read: (text) => (HEX.test(text) || LOWER_HEX.test(text) ? Buffer.from(text, 'hex') : null),
  },
  /** Of RFC 1521, without line breaks. */
  base64: {
    code: '7',
    write: (bytes) => Buffer.from(bytes).toString('base64'),
    read: (text) => (/\s/.test(text) ? null : decodeBase64(text)),
  },
}

/** The filter of a code; null for those that are not read. */
export function filterOf(code: string): SecurityFilter | null {
  return Object.values(FILTERS).find((filter) => filter.code === code) ?? null
}

/** @throws {CongkyError} ERR_PROFILE_MISMATCH: the repertoire of the interchange has no room for its characters. */
export function assertWritable(
  { interchange }: OpenedInterchange,
  filter: EdifactProfileOptions['filter'],
  profile: string,
): void {
  if (filter !== 'base64' || interchange.syntax.identifier !== 'UNOA') return
  throw mismatch(profile, {
    en: 'base64 has lower case, which UNOA has not; a profile with filter: hex signs it',
    vi: 'base64 có chữ thường mà bộ ký tự UNOA không có; hãy dùng mẫu có filter: hex',
  })
}
