/** How large and how intricate a document may be. */
import { LIGHT_BYTES_MAX } from '../light.ts'

export interface DocumentLimits {
  /** Nested elements. */
  readonly depthMax: number
  /** Attributes and namespace declarations of one element. */
  readonly attributesMax: number
  readonly nameBytesMax: number
  /** Namespace declarations in scope at one element. */
  readonly namespacesMax: number
  /** Elements, attributes, comments, sections and instructions together. */
  readonly nodesMax: number
  /** In the unit of `GuardedDocument.namespaceWork`. */
  readonly namespaceWorkMax: number
}

/** Far beyond what business documents hold, and low enough that no algorithm behind us turns quadratic. */
export const documentLimits: DocumentLimits = {
  // libxml2 itself stops at 2048, and its canonicalizer recurses.
  depthMax: 200,
  // libxml2 sorts them by insertion.
  attributesMax: 256,
  nameBytesMax: 1_000,
  // Inclusive canonicalization looks at each of them for each element.
  namespacesMax: 128,
  // Each is about 100 bytes in memory.
  nodesMax: 1_000_000,
  // About 2 s: 60 namespaces over 80,000 elements.
  namespaceWorkMax: 300_000_000,
}

/** For documents that are to be signed: what they become must be within `documentLimits` as well. */
export const signableLimits: DocumentLimits = {
  ...documentLimits,
  depthMax: documentLimits.depthMax - 10,
  attributesMax: documentLimits.attributesMax - 1,
  namespacesMax: documentLimits.namespacesMax - 4,
  nodesMax: documentLimits.nodesMax - 200,
  namespaceWorkMax: documentLimits.namespaceWorkMax - 10_000_000,
}

/** Signing takes a few milliseconds within these, and xml-crypto, which is quadratic, well below a second. */
export const LIGHT = { bytesMax: LIGHT_BYTES_MAX, nodesMax: 4_000, namespaceWorkMax: 500_000 } as const
