/**
 * The last look at a signed document before it leaves: the finished bytes are read anew, as a receiver would
 * read them, and must hold the signature that was planned. A signature value that is wrong is the token's
 * fault; anything else here is ours.
 */
import { CongkyError } from '@congky/shared'
import type { Canonicalization } from './algorithms.ts'
import { checkReferences } from './check-references.ts'
import type { GuardedDocument } from './document-guard.ts'
import { readXades, stampedOctets } from './read-xades.ts'
import type { SignatureExpectation } from './signature-site.ts'
import { findElement, findSignatures, pathOf, withDocument } from './xml-document.ts'
import { IdIndex } from './xml-ids.ts'

export interface Promised {
  /** Base64, as it was put into the document. */
  readonly signatureValue: string
  /** What the value was checked against: the document must carry exactly this. */
  readonly signedInfo: Uint8Array
  readonly expectation: SignatureExpectation
  readonly stampForm: Canonicalization | null
}

/**
 * @returns What a timestamp of the signature speaks for; empty when none is wanted.
 * @throws {CongkyError} ERR_ALREADY_SIGNED: the document held this very signature already.
 * @throws {Error} The document does not verify: a bug of ours.
 */
export function checkSigned({ bytes, idNames }: GuardedDocument, promised: Promised): Buffer {
  const { signatureValue, signedInfo, expectation, stampForm } = promised
  return withDocument(bytes, (document) => {
    const [signature, ...others] = findSignatures(document).filter(
      (element) => findElement(element, 'ds:SignatureValue')?.content === signatureValue,
    )
    if (!signature) throw new Error('the signed document does not hold the signature')
    // RSA signs the same content the same way each time: this very signature stood there before.
    if (others.length > 0) throw new CongkyError('ERR_ALREADY_SIGNED')
    const holder = signature.parent && pathOf(signature.parent)
    if (holder !== expectation.parentPath) throw new Error(`the signature stands in ${holder}`)
    const stamped = stampForm === null ? Buffer.alloc(0) : stampedOctets(document, signature, stampForm)
    const xades = readXades(document, signature)
    const wrong = [...(xades?.problems ?? []), ...(xades?.timestamp?.problems ?? [])]
    if (wrong.length > 0) throw new Error(`its qualifying properties are wrong: ${wrong.join('; ')}`)
    const checked = checkReferences(document, signature, new IdIndex(document, idNames))
    if (checked.problems.length > 0)
      throw new Error(`the signed document does not verify: ${checked.problems.join('; ')}`)
    if (!checked.signedInfo.equals(signedInfo)) throw new Error('the document carries another SignedInfo')
    const covers = checked.covers.map(({ uri, path, own }) => ({ uri, path: own ? null : path }))
    if (JSON.stringify(covers) !== JSON.stringify(expectation.covers))
      throw new Error('the signature covers something else')
    return stamped
  })
}
