import {
  type Disposition,
  describeError,
  type ErrorCode,
  type ErrorDetails,
  type ErrorText,
  errorCatalogue,
  type Language,
} from './error-catalogue.ts'

/**
 * An error that we designed: its code is stable, and the catalogue says what happens next and what a
 * person reads. One class for all codes, since the catalogue already holds all that would tell the
 * classes apart. Any other error that reaches the top is a bug of ours (`ERR_INTERNAL`).
 */
export class CongkyError extends Error {
  override readonly name = 'CongkyError'
  readonly code: ErrorCode
  /** Fills the text; shown to users, so never a secret, and never a document. */
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(`${code}: ${describeError(code, details, 'en').message}`, options)
    this.code = code
    this.details = details
  }

  get disposition(): Disposition {
    return errorCatalogue[this.code].disposition
  }

  /** Whether trying again can help: by itself a little later (`retry`), or after a person acted (`hold`). */
  get retryable(): boolean {
    return this.disposition !== 'reject'
  }

  text(language: Language): ErrorText {
    return describeError(this.code, this.details, language)
  }
}

/** The error itself when it is one of ours, else `ERR_INTERNAL` with it as the cause. */
export function toCongkyError(error: unknown): CongkyError {
  return error instanceof CongkyError ? error : new CongkyError('ERR_INTERNAL', {}, { cause: error })
}
