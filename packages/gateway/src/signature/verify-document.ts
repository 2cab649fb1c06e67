/**
 * The report on every signature in a document, whatever the document is: a reader for each form of document
 * finds the signatures and judges them; here their reports become one. Certificates are judged afterwards, where
 * others can be asked about them (`trust/judge-report.ts`).
 */
import { type ProfileOptions, reportSentence } from '@congky/shared'
import { sha256Hex } from '../domain/request.ts'
import { readCmsSignatures, readDetachedSignatures, readMimeSignatures } from './cms/read-cms-signatures.ts'
import { type DocumentForm, documentForm } from './document-form.ts'
import { readDetachedAutack, readInterchangeSignatures } from './edifact/report-interchange.ts'
import type { FoundReport, FoundSignature, StampSigner } from './found-signature.ts'
import { readXmlDocument } from './read-xml-document.ts'

export interface VerifyOptions {
  /** What they say is signed has to be covered in documents of their kind. */
  readonly profiles: Readonly<Record<string, ProfileOptions>>
  readonly now: Date
  /** CMS or an interchange with an AUTACK that stands beside the document, when that is what is asked about. */
  readonly signature?: Uint8Array | undefined
}

/** @throws {CongkyError} Nothing to report on: the document cannot be read. */
type SignatureReader = (document: Uint8Array, options: VerifyOptions) => readonly FoundSignature[]

const readers: Readonly<Record<DocumentForm, SignatureReader>> = {
  xml: readXmlDocument,
  mime: readMimeSignatures,
  cms: readCmsSignatures,
  edifact: readInterchangeSignatures,
}

/** @throws {CongkyError} ERR_DOCUMENT_NOT_XML, ERR_DOCUMENT_TOO_COMPLEX and the like. */
export function verifyDocument(document: Uint8Array, options: VerifyOptions): FoundReport {
  const { signature } = options
  const signatures = signature
    ? detachedSignatures(signature, document, options)
    : [...readers[documentForm(document)](document, options)]
  return {
    valid: signatures.length > 0 && signatures.every(({ valid }) => valid),
    documentSha256: sha256Hex(document),
    // Views into a document would take all of it along to the other thread.
    signatures: signatures.map((each) => ({
      ...each,
      cameWith: copies(each.cameWith ?? []),
      stampedBy: each.stampedBy ? copyOf(each.stampedBy) : null,
    })),
    warnings: signatures.length === 0 ? [reportSentence('no-signature')] : [],
  }
}

function detachedSignatures(signature: Uint8Array, document: Uint8Array, options: VerifyOptions): FoundSignature[] {
  return documentForm(signature) === 'edifact'
    ? readDetachedAutack(signature, document, options.now)
    : readDetachedSignatures(signature, document, options)
}

const copies = (ders: readonly Uint8Array[]) => ders.map((der) => Uint8Array.from(der))

function copyOf({ certificate, cameWith }: StampSigner): StampSigner {
  return { certificate: Uint8Array.from(certificate), cameWith: copies(cameWith) }
}
