/** What a MIME part that is to be signed says: its header, and what its body holds. */
import type { RenderedPart } from '@congky/shared'
import { decodeBase64 } from '../base64.ts'
import { readMimeEntity } from './mime-entity.ts'

const SHOWN_MAX = 300
const label = { vi: 'Phần đầu MIME', en: 'MIME header' }

/** @param part As `toMimePart` made it. */
export function readMimePart(part: Buffer): { readonly headers: RenderedPart; readonly content: Buffer } {
  const { headers, body } = readMimeEntity(part)
  const isEncoded = headers.get('content-transfer-encoding')?.toLowerCase() === 'base64'
  const fields = [...headers].map(([name, value]): RenderedPart => {
    return { kind: 'field', name, label: null, value: value.slice(0, SHOWN_MAX), meaning: null }
  })
  return {
    headers: { kind: 'group', name: 'mime', label, parts: fields },
    content: (isEncoded ? decodeBase64(body.toString('latin1')) : null) ?? body,
  }
}
