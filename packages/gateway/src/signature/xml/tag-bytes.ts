/** The bytes that tags are made of, and the ways past blanks and names. */

export const LT = 0x3c
export const GT = 0x3e
export const SLASH = 0x2f
export const EQUALS = 0x3d
export const QUOTE = 0x22
export const APOSTROPHE = 0x27

function isBlank(code: number | undefined): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

export function skipBlank(bytes: Buffer, from: number): number {
  let at = from
  while (isBlank(bytes[at])) at++
  return at
}

/** Behind a name, as far as tags go: whether it is a legal name is for the parser to say. */
export function skipName(bytes: Buffer, from: number): number {
  let at = from
  for (; at < bytes.length; at++) {
    const code = bytes[at]
    if (code === GT || code === SLASH || code === EQUALS || isBlank(code)) break
    if (code === LT || code === QUOTE || code === APOSTROPHE) break
  }
  return at
}
