/** The work of the signature engine as plain data, so that it runs in this thread or in a worker alike. */
import type { DocumentRendering, VerifyReport, XmlProfileOptions } from '@congky/shared'
import { checkSigned } from './check-signed.ts'
import { type GuardedDocument, guardDocument } from './document-guard.ts'
import { documentLimits, signableLimits } from './document-limits.ts'
import { inspectDocument } from './inspect-document.ts'
import { planSignature, type SignatureExpectation, type SignaturePlan, type SigningRequest } from './plan-signature.ts'
import type { DocumentFacts } from './profile.ts'
import { renderDocument } from './render-document.ts'
import { type VerifyOptions, verifyDocument } from './verify-document.ts'

interface JobInputs {
  readonly inspect: { readonly profile: string; readonly options: XmlProfileOptions }
  readonly plan: SigningRequest
  readonly check: {
    readonly signatureValue: string
    readonly signedInfo: Uint8Array
    readonly expectation: SignatureExpectation
  }
  readonly verify: VerifyOptions
  readonly render: null
}

export interface JobResults {
  readonly inspect: DocumentFacts
  readonly plan: SignaturePlan
  readonly check: true
  readonly verify: VerifyReport
  readonly render: DocumentRendering
}

export type JobKind = keyof JobInputs

export interface XmlJob<K extends JobKind = JobKind> {
  readonly kind: K
  readonly document: Uint8Array
  readonly input: JobInputs[K]
}

const runners: { readonly [K in JobKind]: (document: GuardedDocument, input: JobInputs[K]) => JobResults[K] } = {
  inspect: (document, { profile, options }) => inspectDocument(document, profile, options),
  plan: planSignature,
  check: (document, { signatureValue, signedInfo, expectation }) =>
    checkSigned(document, signatureValue, signedInfo, expectation),
  verify: verifyDocument,
  render: (document) => renderDocument(document),
}

/** @param guarded What `guardFor` gave for this job, when it was called already. */
export function runXmlJob<K extends JobKind>(job: XmlJob<K>, guarded: GuardedDocument = guardFor(job)): JobResults[K] {
  return runners[job.kind](guarded, job.input)
}

/** A document that will carry a signature needs room for it; a signed one is only read. */
export function guardFor({ kind, document }: XmlJob): GuardedDocument {
  return guardDocument(document, kind === 'inspect' || kind === 'plan' ? signableLimits : documentLimits)
}
