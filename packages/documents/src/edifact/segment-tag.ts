/** Three capitals or digits, a capital first. */
export function isSegmentTag(text: string): boolean {
  return /^[A-Z][A-Z0-9]{2}$/.test(text)
}

/** Tags that were met, by their bytes; there are 33,696 at most. */
const tags = new Map<number, string>()

/**
 * The tag that three bytes are, always the same text for the same tag: whatever looks at tags compares it quickly.
 *
 * @returns null: they are none.
 */
export function segmentTagAt(bytes: Uint8Array, at: number): string | null {
  const first = bytes[at] ?? 0
  const second = bytes[at + 1] ?? 0
  const third = bytes[at + 2] ?? 0
  const key = (first << 16) | (second << 8) | third
  const known = tags.get(key)
  if (known !== undefined) return known
  const tag = String.fromCharCode(first, second, third)
  if (!isSegmentTag(tag)) return null
  tags.set(key, tag)
  return tag
}
