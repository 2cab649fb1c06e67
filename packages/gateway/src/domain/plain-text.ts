import { isUtf8 } from 'node:buffer'

/** Whether bytes are text that a column of text takes: UTF-8, and no NUL, which PostgreSQL and many readers refuse. */
export function isPlainText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && !bytes.includes(0)
}
