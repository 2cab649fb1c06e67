/**
 * The service over HTTP: SOAP in, SOAP out, its description at `?wsdl`. No login: the signature of a message says whose
 * it is. Every failure is a fault, and what failed on our side is told without its reason.
 */
import { CongkyError, type ErrorCode, toCongkyError } from '@congky/shared'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { HistoryEntry } from '../../domain/history-record.ts'
import type { Log } from '../../domain/log.ts'
import { versionToAnswer } from '../soap/content-type.ts'
import { type SoapCall, writeFault, writeResult } from '../soap/server-side.ts'
import { CallGate } from './call-gate.ts'
import type { ReceiveTally } from './receive-tally.ts'
import { RefusalNotes } from './refusal-notes.ts'
import { CALL_BYTES_MAX, MESSAGE_BYTES_MAX, serviceOperation } from './service-operation.ts'
import { wsdl } from './wsdl.ts'

export interface SoapServiceParts {
  readonly path: string
  readonly allowFrom: readonly string[]
  /** Most time from the request to its answer, in milliseconds. */
  readonly answerMs: number
  readonly desk: { receive(call: SoapCall, origin: string): Promise<string> }
  readonly scheme: 'http' | 'https'
  /** Why nothing is taken in at all, or null. */
  readonly refusal: () => CongkyError | null
  /** For an answer that is sent before its request was read. */
  readonly leaveRestUnread: (reply: FastifyReply) => void
  readonly note: (entry: HistoryEntry) => Promise<void>
  readonly tally: ReceiveTally
  readonly log: Log
}

/** Time for a caller to send 6 MB, in milliseconds; the time for the answer begins after it. */
const BODY_MS = 30_000
/** Seconds after which it is worth calling again. */
const RETRY_AFTER_S = '5'

/** Faults that tell the caller what is wrong with the call. Every other error is ours, and stays here. */
const TOLD: readonly ErrorCode[] = [
  'ERR_SOAP_CONTENT_TYPE',
  'ERR_SOAP_INVALID',
  'ERR_SOAP_VERSION',
  'ERR_SOAP_HEADER',
  'ERR_SOAP_ENCODING',
  'ERR_DOCUMENT_EMPTY',
  'ERR_DOCUMENT_TOO_LARGE',
  'ERR_DOCUMENT_ENCODING',
  'ERR_DOCUMENT_NOT_XML',
  'ERR_DOCUMENT_TOO_COMPLEX',
  'ERR_DOCTYPE_FORBIDDEN',
  'ERR_DUPLICATE_ID',
  'ERR_EXCHANGE_BASE64',
  'ERR_EXCHANGE_HEADER',
  'ERR_EXCHANGE_SENDER',
  'ERR_EXCHANGE_NOT_OURS',
  'ERR_EXCHANGE_FORBIDDEN',
  'ERR_EXCHANGE_BUSY',
]

export async function soapService(scope: FastifyInstance, parts: SoapServiceParts): Promise<void> {
  const gate = new CallGate(parts.allowFrom)
  const notes = new RefusalNotes()
  /** What is being done for a call; never rejects. */
  const works = new WeakMap<FastifyRequest, Promise<unknown>>()
  const refused = async (error: CongkyError, origin: string) => {
    parts.tally.refused()
    const entry = notes.next(error.code, origin)
    if (entry) await parts.note(entry)
  }
  // Whatever Content-Type it has, the body is for the reader of SOAP, which says what is wrong with it.
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  scope.addHook('onRequest', async (request, reply) => {
    // Nothing here is a page.
    reply.header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'")
    gate.assertAllowed(request.ip)
    const refusal = parts.refusal()
    if (refusal) throw refusal
  })
  scope.setErrorHandler(async (thrown, request, reply) => {
    const error = asToldError(thrown)
    const isTold = error.code !== 'ERR_EXCHANGE_UNAVAILABLE'
    if (isTold) await refused(error, request.ip).catch((failure: unknown) => warn(parts, failure))
    else tellOwnFailure(parts, thrown)
    parts.leaveRestUnread(reply)
    return sendFault(request, reply, error)
  })
  scope.get(parts.path, async (request, reply) => {
    if (!Object.keys(request.query as object).some((key) => key.toLowerCase() === 'wsdl')) {
      throw new CongkyError('ERR_SOAP_CONTENT_TYPE', { found: 'GET' })
    }
    const address = `${parts.scheme}://${request.headers.host}${parts.path}`
    return reply.type('text/xml; charset=utf-8').send(wsdl(address))
  })
  scope.post(
    parts.path,
    {
      bodyLimit: CALL_BYTES_MAX,
      onRequest: async (request, reply) => {
        const leave = gate.enter(request.ip)
        const { raw } = request
        const tooSlow = setTimeout(() => raw.destroy(), BODY_MS)
        raw.once('end', () => clearTimeout(tooSlow))
        reply.raw.once('close', () => {
          clearTimeout(tooSlow)
          // Whoever hangs up leaves work behind, and is not gone before that is done.
          void (works.get(request) ?? Promise.resolve()).finally(leave)
        })
      },
    },
    async (request, reply) => {
      const call = toCall(request)
      const work = parts.desk.receive(call, request.ip)
      works.set(
        request,
        work.catch(() => undefined),
      )
      const answer = await within(parts.answerMs, work)
      parts.tally.answered()
      const encoded = Buffer.from(answer).toString('base64')
      const { contentType, body } = writeResult(versionToAnswer(call.contentType), serviceOperation, encoded)
      return reply.type(contentType).send(body)
    },
  )
}

function toCall({ headers, body }: FastifyRequest): SoapCall {
  const { soapaction, 'content-type': contentType } = headers
  return {
    contentType,
    soapAction: Array.isArray(soapaction) ? soapaction[0] : soapaction,
    body: body instanceof Uint8Array ? body : new Uint8Array(),
  }
}

/** What goes on after that is not lost: the same message again finds its answer. @throws {CongkyError} ERR_EXCHANGE_UNAVAILABLE */
async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const cause = new Error(`not answered within ${ms} ms`)
    timer = setTimeout(() => reject(new CongkyError('ERR_EXCHANGE_UNAVAILABLE', {}, { cause })), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

function asToldError(thrown: unknown): CongkyError {
  if (isTooLarge(thrown)) return new CongkyError('ERR_DOCUMENT_TOO_LARGE', { limit: MESSAGE_BYTES_MAX })
  const error = toCongkyError(thrown)
  // So many messages wait for a thread already.
  if (error.code === 'ERR_QUEUE_FULL') return new CongkyError('ERR_EXCHANGE_BUSY', {}, { cause: error })
  return TOLD.includes(error.code) ? error : new CongkyError('ERR_EXCHANGE_UNAVAILABLE', {}, { cause: error })
}

function isTooLarge(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'FST_ERR_CTP_BODY_TOO_LARGE'
}

function tellOwnFailure({ tally, log }: SoapServiceParts, thrown: unknown): void {
  const cause = thrown instanceof CongkyError && thrown.cause instanceof CongkyError ? thrown.cause : thrown
  const error = toCongkyError(cause)
  const { code } = error
  tally.unanswered(error)
  if (code === 'ERR_INTERNAL') log.error({ err: thrown }, 'a message of customs was not answered')
  else log.warn({ code, reason: error.text('en').message }, 'a message of customs was not answered')
}

function warn({ log }: SoapServiceParts, failure: unknown): void {
  log.warn({ err: failure }, 'refusal not recorded')
}

function sendFault(request: FastifyRequest, reply: FastifyReply, error: CongkyError) {
  const version = versionToAnswer(request.headers['content-type'])
  const { status, contentType, body } = writeFault(version, serviceOperation, error)
  if (error.disposition !== 'reject') reply.header('Retry-After', RETRY_AFTER_S)
  return reply.status(status).type(contentType).send(body)
}
