/**
 * Characters of XML 1.0 as tables by byte of UTF-8, for a reader that works on bytes. Text that was made of them
 * is kept as one character for each byte, so that it sorts and is written as it stands.
 *
 * Source: XML 1.0 (fifth edition), 2.2 and 2.3.
 */

export const LT = 0x3c
export const GT = 0x3e
export const AMPERSAND = 0x26
export const SLASH = 0x2f
export const EQUALS = 0x3d
export const COLON = 0x3a
export const QUOTE = 0x22
export const APOSTROPHE = 0x27
export const EXCLAMATION = 0x21
export const QUESTION = 0x3f
export const BRACKET = 0x5d
export const CR = 0x0d
export const LF = 0x0a
/** First byte of U+F000 to U+FFFF, two of which are no characters. */
export const LEAD_EF = 0xef

const BLANK = /[\t\n\r ]/
const NAME = /[A-Za-z0-9._:\x80-\xff-]/
/** Stands for itself between tags, and in its canonical form too. */
const PLAIN = /[\t\n -%'-;=?-\xee\xf0-\xff]/
/** Stands for itself within quotes, and in its canonical form too; the quotes themselves are looked at. */
const PLAIN_VALUE = /[ !#-%(-;=-\xee\xf0-\xff]/

export const isBlank = tableOf(BLANK)
export const isName = tableOf(NAME)
export const isPlain = tableOf(PLAIN)
export const isPlainValue = tableOf(PLAIN_VALUE)

function tableOf(members: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (members.test(String.fromCharCode(byte)) ? 1 : 0))
}

const NAME_START =
  'A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}'
const NAME_REST = `${NAME_START}0-9.\\u{B7}\\u{300}-\\u{36F}\\u{203F}\\u{2040}-`
const NC_NAME = new RegExp(`^[${NAME_START}][${NAME_REST}]*$`, 'u')

/** @param name One character for each byte of UTF-8. */
export function isNcName(name: string): boolean {
  return NC_NAME.test(fromBytes(name))
}

const IS_ASCII = /^[\x20-\x7e]*$/

/** What the bytes say. */
export function fromBytes(text: string): string {
  return IS_ASCII.test(text) ? text : Buffer.from(text, 'latin1').toString('utf8')
}

/** One character for each byte of a text in UTF-8. */
export function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

/** Control characters, and U+FFFE and U+FFFF: XML has none of them. */
const NO_CHARACTERS = /[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]/

export function hasOnlyCharacters(text: string): boolean {
  return !NO_CHARACTERS.test(text)
}
