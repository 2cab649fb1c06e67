/** What is signed of an XML document as people read it, and what of the document the signature leaves out. */
import type { Bilingual } from '@congky/shared'
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import { findKdtSignatures, isPlaceholder } from '../kdt/kdt-signature.ts'
import { reviewWords } from '../review-words.ts'
import { type PackedContent, packedContents } from './packed-content.ts'
import { type RenderedElement, renderPart } from './render-document.ts'
import { uncoveredParts } from './uncovered-parts.ts'
import { findElement, findSignatures, isWithin, pathOf } from './xml-document.ts'

export interface ReadTarget extends RenderedElement {
  readonly packed: readonly PackedContent[]
  readonly warnings: readonly Bilingual[]
}

/** @param place Where the signature goes: what stands there already and says nothing is not told. */
export function readTarget(document: XmlDocument, target: XmlElement, place: XmlElement): ReadTarget {
  const notCovered = uncoveredBeside(document, target, place)
  const signatures = [...findSignatures(document), ...findKdtSignatures(document).filter((one) => !isPlaceholder(one))]
  return {
    ...renderPart(document, target),
    packed: packedContents(document, target),
    warnings: [
      ...(notCovered.length > 0 ? [reviewWords.notCovered(notCovered)] : []),
      ...(signatures.length > 0 ? [reviewWords.otherSignatures(signatures.length)] : []),
      ...(hasInstructions(document) ? [reviewWords.instructions()] : []),
    ],
  }
}

function uncoveredBeside(document: XmlDocument, target: XmlElement, place: XmlElement): readonly string[] {
  const saysNothing = place.content.trim() === '' && findElement(place, 'descendant-or-self::*[@*]') === null
  const signature = saysNothing && !isWithin(target, place) ? pathOf(place) : ''
  const [parts = []] = uncoveredParts(document, [{ covered: [pathOf(target)], signature }])
  return parts
}

function hasInstructions(document: XmlDocument): boolean {
  return document.eval('boolean(//processing-instruction())') === true
}
