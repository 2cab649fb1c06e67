/** Canonical bytes and digests of a parsed document or of one element in it, by libxml2. */
import { createHash } from 'node:crypto'
import type { C14NOptions, XmlDocument, XmlElement } from 'libxml2-wasm'
import { inStage } from '../stage-watch.ts'
import type { Canonicalization, DigestAlgorithm } from './algorithms.ts'

export interface CanonicalFormOptions {
  readonly canonicalization: Canonicalization
  /** PrefixList of exclusive canonicalization; `#default` names the default namespace. */
  readonly inclusivePrefixes?: readonly string[]
  /** Comments are kept only where this is set and the canonicalization keeps them. */
  readonly comments: boolean
}

/**
 * The canonical bytes of one element within its document, or of the whole document when `element` is null.
 *
 * @throws {Error} There is no canonical form: `guardDocument` refuses such documents.
 */
export function canonicalBytes(
  document: XmlDocument,
  element: XmlElement | null,
  options: CanonicalFormOptions,
): Buffer {
  const chunks: Buffer[] = []
  // The chunk is a window into memory that the next chunk overwrites.
  writeCanonical(document, element, options, (chunk) => chunks.push(Buffer.from(chunk)))
  return Buffer.concat(chunks)
}

/** Digests of the canonical form of one element, or of the whole document when `element` is null. */
export function canonicalDigests(
  document: XmlDocument,
  element: XmlElement | null,
  options: CanonicalFormOptions,
  digests: readonly DigestAlgorithm['name'][],
): ReadonlyMap<DigestAlgorithm['name'], Buffer> {
  const hashes = digesting(digests)
  writeCanonical(document, element, options, hashes.update)
  return hashes.digests()
}

/** Several digests of bytes that come in pieces. */
export function digesting(digests: readonly DigestAlgorithm['name'][]) {
  const hashes = digests.map((name) => ({ name, hash: createHash(name) }))
  const updateAll = (piece: Uint8Array) => {
    for (const { hash } of hashes) hash.update(piece)
  }
  return {
    update: (piece: Uint8Array) => inStage('digest', () => updateAll(piece)),
    digests: (): ReadonlyMap<DigestAlgorithm['name'], Buffer> =>
      new Map(hashes.map(({ name, hash }) => [name, hash.digest()])),
  }
}

export interface MeasuredDigest {
  readonly digest: Buffer
  /** How many bytes were digested. */
  readonly bytes: number
}

export function measureCanonical(
  document: XmlDocument,
  element: XmlElement | null,
  options: CanonicalFormOptions,
  digest: DigestAlgorithm,
): MeasuredDigest {
  const hash = createHash(digest.name)
  let bytes = 0
  writeCanonical(document, element, options, (chunk) => {
    inStage('digest', () => hash.update(chunk))
    bytes += chunk.byteLength
  })
  return { digest: inStage('digest', () => hash.digest()), bytes }
}

/** @param sink Takes windows into memory that is written over afterwards. */
export function writeCanonical(
  document: XmlDocument,
  element: XmlElement | null,
  { canonicalization, inclusivePrefixes, comments }: CanonicalFormOptions,
  sink: (chunk: Uint8Array) => void,
): void {
  const options: C14NOptions = {
    mode: canonicalization.mode,
    withComments: comments && canonicalization.withComments,
    ...(inclusivePrefixes ? { inclusiveNamespacePrefixes: [...inclusivePrefixes] } : {}),
    // A set of one element means its subtree; `XmlElement.canonicalize` is three times as slow.
    ...(element ? { nodeSet: new Set([element]) } : {}),
  }
  const write = (chunk: Uint8Array) => {
    sink(chunk)
    return chunk.byteLength
  }
  inStage('canonicalize', () => document.canonicalize({ write, close: () => true }, options))
}
