import { CongkyError, type ErrorText, type ErrorView, isErrorCode, type Language, problemSchema } from '@congky/shared'
import type { HttpAnswer } from './platform.ts'

/**
 * An error that the gateway told us. It keeps the gateway's own words, in which the details are filled in
 * already, and the gateway's judgement on trying again, so that an older client copes with a newer code.
 */
export class RemoteError extends CongkyError {
  readonly #view: ErrorView

  constructor(view: ErrorView) {
    if (isErrorCode(view.code)) super(view.code)
    else super('ERR_ANSWER_UNKNOWN', { detail: `${view.code}: ${view.message}` })
    this.#view = view
    this.message = `${view.code}: ${view.message}`
  }

  override get retryable(): boolean {
    return this.#view.retryable ?? super.retryable
  }

  override text(language: Language): ErrorText {
    const fallback = super.text(language)
    const { message, messageVi, next, nextVi } = this.#view
    return language === 'vi'
      ? { message: messageVi ?? message, next: nextVi ?? next ?? fallback.next }
      : { message, next: next ?? fallback.next }
  }
}

/**
 * The gateway ended the request: it was not signed, and never will be under this key. Every other error leaves
 * that open, so that only a repetition with the same key is safe; after this one a new key is.
 */
export class RequestRejectedError extends RemoteError {
  /** The gateway's name for the request; null when the gateway is too old to say. */
  readonly id: string | null

  constructor(view: ErrorView, id: string | null) {
    super(view)
    this.id = id
  }
}

/** The error in an HTTP answer, or null when its body is no problem document of ours (RFC 9457). */
export function problemIn(answer: HttpAnswer): RemoteError | null {
  const problem = problemSchema.safeParse(parseJson(answer.body))
  return problem.success ? new RemoteError({ ...problem.data, message: problem.data.detail }) : null
}

/** The JSON in a body, or undefined when it holds none. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}
