/** Any document as a person reads it: XML by its elements, everything else by what can be said of it. */
import { CongkyError, type DocumentRendering } from '@congky/shared'
import { documentKindOf } from '../domain/document-kind.ts'
import { type GuardedDocument, guardDocument, isLight } from './xml/document-guard.ts'
import { renderDocument } from './xml/render-document.ts'

/** A document that got its first look. */
export interface ReadableDocument {
  readonly isLight: boolean
  render(): DocumentRendering
}

export function openReadable(document: Uint8Array): ReadableDocument {
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

function renderBytes(document: Uint8Array): DocumentRendering {
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
