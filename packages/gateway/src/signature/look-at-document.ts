/** What a document is and what stands in it, for the policy of approvals; documents packed into it are opened. */
import { CongkyError } from '@congky/shared'
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import type { KindName } from '../domain/approval/policy.ts'
import { documentKindOf } from '../domain/document-kind.ts'
import { type DocumentLook, joinLooks, notCovered, unseen } from './covered-document.ts'
import { lookAtInterchange } from './edifact/look-at-interchange.ts'
import { type GuardedDocument, guardDocument } from './xml/document-guard.ts'
import { lookAtXml } from './xml/look-at-xml.ts'
import { packedContents } from './xml/packed-content.ts'
import { withDocument } from './xml/xml-document.ts'

/**
 * What is packed may have something packed into it; each is a quarter smaller than the one around it.
 *
 * @param targetOf What is signed.
 */
export function lookAtPart(
  { bytes, nodes }: GuardedDocument,
  valuePaths: readonly string[],
  targetOf: (document: XmlDocument) => XmlElement,
): DocumentLook {
  const { own, packed } = withDocument(bytes, (document) => {
    const target = targetOf(document)
    return { own: lookAtXml(document, nodes, target, valuePaths), packed: packedContents(document, target) }
  })
  const inside = packed.map((content) => {
    const look = content.bytes === null ? unseen([ANYTHING], valuePaths) : lookAtFile(content.bytes, valuePaths)
    return content.isCovered ? look : notCovered(look)
  })
  return inside.length === 0 ? own : joinLooks([own, ...inside], valuePaths)
}

/** Kinds of which there are many: one that cannot be read may be any of them. */
const VAGUE: readonly string[] = ['xml', 'edifact', 'binary']

const ANYTHING: KindName = { name: 'text', isCovered: true, isVague: true }

/** Bytes that are signed as a whole. */
export function lookAtFile(bytes: Uint8Array, valuePaths: readonly string[]): DocumentLook {
  const { name } = documentKindOf(bytes)
  const unread = unseen([{ name, isCovered: true, isVague: VAGUE.includes(name) }], valuePaths)
  if (name === 'edifact') return lookAtInterchange(bytes, valuePaths) ?? unread
  if (name !== 'xml') return unread
  try {
    return lookAtPart(guardDocument(bytes), valuePaths, ({ root }) => root)
  } catch (error) {
    if (error instanceof CongkyError && error.disposition === 'reject') return unread
    throw error
  }
}
