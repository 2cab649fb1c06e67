/**
 * The last look at a signed document by the second reader: whether the finished bytes hold the signature that was
 * planned, and its digests are those of what it has to cover. The plan was made by libxml2, so that two readers
 * that share no code have to come to the same bytes before a signature leaves. What it does not confirm is not
 * wrong for that: libxml2 reads it once more and says why.
 */
import { hash } from 'node:crypto'
import { DS_NAMESPACE } from '../algorithms.ts'
import type { Promised } from '../check-signed.ts'
import { type ReadReference, type ReadSignature, readSignature, SignatureProblem } from '../read-signature.ts'
import { receivedCanonicalBytes } from './canonical-bytes.ts'
import { toBytes } from './characters.ts'
import { NotOrdinary } from './not-ordinary.ts'
import { receiveDocument } from './receive-document.ts'
import type { ReceivedDocument } from './received-document.ts'
import { isDs, ReceivedPart } from './received-part.ts'

/** `silent`: it keeps to ordinary documents, and this is none. */
export type SecondReading = 'confirmed' | 'silent' | 'differs'

/** @param bytes The finished document. */
export function readSecond(bytes: Buffer, promised: Promised): SecondReading {
  // Timestamps and the properties they stand among are for libxml2 to read.
  if (promised.stampForm !== null) return 'silent'
  const document = receiveDocument(bytes)
  if (document === null) return 'silent'
  try {
    return holds(document, promised) ? 'confirmed' : 'differs'
  } catch (error) {
    if (error instanceof NotOrdinary) return 'silent'
    if (error instanceof SignatureProblem) return 'differs'
    throw error
  }
}

/** @throws {NotOrdinary} @throws {SignatureProblem} */
function holds(document: ReceivedDocument, { signatureValue, signedInfo, expectation }: Promised): boolean {
  const [signature, ...others] = signaturesWith(document, signatureValue)
  if (signature === undefined || others.length > 0) return false
  if (document.path(document.parent(signature)) !== expectation.parentPath) return false
  if (hasProperties(document, signature)) throw new NotOrdinary()
  const read = readSignature(new ReceivedPart(document, signature))
  return (
    signedInfoOf(document, read).equals(signedInfo) &&
    coversWhatIsExpected(document, signature, read.references, expectation.covers)
  )
}

function signaturesWith(document: ReceivedDocument, value: string): number[] {
  const found: number[] = []
  for (let element = 0; element < document.count; element++) {
    if (!isDs(document, element, 'Signature')) continue
    const holder = document.children(element).find((child) => isDs(document, child, 'SignatureValue'))
    if (holder !== undefined && document.text(holder) === value) found.push(element)
  }
  return found
}

/** Qualifying properties of XAdES. */
function hasProperties(document: ReceivedDocument, signature: number): boolean {
  return hasWithin(document, signature, (element) => document.isNamed(element, 'QualifyingProperties'))
}

function signedInfoOf(document: ReceivedDocument, { signedInfo, ...method }: ReadSignature<number>): Buffer {
  return canonicalBytes(document, signedInfo, method, { comments: true, without: null })
}

function coversWhatIsExpected(
  document: ReceivedDocument,
  signature: number,
  references: readonly ReadReference[],
  covers: Promised['expectation']['covers'],
): boolean {
  if (references.length !== covers.length || covers.every(({ path }) => path === null)) return false
  return references.every((reference, index) => {
    const expected = covers[index]
    if (expected === undefined || reference.uri !== expected.uri) return false
    const target = reference.uri === '' ? 0 : targetOf(document, signature, reference.uri)
    const isOwn = document.isWithin(target, signature)
    if ((isOwn ? null : document.path(target)) !== expected.path) return false
    const without = reference.enveloped && document.isWithin(signature, target) ? signature : null
    const element = reference.uri === '' ? null : target
    const canonical = canonicalBytes(document, element, reference, { comments: false, without })
    return hash(reference.digest.name, canonical, 'buffer').equals(reference.digestValue)
  })
}

/** The one element with the Id, where a signer would have it. @throws {NotOrdinary} */
function targetOf(document: ReceivedDocument, signature: number, uri: string): number {
  if (!/^#[^()#]+$/.test(uri)) throw new NotOrdinary()
  const id = toBytes(uri.slice(1))
  const [holder, ...others] = document.ids.filter(({ value }) => value === id)
  if (holder === undefined || others.length > 0) throw new NotOrdinary()
  const target = holder.element
  if (!document.isWithin(target, signature)) {
    for (let at = target; at >= 0; at = document.parent(at)) {
      if (document.namespace(at) === DS_NAMESPACE) throw new NotOrdinary()
    }
  } else if (
    !standsInOwnObject(document, target) ||
    hasWithin(document, target, (each) => isDs(document, each, 'Manifest'))
  ) {
    throw new NotOrdinary()
  }
  return target
}

function standsInOwnObject(document: ReceivedDocument, target: number): boolean {
  for (let at = target; at >= 0; at = document.parent(at)) {
    if (isDs(document, at, 'Object') || isDs(document, at, 'KeyInfo')) return true
  }
  return false
}

/** Whether it is so for an element, or for one that it holds. */
function hasWithin(document: ReceivedDocument, element: number, isSo: (element: number) => boolean): boolean {
  for (let at = element; at < document.next(element); at++) if (isSo(at)) return true
  return false
}

function canonicalBytes(
  document: ReceivedDocument,
  element: number | null,
  { canonicalization, inclusivePrefixes }: Pick<ReadReference, 'canonicalization' | 'inclusivePrefixes'>,
  wishes: { readonly comments: boolean; readonly without: number | null },
): Buffer {
  // Our own signatures never have such a list.
  if (inclusivePrefixes.length > 0) throw new NotOrdinary()
  return receivedCanonicalBytes(document, element, { canonicalization, ...wishes })
}
