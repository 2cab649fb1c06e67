/** What is to be said of every document that waits for an approval, whatever its format. */
import { type Bilingual, type DocumentRendering, parseTaxCode, type RenderedPart } from '@congky/shared'
import type { CoveredReading } from './covered-document.ts'
import type { DocumentReview } from './profile.ts'
import { partLabels, reviewWords } from './review-words.ts'

/** Of no width, or turning the direction in which letters are shown (Unicode Standard Annex #9). */
const HIDDEN = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/

/** @param taxCode Of the request. */
export function finishReview(reading: CoveredReading, taxCode: string | null): DocumentReview {
  const { outside, warnings } = reading
  const behind: RenderedPart = { kind: 'group', name: 'outside', label: partLabels.outside, parts: outside }
  const parts = outside.length === 0 ? reading.rendering.parts : [...reading.rendering.parts, behind]
  const rendering = { ...reading.rendering, parts }
  return {
    rendering,
    warnings: [
      ...taxCodeWarnings(reading, taxCode),
      ...warnings,
      ...(textsOf(rendering).some((text) => HIDDEN.test(text)) ? [reviewWords.hiddenLetters()] : []),
      ...(rendering.isCut ? [reviewWords.cut()] : []),
    ],
  }
}

function taxCodeWarnings(reading: CoveredReading, taxCode: string | null): Bilingual[] {
  const { taxCode: inDocument, rendering, isUnread } = reading
  if (taxCode === null) return []
  if (inDocument !== null) {
    return sameTaxCode(inDocument, taxCode) ? [] : [reviewWords.otherTaxCode(inDocument.slice(0, 40), taxCode)]
  }
  // What is not shown may say it.
  if (isUnread || rendering.isCut || textsOf(rendering).some((text) => mentions(text, taxCode))) return []
  return [reviewWords.taxCodeNowhere(taxCode)]
}

function sameTaxCode(one: string, other: string): boolean {
  try {
    return parseTaxCode(one) === parseTaxCode(other)
  } catch {
    // It is no tax code at all, and so not this one.
    return false
  }
}

const mentions = (text: string, taxCode: string) => text.replace(/[\s.-]/g, '').includes(taxCode.replace(/-/g, ''))

function textsOf({ parts }: Pick<DocumentRendering, 'parts'>): readonly string[] {
  return parts.flatMap((part) => {
    if (part.kind === 'field') return [part.value]
    return part.kind === 'table' ? part.rows.flat() : textsOf(part)
  })
}
