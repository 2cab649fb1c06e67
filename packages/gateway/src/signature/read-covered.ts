/** What a signature will cover of a document as people read it; documents packed into it are opened. */
import { CongkyError, type DocumentRendering, type RenderedPart } from '@congky/shared'
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import { documentKindOf } from '../domain/document-kind.ts'
import { isPlainText } from '../domain/plain-text.ts'
import type { CoveredReading } from './covered-document.ts'
import { readCoveredInterchange } from './edifact/read-covered-interchange.ts'
import { readText } from './read-text.ts'
import { renderBytes } from './readable-document.ts'
import { partLabels, reviewWords } from './review-words.ts'
import { type GuardedDocument, guardDocument } from './xml/document-guard.ts'
import { readTarget } from './xml/read-target.ts'
import { withDocument } from './xml/xml-document.ts'

/** What is signed of an XML document, where the signature goes, and whose the document says it is. */
export interface XmlTarget {
  readonly target: XmlElement
  readonly place: XmlElement
  readonly taxCode: string | null
}

/** What is packed may have something packed into it; each is a quarter smaller than the one around it. */
export function readCoveredPart(
  { bytes }: GuardedDocument,
  targetOf: (document: XmlDocument) => XmlTarget,
): CoveredReading {
  const { packed, taxCode, rendering, outside, warnings } = withDocument(bytes, (document) => {
    const { target, place, taxCode } = targetOf(document)
    return { ...readTarget(document, target, place), taxCode }
  })
  const opened = packed.map((content) => ({ ...content, read: content.bytes && readWords(content.bytes) }))
  const read = opened.flatMap(({ read, ...content }) => (read === null ? [] : [{ ...content, ...read }]))
  const own = read.find(({ isTarget, bytes }) => isTarget && bytes !== null && isDocument(bytes))
  const beside = read.filter((one) => one !== own)
  return {
    taxCode,
    rendering: {
      ...rendering,
      // What is signed is base64 and nothing else: what it stands for is read in its place.
      parts: [...(own?.rendering ?? rendering).parts, ...beside.filter(({ isCovered }) => isCovered).map(packedPart)],
      isCut: [rendering, ...read.map((one) => one.rendering)].some(({ isCut }) => isCut),
    },
    isUnread: opened.some(({ read, isCovered }) => isCovered && (read === null || read.isUnread === true)),
    outside: [...outside, ...beside.filter(({ isCovered }) => !isCovered).map(packedPart)],
    warnings: [
      ...warnings,
      ...read.flatMap((one) => one.warnings),
      ...opened.flatMap(({ path, read, isCovered }) => (read || !isCovered ? [] : [reviewWords.packedUnread(path)])),
    ],
  }
}

const isDocument = (bytes: Uint8Array) => ['xml', 'edifact'].includes(documentKindOf(bytes).name)

/** Bytes that are signed as a whole. */
export function readCoveredFile(bytes: Uint8Array): CoveredReading {
  const kind = documentKindOf(bytes)
  const unread = { ...plain(renderBytes(bytes)), isUnread: true, warnings: [reviewWords.noWords(kind.extension)] }
  return readWords(bytes) ?? unread
}

/** Null: nobody can read to people what it says. */
function readWords(bytes: Uint8Array): CoveredReading | null {
  const { name } = documentKindOf(bytes)
  const read = name === 'edifact' ? readCoveredInterchange(bytes) : name === 'xml' ? readXml(bytes) : null
  return read ?? (isPlainText(bytes) ? plain(readText(bytes)) : null)
}

/** Null: it is none that is safe to read. */
function readXml(bytes: Uint8Array): CoveredReading | null {
  try {
    return readCoveredPart(guardDocument(bytes), ({ root }) => ({ target: root, place: root, taxCode: null }))
  } catch (error) {
    if (error instanceof CongkyError && error.disposition === 'reject') return null
    throw error
  }
}

const plain = (rendering: DocumentRendering): CoveredReading => ({
  ...{ rendering, outside: [], taxCode: null, warnings: [] },
})

function packedPart({ rendering }: { readonly rendering: DocumentRendering }): RenderedPart {
  return { kind: 'group', name: 'packed', label: partLabels.packed, parts: rendering.parts }
}
