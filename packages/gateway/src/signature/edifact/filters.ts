/**
 * Binary values as text (data element 0505). The filters EDA and EDC, of ISO 9735-5 annex D, are not read: their
 * text was not at hand. Sources of the codes: service code list 0505, release 40004.
 */
import type { Interchange } from '@congky/documents'
import type { EdifactProfileOptions } from '@congky/shared'
import { decodeBase64 } from '../base64.ts'
import { mismatch } from '../xml/element-path.ts'

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

/**
 * Before anything is signed: whether security segments can stand in the interchange.
 *
 * @throws {CongkyError} ERR_PROFILE_MISMATCH: its repertoire or its service characters have no room for them.
 */
export function assertWritable(
  { characters, syntax }: Pick<Interchange, 'characters' | 'syntax'>,
  filter: EdifactProfileOptions['filter'],
  profile: string,
): void {
  if (syntax.version >= 4 && characters.repetition === ' ') {
    throw mismatch(profile, {
      en: 'its UNA names no repetition separator, which security segments of version 4 need',
      vi: 'UNA không có dấu lặp, trong khi đoạn bảo mật của cú pháp phiên bản 4 cần dấu này',
    })
  }
  if (filter !== 'base64' || (syntax.identifier !== 'UNOA' && characters.release !== ' ')) return
  throw mismatch(profile, {
    en: 'base64 needs lower case and a release character; a profile with filter: hex signs it',
    vi: 'base64 cần chữ thường và ký tự giải phóng; hãy dùng mẫu có filter: hex',
  })
}
