/** Any document as a person reads it: XML by its elements, EDIFACT by its messages, the rest by what can be said of it. */
import { CongkyError, type DocumentRendering } from '@congky/shared'
import { documentKindOf } from '../domain/document-kind.ts'
import { renderInterchange } from './edifact/render-interchange.ts'
import { type GuardedDocument, guardDocument, isLight } from './xml/document-guard.ts'
import { renderDocument } from './xml/render-document.ts'

/** A document that got its first look. */
export interface ReadableDocument {
  readonly isLight: boolean
  render(): DocumentRendering
}

/** Reading an interchange and its tables takes longer than handing out XML of the same length. */
const LIGHT_INTERCHANGE_BYTES_MAX = 16_384

export function isLightInterchange(document: Uint8Array): boolean {
  return document.length <= LIGHT_INTERCHANGE_BYTES_MAX
}

export function openReadable(document: Uint8Array): ReadableDocument {
  if (documentKindOf(document).name === 'edifact') {
    const render = () => renderInterchange(document) ?? renderBytes(document)
    return { isLight: isLightInterchange(document), render }
  }
  const guarded = unlessRefused(() => guardDocument(document))
  if (guarded === null) return { isLight: true, render: () => renderBytes(document) }
  return { isLight: isLight(guarded), render: () => renderGuarded(guarded, document) }
}

function renderGuarded(guarded: GuardedDocument, document: Uint8Array): DocumentRendering {
  return unlessRefused(() => renderDocument(guarded)) ?? renderBytes(document)
}

/** Null for what is no XML, or none that is safe to read: its bytes can be looked at all the same. */
function unlessRefused<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof CongkyError && error.disposition === 'reject') return null
    throw error
  }
}

/** What can be said of bytes that nobody knows how to read. */
export function renderBytes(document: Uint8Array): DocumentRendering {
  const kind = documentKindOf(document)
  const field = (name: string, vi: string, value: string) =>
    ({ kind: 'field', name, label: { vi, en: name }, value, meaning: null }) as const
  return {
    title: kind.label,
    parts: [
      field('Media', 'Dạng tệp', kind.extension),
      field('Size in bytes', 'Dung lượng (byte)', String(document.length)),
    ],
    isCut: false,
  }
}
