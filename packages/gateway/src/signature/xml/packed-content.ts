/**
 * Documents that stand in other documents as base64: the Content of customs messages, and whatever else is signed as
 * the text of one element. A signature over the text speaks for what it unpacks to, and that is what people have to read.
 */
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import { documentKindOf } from '../../domain/document-kind.ts'
import { decodeBase64 } from '../base64.ts'
import { elementsAt, parseElementPath } from './element-path.ts'
import { findElement, isWithin, pathOf } from './xml-document.ts'

const CONTENT = parseElementPath('/Envelope/Body/Content')
/** There is one in a message; others would be somebody's trick. */
const PACKED_MAX = 5
const SHAPELESS: readonly string[] = ['text', 'binary']

export interface PackedContent {
  /** Where it stands. */
  readonly path: string
  /** Null: it is no strict base64, and what another reader makes of it nobody can tell. */
  readonly bytes: Buffer | null
  /** Whether it is all that is signed. */
  readonly isTarget: boolean
  readonly isCovered: boolean
}

/** @param target What is signed. */
export function packedContents(document: XmlDocument, target: XmlElement): readonly PackedContent[] {
  const contents = elementsAt(document, CONTENT, PACKED_MAX)
  const isContent = contents.some((element) => element.isSameNode(target))
  return (isContent ? contents : [target, ...contents]).flatMap((element) => {
    if (findElement(element, '*') !== null || element.content.trim() === '') return []
    const bytes = decodeBase64(element.content)
    const isTarget = element.isSameNode(target)
    // Many a word happens to be base64 of something.
    const isShapeless = bytes === null || SHAPELESS.includes(documentKindOf(bytes).name)
    if (isTarget && !isContent && isShapeless) return []
    return [{ path: pathOf(element), bytes, isTarget, isCovered: isTarget || isWithin(element, target) }]
  })
}
