import {
  describeError,
  type ErrorCode,
  type ErrorDetails,
  type ErrorView,
  errorCatalogue,
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
  readonly signedDocument?: Uint8Array | null
  readonly queuePosition?: number | undefined
}

/** One job as its caller sees it. */
export function toSignRequestView(job: Job, extras: ViewExtras = {}): SignRequestView {
  const { request } = job
  const signedDocument = extras.signedDocument ? decodeUtf8(extras.signedDocument) : null
  return {
    id: job.id,
    state: job.state,
    taxCode: request.taxCode,
    profile: request.profile,
    reference: request.reference,
    certificate: job.certificate,
    documentSha256: request.documentSha256,
    signedDocumentSha256: job.signedSha256,
    ...(signedDocument === null ? {} : { signedDocument }),
    ...(job.reason === null ? {} : { error: toErrorView(job.reason) }),
    receivedAt: job.receivedAt.toISOString(),
    signedAt: job.signedAt?.toISOString() ?? null,
    ...(extras.queuePosition === undefined ? {} : { queuePosition: extras.queuePosition }),
  }
}

/** JSON carries text only; `null` for bytes that are none, which are fetched as they are. */
function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    // A byte order mark is part of what was signed.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
