/** Arguments of one call; more of them overflow the stack of some browsers. */
const BYTES_AT_ONCE = 8192

/** Base64 where there may be no Buffer. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += BYTES_AT_ONCE) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + BYTES_AT_ONCE)))
  }
  return btoa(parts.join(''))
}
