/**
 * Whether the digests of a signature are those of the document around it, and which elements they fix. Judges
 * the references only; whose key made the signature value is for the caller to check over `signedInfo`.
 */
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import { canonicalBytes, type MeasuredDigest, measureCanonical } from './canonical-form.ts'
import { ParsedPart } from './parsed-part.ts'
import { type ReadReference, type ReadSignature, readSignature } from './read-signature.ts'
import { findElement, isWithin, pathOf } from './xml-document.ts'
import type { IdIndex } from './xml-ids.ts'
import { shownText } from './xml-text.ts'

export interface CoveredPart {
  readonly uri: string
  /** Path of the element; null when the URI leads nowhere. */
  readonly path: string | null
  readonly wholeDocument: boolean
  /** A part of the Signature itself, such as the Object with the SigningTime. */
  readonly own: boolean
  readonly valid: boolean
  /** Length of what was digested; null where the URI leads nowhere. */
  readonly bytes: number | null
}

export interface CheckedReferences {
  readonly signature: ReadSignature<XmlElement>
  /** SignedInfo in canonical form: what the signature value speaks for. */
  readonly signedInfo: Buffer
  readonly covers: readonly CoveredPart[]
  /** Why the references are not accepted; empty when all of them hold. */
  readonly problems: readonly string[]
}

/** What a URI leads to; an element of null is the whole document. */
interface Found {
  readonly element: XmlElement | null
  readonly part: Omit<CoveredPart, 'valid' | 'bytes'>
  readonly problem: string | null
}

/**
 * Takes the signature out of the tree where a reference says so: the document is used up.
 *
 * @throws {SignatureProblem} The signature itself is not acceptable.
 */
export function checkReferences(document: XmlDocument, element: XmlElement, ids: IdIndex): CheckedReferences {
  const signature = readSignature(new ParsedPart(element))
  const signedInfo = canonicalBytes(document, signature.signedInfo, { ...signature, comments: true })
  const found = signature.references.map(({ uri }) => findReferenced(document, element, ids, uri))
  const takesOut = signature.references.map(
    ({ enveloped }, index) => enveloped && contains(found[index]?.element ?? null, element),
  )
  const digests = new Map<number, MeasuredDigest>()
  const digestThose = (wanted: boolean) => {
    for (const [index, reference] of signature.references.entries()) {
      const target = found[index]
      if (takesOut[index] !== wanted || !target || target.part.path === null) continue
      digests.set(index, digestOf(document, target.element, reference))
    }
  }
  digestThose(false)
  if (takesOut.includes(true)) element.remove()
  digestThose(true)

  const covers = found.map(({ part }, index) => ({
    ...part,
    valid: digests.get(index)?.digest.equals(signature.references[index]?.digestValue ?? Buffer.alloc(0)) ?? false,
    bytes: digests.get(index)?.bytes ?? null,
  }))
  return { signature, signedInfo, covers, problems: problemsOf(found, covers) }
}

function problemsOf(found: readonly Found[], covers: readonly CoveredPart[]): string[] {
  const problems = found.map(({ problem }) => problem).filter((problem) => problem !== null)
  for (const { uri, path, valid } of covers) {
    if (!valid && path !== null) problems.push(`what reference "${uri}" covers was changed after signing`)
  }
  if (covers.every(({ own }) => own)) problems.push('it covers nothing but itself')
  return problems
}

function digestOf(document: XmlDocument, element: XmlElement | null, reference: ReadReference): MeasuredDigest {
  return measureCanonical(document, element, { ...reference, comments: false }, reference.digest)
}

function contains(target: XmlElement | null, signature: XmlElement): boolean {
  return target === null || isWithin(signature, target)
}

function findReferenced(document: XmlDocument, signature: XmlElement, ids: IdIndex, written: string): Found {
  const uri = shownText(written)
  if (written === '') {
    const path = pathOf(document.root)
    return { element: null, part: { uri, path, wholeDocument: true, own: false }, problem: null }
  }
  const nowhere = (problem: string): Found => ({
    element: null,
    part: { uri, path: null, wholeDocument: false, own: false },
    problem,
  })
  if (!/^#[^()#]+$/.test(written)) return nowhere(`reference "${uri}" points outside the document or into parts of it`)
  const [element, ...others] = ids.holders(written.slice(1))
  if (element === undefined) return nowhere(`no element carries the Id of reference "${uri}"`)
  if (others.length > 0) return nowhere(`several elements carry the Id of reference "${uri}"`)
  const own = isWithin(element, signature)
  return {
    element,
    part: { uri, path: pathOf(element), wholeDocument: element.parent === null, own },
    problem: misplaced(element, own, uri),
  }
}

/** Parts of signatures that stand where no signer would put them: the marks of moved content. */
function misplaced(element: XmlElement, own: boolean, uri: string): string | null {
  if (own) {
    if (!findElement(element, 'ancestor-or-self::ds:Object | ancestor-or-self::ds:KeyInfo')) {
      return `reference "${uri}" covers a part of the signature that it cannot cover`
    }
    return findElement(element, 'descendant-or-self::ds:Manifest')
      ? `reference "${uri}" covers a Manifest, whose own references nobody checks`
      : null
  }
  return findElement(element, 'ancestor-or-self::ds:*') ? `reference "${uri}" covers a part of another signature` : null
}
