/**
 * Every failed call answers `application/problem+json` (RFC 9457) with our code. One table, the error
 * catalogue, gives status and texts; whatever is no error of ours becomes ERR_INTERNAL without its message,
 * which could carry anything.
 */
import { CongkyError, errorCatalogue, type Problem } from '@congky/shared'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { problemsOf } from '../config/config-problem.ts'
import type { Log } from '../domain/log.ts'
import { leaveRestUnread } from './unread-body.ts'

export function toProblem(error: CongkyError): Problem {
  const { status, disposition } = errorCatalogue[error.code]
  const en = error.text('en')
  const vi = error.text('vi')
  const fields = problemsOf(error).map(({ field, text }) => ({ field, ...text }))
  return {
    type: `urn:congky:error:${error.code}`,
    title: error.code,
    status,
    detail: en.message,
    code: error.code,
    messageVi: vi.message,
    next: en.next,
    nextVi: vi.next,
    retryable: disposition !== 'reject',
    ...(fields.length === 0 ? {} : { fields }),
  }
}

/** Seconds after which a refused caller may try again, where the error does not say. */
const RETRY_AFTER_S = 2

export function sendProblem(reply: FastifyReply, error: CongkyError) {
  const problem = toProblem(error)
  if (problem.status === 401) reply.header('WWW-Authenticate', 'Bearer')
  if (problem.status === 429 || problem.status === 503) reply.header('Retry-After', String(retryAfterS(error)))
  leaveRestUnread(reply)
  return reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
}

function retryAfterS({ code, details: { retryAfterMs, seconds } }: CongkyError): number {
  if (typeof retryAfterMs === 'number') return Math.max(1, Math.ceil(retryAfterMs / 1000))
  // Elsewhere `seconds` says how long something has taken already.
  return code === 'ERR_GUESSES_SLOWED' && typeof seconds === 'number' ? seconds : RETRY_AFTER_S
}

/** Fastify's error handler. */
export function errorHandler(log: Log) {
  return (thrown: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => {
    const error = translate(thrown, request.routeOptions.bodyLimit ?? 0)
    if (error.code === 'ERR_INTERNAL') log.error({ err: thrown, route: request.routeOptions.url }, 'call failed')
    return sendProblem(reply, error)
  }
}

function translate(thrown: FastifyError | Error, bodyLimit: number): CongkyError {
  if (thrown instanceof CongkyError) return thrown
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    const detail = thrown.validation
      .map(({ instancePath, message }) => `${instancePath || '/'} ${message ?? ''}`)
      .join('; ')
    return new CongkyError('ERR_REQUEST_INVALID', { detail })
  }
  const code = 'code' in thrown ? thrown.code : ''
  const status = 'statusCode' in thrown ? thrown.statusCode : undefined
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new CongkyError('ERR_DOCUMENT_TOO_LARGE', { limit: bodyLimit }, { cause: thrown })
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new CongkyError('ERR_CONTENT_TYPE', {}, { cause: thrown })
  if (status === 429) return new CongkyError('ERR_RATE_LIMITED')
  if (status !== undefined && status >= 400 && status < 500) {
    const detail = { en: 'the body or a header cannot be read', vi: 'không đọc được nội dung hoặc tiêu đề' }
    return new CongkyError('ERR_REQUEST_INVALID', { detail }, { cause: thrown })
  }
  return new CongkyError('ERR_INTERNAL', {}, { cause: thrown })
}
