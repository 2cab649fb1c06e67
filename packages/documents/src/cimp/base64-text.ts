/** CIMP texts travel as base64 (Decision 1543, part II, 2.3: "được base64"). Strict both ways; also in browsers. */

/** Far beyond any Cargo-IMP text (3,500 characters), so that nothing large is decoded to be refused afterwards. */
const BASE64_LENGTH_MAX = 16_384
const SHAPE = /^[A-Za-z0-9+/]+={0,2}$/

/** One character for each byte; null for what is not base64 exactly as it would be written. Blanks around it may stand. */
export function decodeBase64Text(base64: string): string | null {
  if (base64.length > BASE64_LENGTH_MAX * 2) return null
  const compact = base64.trim()
  if (compact.length > BASE64_LENGTH_MAX || compact.length % 4 !== 0 || !SHAPE.test(compact)) return null
  try {
    const text = atob(compact)
    // Bits that stand behind the last byte could hide another text with the same meaning.
    return btoa(text) === compact ? text : null
  } catch {
    return null
  }
}

/** @throws {RangeError} A character above 255: a bug in the caller, since a CIMP text has none. */
export function encodeBase64Text(text: string): string {
  if (/[^\0-\xff]/.test(text)) throw new RangeError('only characters up to 255 are bytes')
  return btoa(text)
}
