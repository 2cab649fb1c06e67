/**
 * The report on every XML signature in a document: whether it is valid, what it covers, whose it is, and what a
 * reader should know besides.
 */
import { X509Certificate } from 'node:crypto'
import { CongkyError } from '@congky/shared'
import type { XmlDocument, XmlElement } from 'libxml2-wasm'
import type { Certificate } from '../../domain/certificate.ts'
import type { FoundSignature } from '../found-signature.ts'
import { madeValue } from '../public-key.ts'
import { certificateView, judgeSigner } from '../signer.ts'
import type { VerifyOptions } from '../verify-document.ts'
import { type CheckedReferences, checkReferences } from './check-references.ts'
import { describeSignature, type SignatureDescription } from './describe-signature.ts'
import { type GuardedDocument, isLight } from './document-guard.ts'
import { SignatureProblem } from './read-signature.ts'
import { otherCertificateProblems, readXades } from './read-xades.ts'
import { askSecondOpinion } from './second-opinion.ts'
import { spanOf } from './signature-ground.ts'
import { parseSigningTime } from './signing-time.ts'
import { findSignatures, pathOf, withDocument } from './xml-document.ts'
import { IdIndex } from './xml-ids.ts'

/** Each signature costs a parse and a canonicalization of its own. */
const SIGNATURES_MAX = 50

/** @throws {CongkyError} ERR_DOCUMENT_NOT_XML, ERR_DOCUMENT_TOO_COMPLEX: nothing to report on. */
export function reportXmlSignatures(guarded: GuardedDocument, { now }: VerifyOptions): FoundSignature[] {
  const reports: FoundSignature[] = []
  let count = 1
  for (let index = 0; index < count; index++) {
    // Checking takes the signature out of the tree, so each one gets a tree of its own.
    withDocument(guarded.bytes, (document) => {
      const signatures = findSignatures(document)
      if (signatures.length > SIGNATURES_MAX) throw tooManySignatures()
      count = signatures.length
      const signature = signatures[index]
      if (signature) reports.push(reportOn(guarded, document, signature, now))
    })
  }
  return reports
}

function tooManySignatures(): CongkyError {
  const detail = { en: `more than ${SIGNATURES_MAX} signatures`, vi: `có hơn ${SIGNATURES_MAX} chữ ký` }
  return new CongkyError('ERR_DOCUMENT_TOO_COMPLEX', { detail })
}

function reportOn(guarded: GuardedDocument, document: XmlDocument, signature: XmlElement, now: Date): FoundSignature {
  const path = pathOf(signature)
  const written = spanOf(guarded, signature).text
  const description = describeSignature(signature)
  const xades = readXades(document, signature)
  const { checked, problem } = check(guarded, document, signature)
  const signer = judgeSigner({
    certificates: description.certificates,
    madeValue: checked && ((certificate) => isMadeBy(certificate, checked)),
    signingTimes: description.signingTimes.map(parseSigningTime),
    signingTimeCovered: description.signingTimeReferenced,
    now,
  })
  const problems = [
    ...(problem === null ? [] : [problem]),
    ...(checked?.problems ?? []),
    ...signer.problems,
    ...(xades?.problems ?? []),
    ...(xades && signer.certificate ? otherCertificateProblems(xades, signer.certificate) : []),
  ]
  const warnings = [...signer.warnings, ...contentWarnings(description, checked), ...(xades?.warnings ?? [])]
  if (problems.length === 0 && signer.certificate) {
    const second = secondOpinion(guarded, written, signer.certificate)
    problems.push(...second.problems)
    warnings.push(...second.warnings)
  }
  return {
    kind: 'xmldsig',
    path,
    valid: problems.length === 0,
    covers: (checked?.covers ?? []).map(({ uri, path, wholeDocument, valid, bytes }) => ({
      ...{ uri, path, wholeDocument, valid, bytes },
    })),
    notCovered: [],
    signatureMethod: description.signatureMethod,
    digestMethods: [...description.digestMethods],
    canonicalizationMethod: description.canonicalizationMethod,
    signingTime: description.signingTimes[0] ?? null,
    timestamp: xades?.timestamp ?? null,
    certificate: signer.certificate && certificateView(signer.certificate),
    cameWith: description.certificates,
    stampedBy: xades?.stampedBy ?? null,
    chain: [],
    trust: 'not-checked',
    problems,
    warnings,
  }
}

function isMadeBy(certificate: Certificate, { signature: { method, value }, signedInfo }: CheckedReferences): boolean {
  return certificate.keyType === method.keyType && madeValue(certificate, method.digest, signedInfo, value)
}

function check(
  { idNames }: GuardedDocument,
  document: XmlDocument,
  signature: XmlElement,
): { readonly checked: CheckedReferences | null; readonly problem: string | null } {
  try {
    return { checked: checkReferences(document, signature, new IdIndex(document, idNames)), problem: null }
  } catch (error) {
    if (error instanceof SignatureProblem) return { checked: null, problem: error.message }
    throw error
  }
}

function contentWarnings(description: SignatureDescription, checked: CheckedReferences | null): string[] {
  const warnings: string[] = []
  const algorithms = [description.signatureMethod ?? '', ...description.digestMethods]
  if (algorithms.some((name) => name.endsWith('sha1')))
    warnings.push('it uses SHA-1, which is no longer considered safe')
  if (description.hasComments) warnings.push('it holds comments')
  const outside = (checked?.covers ?? []).filter(({ own }) => !own)
  if (outside.length > 0 && !outside.some(({ wholeDocument }) => wholeDocument)) {
    const parts = outside.map(({ path, uri }) => path ?? uri).join(', ')
    warnings.push(`it covers only a part of the document: ${parts}`)
  }
  return warnings
}

function secondOpinion(
  guarded: GuardedDocument,
  signature: string,
  certificate: Certificate,
): { readonly problems: readonly string[]; readonly warnings: readonly string[] } {
  if (!isLight(guarded)) return { problems: [], warnings: [] }
  const text = guarded.bytes.toString('utf8').replace(/^\uFEFF/, '')
  const pem = new X509Certificate(certificate.der).toString()
  const opinion = askSecondOpinion(text, signature, pem)
  switch (opinion.verdict) {
    case 'agrees':
      return { problems: [], warnings: [] }
    case 'disagrees':
      return { problems: [`a second implementation does not accept it: ${opinion.reason}`], warnings: [] }
    case 'not counted':
      return {
        problems: [],
        warnings: [`checked by one implementation only (the other does not know ${opinion.reason})`],
      }
  }
}
