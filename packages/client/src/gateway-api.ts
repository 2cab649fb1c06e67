/** The few calls that the client makes over plain HTTP. */
import {
  type AccessKeyAnswer,
  type AccessKeyTerm,
  accessKeyAnswerSchema,
  accessKeyTermSchema,
  CongkyError,
  type PairAnswer,
  pairAnswerSchema,
  type Readiness,
  readinessSchema,
  type SignRequestView,
  signRequestViewSchema,
  type VerifyReport,
  verifyReportSchema,
} from '@congky/shared'
import type { HttpAnswer, HttpCall, Platform } from './platform.ts'
import { parseJson, problemIn } from './remote-error.ts'
import { toBase64 } from './to-base64.ts'

const CALL_TIMEOUT_MS = 30_000

export interface VerifyOptions {
  /** A signature that stands beside the document (CMS, as DER or PEM). */
  readonly signature?: Uint8Array | undefined
  readonly signal?: AbortSignal | undefined
}

export class GatewayApi {
  readonly #platform: Pick<Platform, 'call'>

  constructor(platform: Pick<Platform, 'call'>) {
    this.#platform = platform
  }

  /** @throws {CongkyError} as `Platform.call`, and what the gateway answers (ERR_DOCUMENT_NOT_XML…). */
  async verify(document: Uint8Array, { signature, signal }: VerifyOptions = {}): Promise<VerifyReport> {
    const body =
      signature === undefined
        ? { ...octets, body: document }
        : { ...json, body: new TextEncoder().encode(JSON.stringify(besides(document, signature))) }
    const answer = await this.#call({ method: 'POST', path: '/verify', ...body, signal })
    if (answer.status !== 200) throw toError(answer)
    return parseAnswer(verifyReportSchema, answer)
  }

  /** @throws {CongkyError} as `Platform.call`, ERR_NOT_FOUND, ERR_NOT_SIGNED_YET, ERR_ACKNOWLEDGEMENT_NONE. */
  async acknowledgement(id: string, signal?: AbortSignal): Promise<Uint8Array> {
    const path = `/sign-requests/${encodeURIComponent(id)}/acknowledgement`
    const answer = await this.#call({ method: 'GET', path, signal })
    if (answer.status !== 200) throw toError(answer)
    return answer.body
  }

  /** @throws {CongkyError} as `Platform.call`, ERR_NOT_FOUND. */
  async withdraw(id: string, signal?: AbortSignal): Promise<SignRequestView> {
    const answer = await this.#call({ method: 'DELETE', path: `/sign-requests/${encodeURIComponent(id)}`, signal })
    if (answer.status !== 200 && answer.status !== 202) throw toError(answer)
    return parseAnswer(signRequestViewSchema, answer)
  }

  /** @throws {CongkyError} as `Platform.call`, ERR_UNAUTHENTICATED. A gateway that is not ready is an answer. */
  async status(signal?: AbortSignal): Promise<Readiness> {
    const answer = await this.#call({ method: 'GET', path: '/health/ready', signal })
    const readiness = readinessSchema.safeParse(parseJson(answer.body))
    if (readiness.success && (answer.status === 200 || answer.status === 503)) return readiness.data
    throw toError(answer)
  }

  /** @throws {CongkyError} as `Platform.call`, ERR_PAIRING_CODE_INVALID. */
  async pair(secret: string, hostname: string): Promise<PairAnswer> {
    const body = new TextEncoder().encode(JSON.stringify({ code: secret, hostname }))
    const answer = await this.#call({ method: 'POST', path: '/pair', contentType: 'application/json', body })
    if (answer.status !== 200 && answer.status !== 201) throw toError(answer)
    return parseAnswer(pairAnswerSchema, answer)
  }

  /** How long the access key of this call works. @throws {CongkyError} as `Platform.call`, ERR_UNAUTHENTICATED. */
  async accessKeyTerm(signal?: AbortSignal): Promise<AccessKeyTerm> {
    const answer = await this.#call({ method: 'GET', path: '/access-key', signal })
    if (answer.status !== 200) throw toError(answer)
    return parseAnswer(accessKeyTermSchema, answer)
  }

  /** The access key that follows. @throws {CongkyError} as `Platform.call`, ERR_REQUEST_INVALID: it is not time yet. */
  async renewAccessKey(): Promise<AccessKeyAnswer> {
    const answer = await this.#call({ method: 'POST', path: '/access-key/renewal' })
    if (answer.status !== 200) throw toError(answer)
    return parseAnswer(accessKeyAnswerSchema, answer)
  }

  #call(request: Omit<HttpCall, 'timeoutMs'>): Promise<HttpAnswer> {
    return this.#platform.call({ ...request, timeoutMs: CALL_TIMEOUT_MS })
  }
}

const besides = (document: Uint8Array, signature: Uint8Array) => ({
  documentBase64: toBase64(document),
  signatureBase64: toBase64(signature),
})

const json = { contentType: 'application/json' } as const
const octets = { contentType: 'application/octet-stream' } as const

function toError(answer: HttpAnswer): CongkyError {
  return problemIn(answer) ?? new CongkyError('ERR_ANSWER_UNKNOWN', { detail: `HTTP ${answer.status}` })
}

function parseAnswer<T>(schema: { parse(value: unknown): T }, answer: HttpAnswer): T {
  try {
    return schema.parse(parseJson(answer.body))
  } catch (cause) {
    throw new CongkyError('ERR_ANSWER_UNKNOWN', { detail: `HTTP ${answer.status}` }, { cause })
  }
}
