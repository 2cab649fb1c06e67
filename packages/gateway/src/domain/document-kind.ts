/** What a document most likely is, by how it begins: for the people who look at it and for the name of its file. */
import type { Bilingual } from '@congky/shared'
import { isPlainText } from './plain-text.ts'

export interface DocumentKind {
  readonly name: 'xml' | 'edifact' | 'pdf' | 'zip' | 'png' | 'jpeg' | 'der' | 'text' | 'binary'
  readonly extension: string
  readonly label: Bilingual
}

const XML: DocumentKind = { name: 'xml', extension: '.xml', label: { vi: 'XML', en: 'XML' } }
const TEXT: DocumentKind = { name: 'text', extension: '.txt', label: { vi: 'Văn bản', en: 'Text' } }
const BINARY: DocumentKind = {
  name: 'binary',
  extension: '.bin',
  label: { vi: 'Dữ liệu nhị phân', en: 'Binary data' },
}

/** First bytes, as Latin-1 text, and what they stand for. */
const BEGINNINGS: readonly (readonly [RegExp, DocumentKind])[] = [
  [/^(?:\xef\xbb\xbf)?\s*</, XML],
  [
    // UNA says which character stands behind a tag; without it `+` does, or IS 3 from level B on (ISO 9735:1988, 5.1).
    /^(?:\xef\xbb\xbf)?\s*(?:UNA.{6}|U[NI]B[+\x1d])/s,
    { name: 'edifact', extension: '.edi', label: { vi: 'Trao đổi EDIFACT', en: 'EDIFACT interchange' } },
  ],
  [/^%PDF-/, { name: 'pdf', extension: '.pdf', label: { vi: 'Tài liệu PDF', en: 'PDF document' } }],
  [
    /^PK\x03\x04/,
    { name: 'zip', extension: '.zip', label: { vi: 'Tệp nén hoặc tệp Office', en: 'Archive or Office file' } },
  ],
  [/^\x89PNG\r\n/, { name: 'png', extension: '.png', label: { vi: 'Ảnh PNG', en: 'PNG image' } }],
  [/^\xff\xd8\xff/, { name: 'jpeg', extension: '.jpg', label: { vi: 'Ảnh JPEG', en: 'JPEG image' } }],
  [
    /^\x30[\x80-\x84]/,
    { name: 'der', extension: '.der', label: { vi: 'Dữ liệu ASN.1, như chữ ký CMS', en: 'ASN.1, such as CMS' } },
  ],
]
const BEGINNING_BYTES = 100

export function documentKindOf(document: Uint8Array): DocumentKind {
  const start = Buffer.from(document.buffer, document.byteOffset, Math.min(document.byteLength, BEGINNING_BYTES))
  const text = start.toString('latin1')
  const known = BEGINNINGS.find(([beginning]) => beginning.test(text))
  return known?.[1] ?? (isPlainText(document) ? TEXT : BINARY)
}
