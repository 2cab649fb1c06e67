/**
 * What a document must be before a parser sees it: UTF-8 throughout, without a DOCTYPE, and of a shape that
 * no reader chokes on. Pure, on bytes, and linear; the same pass notes where each element stands. Whether the
 * document is well-formed is for the parser to say: this pass refuses only what it cannot read itself, so
 * that no two readers can disagree about where an element begins.
 */
import { DS_NAMESPACE } from './algorithms.ts'
import { checkEncoding, hasByteOrderMark } from './document-encoding.ts'
import { type DocumentLimits, documentLimits, LIGHT } from './document-limits.ts'
import type { ElementMap } from './element-map.ts'
import { MarkupScan } from './markup-scan.ts'

export interface GuardedDocument {
  readonly bytes: Buffer
  readonly elements: ElementMap
  /** Names of the attributes that are Ids to some reader, as written: `Id`, `ID`, `id`, with any prefix. */
  readonly idNames: ReadonlySet<string>
  /** False: there is no ds:Signature. Names of namespaces hold no references here, so that one would be seen. */
  readonly mayBeSigned: boolean
  /** Elements, attributes, comments, sections and instructions together. */
  readonly nodes: number
  /**
   * An estimate of what canonicalizing costs beyond the size of the document: for each element, the
   * namespaces in scope times the steps it takes libxml2 to look each one up. A unit is about 7 ns.
   */
  readonly namespaceWork: number
}

/**
 * @throws {CongkyError} ERR_DOCUMENT_EMPTY, ERR_DOCUMENT_ENCODING, ERR_DOCTYPE_FORBIDDEN,
 * ERR_DOCUMENT_TOO_COMPLEX, ERR_DOCUMENT_NOT_XML.
 */
export function guardDocument(document: Uint8Array, limits: DocumentLimits = documentLimits): GuardedDocument {
  const bytes = Buffer.from(document.buffer, document.byteOffset, document.byteLength)
  checkEncoding(bytes)
  const scan = new MarkupScan(bytes, limits)
  scan.run(hasByteOrderMark(bytes) ? 3 : 0)
  const { elements, idNames, nodes, namespaceWork } = scan
  return { bytes, elements, idNames, mayBeSigned: bytes.includes(DS_NAMESPACE), nodes, namespaceWork }
}

/** Whether the document is small and of an ordinary shape, so that every algorithm is quick on it. */
export function isLight({ bytes, nodes, namespaceWork }: GuardedDocument): boolean {
  return bytes.length <= LIGHT.bytesMax && nodes <= LIGHT.nodesMax && namespaceWork <= LIGHT.namespaceWorkMax
}
