/** What is signed of an interchange as people read it: certificates of origin in words, other messages by their type. */
import { valueAt } from '@congky/documents'
import type { Bilingual } from '@congky/shared'
import type { CoveredReading } from '../covered-document.ts'
import { reviewWords } from '../review-words.ts'
import { openInterchange } from './open-interchange.ts'
import { renderInterchange } from './render-interchange.ts'
import { messagesOf, structuresOf } from './secured-structure.ts'

/** Types of messages that are told in words. */
const TOLD: readonly string[] = ['ORDERS', 'APERAK']
const TYPES_MAX = 20

/** Null: it is no interchange. @param notCovered Segments that no signature will speak for. */
export function readCoveredInterchange(
  document: Uint8Array,
  notCovered: readonly string[] = [],
  taxCode: string | null = null,
): CoveredReading | null {
  const rendering = renderInterchange(document)
  if (rendering === null) return null
  return {
    ...{ rendering, outside: [], taxCode },
    warnings: [...(notCovered.length > 0 ? [reviewWords.notCovered(notCovered)] : []), ...warningsOf(document)],
  }
}

function warningsOf(document: Uint8Array): readonly Bilingual[] {
  const opened = openInterchange(document)
  const types = new Set(messagesOf(opened).map(({ header }) => valueAt(header, 2)))
  const untold = [...types].filter((type) => !TOLD.includes(type)).slice(0, TYPES_MAX)
  const signatures = structuresOf(opened).reduce((count, { headers }) => count + headers.length, 0)
  return [
    ...(untold.length > 0 ? [reviewWords.otherMessages(untold)] : []),
    ...(signatures > 0 ? [reviewWords.otherSignatures(signatures)] : []),
  ]
}
