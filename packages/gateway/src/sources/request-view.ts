import {
  type ApprovalStanding,
  describeError,
  type ErrorCode,
  type ErrorDetails,
  type ErrorView,
  errorCatalogue,
  type ResultFormat,
  type SignRequestView,
} from '@congky/shared'
import type { Job } from '../domain/job.ts'

/** One error as callers see it: the code, and what to do about it, in both languages. */
export function toErrorView(error: { readonly code: ErrorCode; readonly details: ErrorDetails }): ErrorView {
  const en = describeError(error.code, error.details, 'en')
  const vi = describeError(error.code, error.details, 'vi')
  const retryable = errorCatalogue[error.code].disposition !== 'reject'
  return { code: error.code, message: en.message, messageVi: vi.message, next: en.next, nextVi: vi.next, retryable }
}

export interface ViewExtras {
  readonly signed?: { readonly document: Uint8Array; readonly format: ResultFormat } | null
  readonly queuePosition?: number | undefined
  readonly approval?: ApprovalStanding | undefined
}

/** One job as its caller sees it. */
export function toSignRequestView(job: Job, extras: ViewExtras = {}): SignRequestView {
  const { request } = job
  const { signed } = extras
  return {
    id: job.id,
    state: job.state,
    taxCode: request.taxCode,
    profile: request.profile,
    reference: request.reference,
    certificate: job.certificate,
    documentSha256: request.documentSha256,
    signedDocumentSha256: job.signedSha256,
    ...(signed ? { ...toJsonDocument(signed.document), ...toResultView(signed.format) } : {}),
    ...(job.reason === null ? {} : { error: toErrorView(job.reason) }),
    receivedAt: job.receivedAt.toISOString(),
    signedAt: job.signedAt?.toISOString() ?? null,
    ...(extras.queuePosition === undefined ? {} : { queuePosition: extras.queuePosition }),
    ...(extras.approval === undefined ? {} : { approval: extras.approval }),
  }
}

/** JSON carries text only; what is none goes as base64. */
export function toJsonDocument(
  signedDocument: Uint8Array,
): Pick<SignRequestView, 'signedDocument' | 'signedDocumentBase64'> {
  try {
    // A byte order mark is part of what was signed.
    return { signedDocument: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(signedDocument) }
  } catch {
    return { signedDocumentBase64: Buffer.from(signedDocument).toString('base64') }
  }
}

/** What callers are told about a signed document, so that they can name and open it. */
export function toResultView({ mediaType, extension }: ResultFormat) {
  return { mediaType, ...(extension === null ? {} : { fileExtension: extension }) }
}
