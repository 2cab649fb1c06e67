const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/**
 * Blanks and line breaks are allowed between the characters, as XML tools put them there.
 *
 * @returns Null for anything else that is not base64 to the last bit: other readers would cut it off or skip parts.
 */
export function decodeBase64(text: string): Buffer | null {
  const compact = text.replace(/[ \t\r\n]/g, '')
  if (!BASE64.test(compact)) return null
  const bytes = Buffer.from(compact, 'base64')
  return bytes.length > 0 && bytes.toString('base64') === compact ? bytes : null
}
