/** One character of UTF-8 among bytes (RFC 3629, 3 and 4: no overlong forms, no surrogates); -1 for anything else. */
export function utf8CodePoint(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] ?? 0
  if (first < 0x80) return first
  const width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  if (first < 0xc2 || first > 0xf4 || at + width > end) return -1
  let code = first & (0xff >> (width + 1))
  for (let index = at + 1; index < at + width; index += 1) {
    const byte = bytes[index] ?? 0
    if ((byte & 0xc0) !== 0x80) return -1
    code = (code << 6) | (byte & 0x3f)
  }
  const isSurrogate = code >= 0xd800 && code <= 0xdfff
  return utf8Width(code) !== width || isSurrogate || code > 0x10ffff ? -1 : code
}

/** Bytes of a character. */
export function utf8Width(code: number): number {
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  return code < 0x10000 ? 3 : 4
}
